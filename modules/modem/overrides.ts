import { freeze } from "../base/freeze.js";
import { decimal } from "../base/text.js";
import { DIALECT_NAMES, type DialectName } from "./dialects/dialect.js";
import type { MiplProfile, Profile } from "./profile.js";
import { miplOf } from "./profiles/mipl.js";
import { socketsOf } from "./profiles/sockets.js";

/** The most fields that one text may set. */
const MOST_FIELDS = 16;
/** The most items of a list. */
const MOST_ITEMS = 8;
/** The longest text of a field. */
const LONGEST = 80;
/** What a number may be at most where nothing else is said: twelve days of milliseconds. */
const MOST = 1_036_800_000;

/** Texts that a field may have, by its full name or by its last part. */
const CHOICES: Readonly<Record<string, readonly string[]>> = freeze({
  "power.line": ["power", "reset", "wake"],
  "sleep.psm": ["on", "off", "leave"],
  "sleep.edrx": ["on", "off", "leave"],
  clock: ["utc", "local"],
  "sockets.dialect": DIALECT_NAMES,
  "mipl.generation": ["C", "Q", "L"],
  "mipl.create": ["plain", "blob", "host"],
  "mipl.blob.layout": ["N1", "N2", "N3"],
  "mipl.notifyId": ["zero", "observation"],
  "mipl.assistance": ["flag", "text", "none"],
  "mipl.flags": ["documented", "zero"],
  "mipl.opaqueLength": ["bytes", "digits"],
  "mipl.remove": ["AT+MIPLDELETE", "AT+MIPLDEL"],
  otherwise: ["abort", "continue"],
  owner: ["lifecycle", "sockets", "mode"],
});

/** Least and most of numbers that something is sized by. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = freeze({
  bauds: [300, 921_600],
  settle: [0, 10_000],
  "speed.wanted": [0, 921_600],
  "sleep.cycle": [0, 10_486],
  "sockets.maxDatagram": [64, 1460],
  "sockets.maxArrival": [64, 1460],
  "sockets.localPort": [0, 65_535],
  "sockets.links": [1, 6],
  "mipl.blob.log": [0, 255],
  "mipl.blob.logBuffer": [0, 65_535],
  "mipl.blob.chunk": [16, 512],
  "mipl.instances": [1, 32],
  "mipl.openTimeout": [1, 65_535],
  "mipl.valueMost": [16, 1024],
});

/**
 * A profile with fields set as a text says: `sockets.maxDatagram=1024;power.pulse=200`. A field is named by the names on
 * the way to it, in lists by numbers from 0 (`scripts.attach.steps.1.send=AT+CGATT=1`); a list of plain values is set as
 * a whole, with commas; yes and no stand for true and false. `sockets.dialect` and `mipl.generation` bring what is usual
 * with them, so they stand first.
 *
 * @returns the profile, or a sentence that says what is wrong with which field
 */
export function overridden(profile: Profile, text: string): Profile | string {
  const settings = text.split(";");
  if (settings.length > MOST_FIELDS) return `${settings.length} fields are set, at most ${MOST_FIELDS} can be`;
  let result: Profile = profile;
  for (let i = 0; i < settings.length; i++) {
    const setting = (settings[i] as string).trim();
    if (setting === "") continue;
    const equals = setting.indexOf("=");
    if (equals < 0) return `"${setting}": it is FIELD=VALUE`;
    const next = withField(result, setting.slice(0, equals), setting.slice(equals + 1));
    if (typeof next === "string") return next;
    result = next;
  }
  return result;
}

function withField(profile: Profile, name: string, text: string): Profile | string {
  const path = name.split(".");
  const holders: object[] = [];
  let value: unknown = profile;
  for (let i = 0; i < path.length; i++) {
    const key = path[i] as string;
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key) || key === "length") {
      return `"${name}" is no field of a profile; npm run modules lists them`;
    }
    holders.push(value);
    value = (value as Record<string, unknown>)[key];
  }
  const parsed = parse(name, value, text);
  if (typeof parsed === "object" && "problem" in parsed) return `${name} "${text}": ${parsed.problem}`;
  if (name === "sockets.dialect") return { ...profile, sockets: socketsOf(parsed.value as DialectName) };
  if (name === "mipl.generation") return { ...profile, mipl: miplOf(parsed.value as MiplProfile["generation"]) };
  let inner = parsed.value;
  for (let i = path.length - 1; i >= 0; i--) inner = withItem(holders[i] as object, path[i] as string, inner);
  return inner as Profile;
}

/** A copy of a record or list with one item another. */
function withItem(holder: object, key: string, item: unknown): object {
  if (!Array.isArray(holder)) return { ...holder, [key]: item };
  const list = holder.slice();
  list[Number(key)] = item;
  return list;
}

type Parsed = { readonly value: unknown } | { readonly problem: string };

/** Reads a text as what the field is now. */
function parse(name: string, present: unknown, text: string): Parsed {
  if (typeof present === "number") return parseNumber(name, text);
  if (typeof present === "string") return parseText(name, text);
  if (typeof present === "boolean") {
    return text === "yes" || text === "no" ? { value: text === "yes" } : { problem: "it is yes or no" };
  }
  if (!Array.isArray(present)) return { problem: `one of its parts is to be named: ${partsOf(present)}` };
  if (typeof present[0] === "object") return { problem: `one of its parts is to be named, 0 to ${present.length - 1}` };
  return parseList(name, present, text);
}

function parseList(name: string, present: readonly unknown[], text: string): Parsed {
  const items = text === "" ? [] : text.split(",");
  if (items.length > MOST_ITEMS) return { problem: `at most ${MOST_ITEMS} items` };
  const values: unknown[] = [];
  for (let i = 0; i < items.length; i++) {
    const item = items[i] as string;
    const parsed = typeof present[0] === "number" ? parseNumber(name, item) : parseText(name, item);
    if ("problem" in parsed) return parsed;
    values.push(parsed.value);
  }
  if (name === "bauds" && values.length === 0) return { problem: "at least one speed" };
  return { value: values };
}

function parseNumber(name: string, text: string): Parsed {
  const [least, most] = RANGES[name] ?? [0, MOST];
  const dot = text.indexOf(".");
  const fraction = dot < 0 ? "" : text.slice(dot + 1);
  const whole = decimal(dot < 0 ? text : text.slice(0, dot));
  const value =
    whole === undefined || (dot >= 0 && decimal(fraction) === undefined)
      ? undefined
      : whole + (dot < 0 ? 0 : Number(`0.${fraction}`));
  if (value !== undefined && value >= least && value <= most) return { value };
  return { problem: `a number from ${least} to ${most}` };
}

function parseText(name: string, text: string): Parsed {
  const choices = CHOICES[name] ?? CHOICES[name.slice(name.lastIndexOf(".") + 1)];
  if (choices !== undefined) {
    return choices.indexOf(text) >= 0 ? { value: text } : { problem: `it is one of ${choices.join(", ")}` };
  }
  if (text.length > LONGEST) return { problem: `at most ${LONGEST} characters` };
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e) return { problem: "ASCII characters" };
  }
  return { value: text };
}

function partsOf(record: unknown): string {
  return typeof record === "object" && record !== null ? Object.keys(record).join(", ") : "none";
}
