import { readFileSync } from "node:fs";
import { type RadioOptions, RADIOS } from "../virtual/coverage.js";
import { parseScenario } from "../virtual/scenario/parse.js";
import type { Scenario } from "../virtual/scenario/scenario.js";
import { UsageError } from "./arguments.js";

/** The options that say what a virtual module goes through. */
export const FIELD_OPTIONS = { radio: "text", scenario: "text" } as const;

export const FIELD_USAGE = `  --radio none|good|weak|extreme
                        the network around the module: no delays at all (default), or those of a real one at three
                        levels of coverage: attach 20 to 100 s, 0.9 to 10 s a datagram
  --scenario FILE       what befalls the module, in JSON; examples/scenarios/ has some`;

/** What a virtual module goes through. */
export interface Field {
  readonly radio?: RadioOptions;
  readonly scenario?: Scenario;
}

/**
 * Reads radio and scenario.
 *
 * @throws UsageError that says which option, file, and place in it is wrong
 */
export function readField(options: { readonly radio?: string; readonly scenario?: string }): Field {
  return {
    ...(options.radio === undefined ? {} : { radio: radioOf(options.radio) }),
    ...(options.scenario === undefined ? {} : { scenario: readScenario(options.scenario) }),
  };
}

function radioOf(name: string): RadioOptions {
  if (!Object.hasOwn(RADIOS, name)) {
    throw new UsageError(`option --radio takes ${Object.keys(RADIOS).join(", ")}, not "${name}"`);
  }
  return RADIOS[name as keyof typeof RADIOS];
}

function readScenario(file: string): Scenario {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`scenario ${file}: ${(error as Error).message}`);
  }
  const scenario = parseScenario(value);
  if (typeof scenario === "string") throw new UsageError(`scenario ${file}: ${scenario}`);
  return scenario;
}
