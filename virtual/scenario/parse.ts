import { freeze } from "../../modules/base/freeze.js";
import { fromHex } from "../at/text.js";
import type { Coverage } from "../coverage.js";
import { ACTION_FIELDS, type Field, problemOf, shown, STEP_FIELDS } from "./fields.js";
import type { Action, Scenario, Step, Trigger } from "./scenario.js";

/** More steps than a person writes. */
const MOST_STEPS = 200;

const TRIGGERS: readonly string[] = freeze(["at", "command", "line", "datagram"]);

/** Actions that are the command's own answer. */
const ANSWERS: readonly string[] = freeze(["error", "ignore"]);

type Values = Readonly<Record<string, unknown>>;

/**
 * Reads a scenario from what JSON made of its file: `{ title?, seed?, steps: [{ at | command | line | datagram, do, … }] }`.
 *
 * @returns what is wrong, with the place in the file such as `steps[3].by`, if it is none
 */
export function parseScenario(value: unknown): Scenario | string {
  if (!isRecord(value)) return `takes an object with "steps", not ${shown(value)}`;
  const { title = "", seed = 1, steps } = value;
  const strange = Object.keys(value).find((name) => name !== "title" && name !== "seed" && name !== "steps");
  if (strange !== undefined) return `${strange}: is unknown; known are title, seed, steps`;
  if (typeof title !== "string") return `title: takes a text, not ${shown(title)}`;
  const wrong = problemOf({ is: "whole", least: 0, most: 0xffff_ffff }, seed);
  if (wrong !== undefined) return `seed: ${wrong}`;
  if (!Array.isArray(steps)) return `steps: takes a list, not ${shown(steps)}`;
  if (steps.length > MOST_STEPS) return `steps: takes at most ${MOST_STEPS}, not ${steps.length}`;
  const parsed: Step[] = [];
  for (let i = 0; i < steps.length; i++) {
    const step = parseStep(steps[i]);
    if (typeof step === "string") return `steps[${i}]${step}`;
    parsed.push(step);
  }
  return { title, seed: seed as number, steps: parsed };
}

/** A step, or what is wrong with it, which begins with the place in it. */
function parseStep(value: unknown): Step | string {
  if (!isRecord(value)) return `: takes an object, not ${shown(value)}`;
  const name = value["do"];
  const known = Object.keys(ACTION_FIELDS);
  if (typeof name !== "string" || !known.includes(name))
    return `.do: takes one of ${known.join(", ")}, not ${shown(name)}`;
  const fields = [...STEP_FIELDS, ...(ACTION_FIELDS[name] as readonly Field[])];
  const values: Record<string, unknown> = { do: name };
  for (let i = 0; i < fields.length; i++) {
    const { name: field, kind, otherwise, optional } = fields[i] as Field;
    const given = value[field] ?? otherwise;
    if (given === undefined && optional === true) continue;
    const wrong = given === undefined ? "is missing" : problemOf(kind, given);
    if (wrong !== undefined) return `.${field}: ${wrong}`;
    values[field] = given;
  }
  const strange = Object.keys(value).find((one) => one !== "do" && !fields.some((field) => field.name === one));
  if (strange !== undefined) return `.${strange}: is unknown for "${name}"`;
  const when = triggerOf(values);
  if (typeof when === "string") return when;
  if (ANSWERS.includes(name) && (when.kind !== "command" || values["wait"] !== 0)) {
    return `.do: "${name}" needs the trigger "command" and no "wait"`;
  }
  return { when, wait: values["wait"] as number, times: values["times"] as number, action: actionOf(values) };
}

function triggerOf(values: Values): Trigger | string {
  const given = TRIGGERS.filter((name) => values[name] !== undefined);
  if (given.length !== 1) return `: takes one trigger of ${TRIGGERS.join(", ")}, not ${given.join(" and ") || "none"}`;
  const kind = given[0] as Trigger["kind"];
  const count = (values["nth"] ?? 1) as number;
  if (values["every"] !== undefined && kind !== "at") return '.every: needs the trigger "at"';
  if (values["nth"] !== undefined && kind !== "command" && kind !== "line") {
    return '.nth: needs the trigger "command" or "line"';
  }
  switch (kind) {
    case "at":
      if (values["times"] !== 1 && values["every"] === undefined) return '.times: needs "every" beside "at"';
      return { kind, milliseconds: values["at"] as number, every: values["every"] as number | undefined };
    case "command":
    case "line":
      return { kind, begin: values[kind] as string, count };
    case "datagram":
      return { kind, count: values["datagram"] as number };
  }
}

/** The action's own fields, under the names of the file except where the file has a text for something else. */
function actionOf(values: Values): Action {
  const name = values["do"] as Action["do"];
  if (name === "bytes") return { do: name, bytes: fromHex(values["hex"] as string) ?? new Uint8Array(0) };
  const action: Record<string, unknown> = { do: name };
  const fields = ACTION_FIELDS[name] as readonly Field[];
  for (let i = 0; i < fields.length; i++) action[(fields[i] as Field).name] = values[(fields[i] as Field).name];
  if (name === "network") action["level"] = levelOf(values["level"] as string);
  if (name === "lose" || name === "double") action["by"] = 0;
  return action as Action;
}

function levelOf(name: string): Coverage | undefined {
  return name === "good" ? 0 : name === "weak" ? 1 : name === "extreme" ? 2 : undefined;
}

function isRecord(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
