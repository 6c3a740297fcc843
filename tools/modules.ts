import type { Script } from "../modules/at/script.js";
import type { Certainty, Profile } from "../modules/modem/profile.js";
import { findProfile, modelNames, PROFILES } from "../modules/modem/profiles/index.js";
import { readArguments, runTool, UsageError } from "./arguments.js";

const USAGE = `usage: npm run modules -- [--module NAME]… [--json]

Prints what is known of each NB module, field by field, and how sure that is.

  --module NAME   only this model; may be given repeatedly
  --json          prints the profiles themselves

Certainty, one letter a model in the order of the heading: s sourced (manual, firmware, or a driver for this very model),
i inferred (from several samples), a assumed (from the family), - plain, or the project's own choice.`;

const OPTIONS = { module: "texts", json: "flag" } as const;

const LETTERS: Readonly<Record<Certainty, string>> = { sourced: "s", inferred: "i", assumed: "a" };

/** Fields that say who a model is; the heading shows them. */
const HEADING = ["model", "maker", "family", "chip", "identifies", "sources"];

/** `npm run modules`. */
export function main(args: readonly string[]): Promise<number> {
  return runTool("modules", USAGE, args, (rest) => {
    const options = readArguments(rest, OPTIONS);
    const profiles = options.module === undefined ? PROFILES : options.module.map(chosen);
    if (options.json === true) console.log(JSON.stringify(profiles, undefined, 2));
    else for (const line of moduleTable(profiles)) console.log(line);
    return Promise.resolve(0);
  });
}

/** The whole table: one line a model, then for each family all fields with their values, certainty and source. */
export function moduleTable(profiles: readonly Profile[]): string[] {
  const lines = [row("model", "chip", "identifies as", "speeds", "sockets", "MIPL")];
  for (const profile of profiles) {
    const { model, chip, identifies, bauds, sockets, mipl } = profile;
    const socketsCell = `${sockets.dialect} (${sure(profile, "sockets.dialect")})`;
    const miplCell = `${mipl.generation}, ${mipl.create} (${sure(profile, "mipl.generation")})`;
    lines.push(row(model, chip, identifies.join(" "), bauds.join(" "), socketsCell, miplCell));
  }
  for (const family of new Set(profiles.map((profile) => profile.family))) {
    lines.push("", ...familyTable(profiles.filter((profile) => profile.family === family)));
  }
  return lines;
}

function familyTable(profiles: readonly Profile[]): string[] {
  const { family, maker, chip } = profiles[0] as Profile;
  const lines = [`${family}: ${maker}, ${chip}: ${profiles.map(({ model }) => model).join(", ")}`];
  for (const field of fieldsOf(profiles)) {
    const values = profiles.map((profile) => shown(fieldAt(profile, field)));
    const letters = profiles.map((profile) => letterOf(profile, field)).join("");
    const source = profiles.map((profile) => sourceOf(profile, field)?.from).find((from) => from !== undefined);
    const differing = values.every((value) => value === values[0])
      ? (values[0] as string)
      : profiles.map(({ model }, index) => `${model}: ${values[index] as string}`).join("; ");
    const note = source === undefined ? "" : `  # ${source}`;
    lines.push(`  ${field.padEnd(24)} ${letters}  ${differing}${note}`);
  }
  return lines;
}

/** The names of all fields, records taken apart; a script and a list count as one field. */
function fieldsOf(profiles: readonly Profile[]): string[] {
  const names = new Set<string>();
  const visit = (record: object, before: string): void => {
    for (const [key, value] of Object.entries(record)) {
      const name = before + key;
      if (HEADING.includes(name)) continue;
      if (typeof value === "object" && !Array.isArray(value) && !isScript(value)) visit(value as object, `${name}.`);
      else names.add(name);
    }
  };
  for (const profile of profiles) visit(profile, "");
  return [...names];
}

function fieldAt(profile: Profile, field: string): unknown {
  let value: unknown = profile;
  for (const part of field.split(".")) value = (value as Record<string, unknown>)[part];
  return value;
}

/** A field's source is its own or, where that has none, that of the record which it is in. */
function sourceOf(profile: Profile, field: string): Profile["sources"][string] | undefined {
  const dot = field.lastIndexOf(".");
  return profile.sources[field] ?? (dot < 0 ? undefined : sourceOf(profile, field.slice(0, dot)));
}

function letterOf(profile: Profile, field: string): string {
  const source = sourceOf(profile, field);
  return source === undefined ? "-" : LETTERS[source.certainty];
}

function sure(profile: Profile, field: string): string {
  return sourceOf(profile, field)?.certainty ?? "plain";
}

function isScript(value: unknown): value is Script {
  return typeof value === "object" && value !== null && "steps" in value;
}

function shown(value: unknown): string {
  if (isScript(value)) return value.steps.map(({ send }) => send).join("; ");
  if (!Array.isArray(value)) return typeof value === "string" ? JSON.stringify(value) : String(value);
  return value.map(shownItem).join(", ");
}

function shownItem(item: unknown): string {
  if (typeof item !== "object" || item === null) return String(item);
  if ("prefix" in item && "owner" in item) return `${String(item.prefix)} ${String(item.owner)}`;
  if ("code" in item && "name" in item) return `${String(item.code)} ${String(item.name)}`;
  return JSON.stringify(item);
}

function row(...[model, chip, identifies, bauds, sockets, mipl]: [string, string, string, string, string, string]) {
  return [model.padEnd(12), chip.padEnd(10), identifies.padEnd(20), bauds.padEnd(13), sockets.padEnd(27), mipl].join(
    " ",
  );
}

function chosen(name: string): Profile {
  const profile = findProfile(name);
  if (profile !== undefined) return profile;
  throw new UsageError(`module "${name}" is not known; the known ones are ${modelNames().join(", ")}`);
}
