import { readFileSync } from "node:fs";
import { type RadioOptions, RADIOS } from "../virtual/coverage.js";
import { parseScenario } from "../virtual/scenario/parse.js";
import type { Scenario } from "../virtual/scenario/scenario.js";
import type { Variant } from "../virtual/models/index.js";
import { UsageError, type OptionValues } from "./arguments.js";
import { systemWords } from "./system-words.js";

/** The options that say what a virtual module goes through. */
export const FIELD_OPTIONS = { radio: "text", scenario: "text", mipl: "text", sockets: "text" } as const;

export const FIELD_USAGE = `  --radio none|good|weak|extreme
                        the network around the module: no delays at all (default), or those of a real one at three
                        levels of coverage: attach 20 to 100 s, 0.9 to 10 s a datagram
  --scenario FILE       what befalls the module, in JSON; examples/scenarios/ has some
  --mipl C|Q|L          the module speaks another generation of MIPL commands than its model is taken for
  --sockets NAME        it has other sockets, of those that its model may have: nso, hex, raw, cip`;

/** What a virtual module goes through, and how it differs from what its model is taken for. */
export interface Field {
  readonly radio?: RadioOptions;
  readonly scenario?: Scenario;
  readonly variant?: Variant;
}

const GENERATIONS: readonly Variant["mipl"][] = ["C", "Q", "L"];
const SOCKETS: readonly Variant["sockets"][] = ["nso", "hex", "raw", "cip"];

/**
 * Reads radio, scenario and variant.
 *
 * @throws UsageError that says which option, file, and place in it is wrong
 */
export function readField(options: OptionValues<typeof FIELD_OPTIONS>): Field {
  const variant = variantOf(options);
  return {
    ...(variant === undefined ? {} : { variant }),
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

function variantOf(options: OptionValues<typeof FIELD_OPTIONS>): Variant | undefined {
  if (options.mipl === undefined && options.sockets === undefined) return undefined;
  const mipl = oneOf("mipl", options.mipl, GENERATIONS);
  const sockets = oneOf("sockets", options.sockets, SOCKETS);
  return { ...(mipl && { mipl }), ...(sockets && { sockets }) };
}

function oneOf<T>(option: string, text: string | undefined, known: readonly (T | undefined)[]): T | undefined {
  const found = known.find((one) => one === text);
  if (text !== undefined && found === undefined) {
    throw new UsageError(`option --${option} takes ${known.join(", ")}, not "${text}"`);
  }
  return found;
}

function readScenario(file: string): Scenario {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`scenario ${file}: ${systemWords(error)}`);
  }
  const scenario = parseScenario(value);
  if (typeof scenario === "string") throw new UsageError(`scenario ${file}: ${scenario}`);
  return scenario;
}
