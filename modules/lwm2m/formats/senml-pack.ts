import type { Models } from "../model.js";
import type { Entry } from "../operation.js";
import type { Path } from "../path.js";
import { covers, depth, parsePath } from "../path.js";
import type { Decoded, DecodedPaths, Refused } from "./format.js";
import { malformed, MAX_ENTRIES, tooMany } from "./format.js";
import { parseObjectLink, typed, type Raw } from "./raw.js";

/** The labels of a record by their CBOR numbers (RFC 8428 section 6); `link` is LwM2M's "vlo" and ours. */
export const Label = Object.freeze({
  baseVersion: -1,
  baseName: -2,
  baseTime: -3,
  baseUnit: -4,
  baseValue: -5,
  baseSum: -6,
  name: 0,
  unit: 1,
  value: 2,
  text: 3,
  boolean: 4,
  sum: 5,
  time: 6,
  updateTime: 7,
  data: 8,
  link: 9,
} as const);

/** The version of SenML that this is (RFC 8428 section 4.4). */
const VERSION = 10;

/** What the records of a pack are for: values, values and removals (RFC 8790 section 3.2), or paths (section 3.1). */
export type PackKind = "values" | "patch" | "paths";

/**
 * Resolves the records of a SenML pack (RFC 8428 section 4.6), whatever they are written in: the fields of a record come
 * one by one, then its end. The first thing that is wrong is kept as `refused`.
 */
export class SenmlPack {
  readonly #kind: PackKind;
  readonly #target: Path;
  readonly #models: Models | undefined;
  readonly #entries: Entry[] = [];
  readonly #paths: Path[] = [];
  #baseName = "";
  #baseTime = 0;
  #baseValue = 0;
  /** The labels of the present record that were seen, a bit each. */
  #seen = 0;
  #name = "";
  #time: number | undefined;
  #value: Raw | undefined;
  refused: Refused | undefined;

  /** Values belong at or below `target`; `models` has their types. */
  constructor(kind: PackKind, target: Path, models: Models | undefined) {
    this.#kind = kind;
    this.#target = target;
    this.#models = models;
  }

  /** Takes one field of the present record. */
  field(label: number, value: Raw, at: number): void {
    const bit = 1 << (label + 6);
    if ((this.#seen & bit) !== 0) return this.refuse("field for the second time", at);
    this.#seen |= bit;
    switch (label) {
      case Label.baseName:
      case Label.name:
        if (typeof value !== "string") return this.refuse("name that is no text", at);
        if (label === Label.name) this.#name = value;
        else this.#baseName = value;
        break;
      case Label.baseTime:
      case Label.time:
        if (typeof value !== "number") return this.refuse("time that is no number", at);
        if (label === Label.time) this.#time = value;
        else this.#baseTime = value;
        break;
      case Label.baseValue:
        if (typeof value !== "number") return this.refuse("base value that is no number", at);
        this.#baseValue = value;
        break;
      case Label.baseVersion:
        if (typeof value !== "number" || value < 1 || value > VERSION) return this.refuse("unknown version", at);
        break;
      case Label.value:
      case Label.text:
      case Label.boolean:
      case Label.data:
      case Label.link:
        this.takeValue(label, value, at);
        break;
      default:
        // Units, sums and update times say nothing to an LwM2M client.
        break;
    }
  }

  /** The present record, which began at `at`, is complete. */
  endRecord(at: number): void {
    const path = parsePath(this.#baseName + this.#name);
    const value = this.#value;
    const time = this.#time ?? 0;
    this.#seen = 0;
    this.#name = "";
    this.#time = undefined;
    this.#value = undefined;
    if (this.refused !== undefined) return;
    if (path === undefined) return this.refuse("name that is no path", at);
    if (this.#entries.length + this.#paths.length >= MAX_ENTRIES) {
      this.refused = tooMany();
    } else if (this.#kind === "paths") {
      if (value !== undefined) this.refuse("value where only a name belongs", at);
      else this.#paths.push(path);
    } else {
      // A tail call, which takes no stack of its own on XS: there is little left where a request is read.
      return this.take(path, value, this.#baseTime + time, at);
    }
  }

  /** The values of all records. */
  values(): Decoded {
    if (this.refused !== undefined) return this.refused;
    if (this.#paths.length === 0) return { kind: "decoded", entries: this.#entries };
    return { kind: "decoded", entries: this.#entries, removed: this.#paths };
  }

  /** The names of all records. */
  paths(): DecodedPaths {
    return this.refused ?? { kind: "decoded", paths: this.#paths };
  }

  refuse(what: string, at: number): void {
    this.refused ??= malformed(what, at);
  }

  private takeValue(label: number, value: Raw, at: number): void {
    if (this.#value !== undefined) return this.refuse("record with two values", at);
    const content = value === null && this.#kind === "patch" ? null : contentOf(label, value);
    if (content === undefined) this.refuse("value of another kind than its label", at);
    else this.#value = content;
  }

  private take(path: Path, value: Raw | undefined, time: number, at: number): void {
    if (value === undefined) return this.refuse("record without a value", at);
    if (depth(path) < 3 || !covers(this.#target, path)) return this.refuse("name that does not belong here", at);
    if (value === null) {
      this.#paths.push(path);
      return;
    }
    const type = this.#models?.resourceModel(path.object as number, path.resource as number)?.type;
    const whole = this.#baseValue === 0 ? value : withBase(this.#baseValue, value);
    const content = typed(type, whole);
    if (content === undefined) return this.refuse(`not of type ${type}`, at);
    this.#entries.push(time === 0 ? { path, value: content } : { path, value: content, time });
  }
}

/** The sum of a base value and a value, without loss where both are integers (RFC 8428 section 4.1). */
function withBase(base: number, value: Exclude<Raw, null>): Exclude<Raw, null> {
  if (typeof value !== "number" && typeof value !== "bigint") return value;
  const isWhole = Number.isSafeInteger(base) && (typeof value === "bigint" || Number.isSafeInteger(value));
  if (!isWhole) return base + Number(value);
  const sum = BigInt(base) + BigInt(value);
  return Number.isSafeInteger(Number(sum)) ? Number(sum) : sum;
}

/** The value that a field holds, if it is of its label's kind (RFC 8428 section 4.3; OMA LwM2M 1.1 clause 7.4.5). */
function contentOf(label: number, value: Raw): Raw | undefined {
  switch (label) {
    case Label.value:
      return typeof value === "number" || typeof value === "bigint" ? value : undefined;
    case Label.text:
      return typeof value === "string" ? value : undefined;
    case Label.boolean:
      return typeof value === "boolean" ? value : undefined;
    case Label.data:
      return value instanceof Uint8Array ? value : undefined;
    default:
      return typeof value === "string" ? parseObjectLink(value) : undefined;
  }
}
