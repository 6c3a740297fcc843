import type { Models } from "../model.js";
import type { Entry } from "../operation.js";
import type { Path } from "../path.js";
import { covers, depth, MAX_ID, pathOf } from "../path.js";
import type { CborReader } from "./cbor-reader.js";
import { Major } from "./cbor-writer.js";
import type { Decoded, Refused } from "./format.js";
import { malformed, MAX_ENTRIES, tooMany } from "./format.js";
import { typed } from "./raw.js";

/** The most identifiers that a path has. */
const MAX_LEVELS = 4;

/** Reads the nested maps of LwM2M CBOR. Keys are identifiers or lists of them; values stand at the leaves. */
export class Lwm2mCborTree {
  readonly #reader: CborReader;
  readonly #target: Path;
  readonly #models: Models | undefined;
  readonly #entries: Entry[] = [];
  readonly #removed: Path[] = [];
  /** The identifiers of the keys around the present item. */
  readonly #ids: number[] = [];
  #refused: Refused | undefined;

  /** Values belong at or below `target`; without `models`, in the request of a composite read, null is all there is. */
  constructor(reader: CborReader, target: Path, models: Models | undefined) {
    this.#reader = reader;
    this.#target = target;
    this.#models = models;
  }

  /** What the payload has: values, and the paths whose value is null. */
  values(): Decoded {
    const reader = this.#reader;
    this.map();
    reader.end();
    if (this.#refused !== undefined) return this.#refused;
    if (reader.failure !== undefined) return malformed(reader.failure.what, reader.failure.at);
    if (this.#removed.length === 0) return { kind: "decoded", entries: this.#entries };
    return { kind: "decoded", entries: this.#entries, removed: this.#removed };
  }

  /** A map; the nesting ends where the identifiers of a path end. */
  private map(): void {
    const reader = this.#reader;
    for (let left = reader.open(Major.map); reader.another(left); left--) {
      const before = this.#ids.length;
      this.key();
      if (reader.failure !== undefined || this.#refused !== undefined) return;
      if (reader.peek() === Major.map) this.map();
      else this.leaf();
      this.#ids.length = before;
    }
  }

  private key(): void {
    const reader = this.#reader;
    const at = reader.position;
    if (reader.peek() !== Major.array) return this.identifier();
    const before = this.#ids.length;
    for (let left = reader.open(Major.array); reader.another(left); left--) this.identifier();
    if (this.#ids.length === before) reader.fail("key without an identifier", at);
  }

  private identifier(): void {
    const reader = this.#reader;
    const at = reader.position;
    const id = reader.peek() === Major.unsigned ? reader.scalar() : undefined;
    if (typeof id !== "number" || id > MAX_ID) return reader.fail("not an identifier", at);
    if (this.#ids.length === MAX_LEVELS) return reader.fail("more identifiers than a path has", at);
    this.#ids.push(id);
  }

  private leaf(): void {
    const reader = this.#reader;
    const at = reader.position;
    const value = reader.scalar();
    if (value === undefined) return;
    const path = this.path();
    if (this.#entries.length + this.#removed.length >= MAX_ENTRIES) {
      this.#refused = tooMany();
    } else if (path === undefined) {
      reader.fail("identifiers that do not belong here", at);
    } else if (value === null) {
      this.#removed.push(path);
    } else if (this.#models === undefined) {
      reader.fail("value where only null belongs", at);
    } else {
      const type = this.#models.resourceModel(path.object as number, path.resource as number)?.type;
      const content = typed(type, value);
      if (content === undefined) reader.fail(`not of type ${type}`, at);
      else this.#entries.push({ path, value: content });
    }
  }

  /** The path of the present leaf. Only in the request of a composite read may it be of any level. */
  private path(): Path | undefined {
    const [object, instance, resource, resourceInstance] = this.#ids;
    const path = pathOf(object, instance, resource, resourceInstance);
    if (this.#models !== undefined && depth(path) < 3) return undefined;
    return covers(this.#target, path) ? path : undefined;
  }
}
