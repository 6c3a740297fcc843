import { ByteReader } from "../../base/bytes.js";
import type { Models } from "../model.js";
import type { Entry } from "../operation.js";
import { Code } from "../operation.js";
import type { Path } from "../path.js";
import { depth, MAX_ID, NEW_INSTANCE, pathOf } from "../path.js";
import type { Decoded } from "./format.js";
import { malformed, MAX_ENTRIES } from "./format.js";
import { parseValue } from "./tlv-value.js";
import { TlvKind } from "./tlv-writer.js";

/** What is being read: the place of its TLVs, the kind of the TLV that they stand in, and where that ends. */
interface Level {
  readonly path: Path;
  readonly kind: number | undefined;
  readonly end: number;
}

/** Reads TLV into values. It stops at the first thing that is wrong and says what and where. */
export class TlvReader {
  readonly #bytes: Uint8Array;
  readonly #models: Models;
  readonly #entries: Entry[] = [];
  #refused: Decoded | undefined;

  constructor(bytes: Uint8Array, models: Models) {
    this.#bytes = bytes;
    this.#models = models;
  }

  /** The values for `path`: an object, an instance, a resource or a resource instance. */
  read(path: Path): Decoded {
    const reader = new ByteReader(this.#bytes);
    // Level by level in a list, as the device's stack is short. It gets three long: each kind stands in the one above it.
    const open: Level[] = [{ path, kind: undefined, end: this.#bytes.length }];
    while (open.length > 0 && this.#refused === undefined) {
      const level = open[open.length - 1] as Level;
      if (reader.position === level.end) {
        open.pop();
        continue;
      }
      const inner = this.item(reader, level);
      if (inner !== undefined) open.push(inner);
    }
    return this.#refused ?? { kind: "decoded", entries: this.#entries };
  }

  /** Reads one TLV that stands inside another, or its head if there are TLVs in it. */
  private item(reader: ByteReader, level: Level): Level | undefined {
    const at = reader.position;
    const first = reader.uint(1) as number;
    const id = reader.uint(first & 0x20 ? 2 : 1);
    const lengthSize = (first >> 3) & 3;
    const length = lengthSize === 0 ? first & 7 : reader.uint(lengthSize);
    const from = reader.position;
    if (id === undefined || length === undefined || from > level.end) return this.refuse("header cut off", at);
    if (id > MAX_ID) return this.refuse("reserved identifier", at);
    const end = from + length;
    if (end > level.end) return this.refuse("value cut off", at);
    const kind = first >> 6;
    const outer = level.path;
    const path = level.kind === undefined ? placeAtTop(outer, kind, id) : placeInside(outer, level.kind, kind, id);
    if (path === undefined) return this.refuse("TLV that does not belong here", at);
    if (kind === TlvKind.instance || kind === TlvKind.multiple) return { path, kind, end };
    this.value(path, from, end);
    reader.skip(length);
    return undefined;
  }

  private value(path: Path, from: number, to: number): void {
    const type = this.#models.resourceModel(path.object as number, path.resource as number)?.type;
    const value = parseValue(type, this.#bytes.slice(from, to));
    if (value === undefined) {
      this.refuse(`not of type ${type}`, from);
      return;
    }
    if (this.#entries.length >= MAX_ENTRIES) {
      this.#refused = { kind: "refused", code: Code.entityTooLarge, reason: `more than ${MAX_ENTRIES} values` };
      return;
    }
    this.#entries.push({ path, value });
  }

  private refuse(what: string, at: number): undefined {
    this.#refused = malformed(what, at);
    return undefined;
  }
}

/** Where a TLV of a payload for `target` belongs, or `undefined` if it does not. */
function placeAtTop(target: Path, kind: number, id: number): Path | undefined {
  const { object, instance, resource } = target;
  const level = depth(target);
  if (kind === TlvKind.instance) {
    return level === 1 || (level === 2 && id === instance) ? pathOf(object, id) : undefined;
  }
  if (kind === TlvKind.resourceInstance) {
    return level === 3 || (level === 4 && id === target.resourceInstance)
      ? pathOf(object, instance, resource, id)
      : undefined;
  }
  if (level === 3) return id === resource ? target : undefined;
  return level === 1 || level === 2 ? pathOf(object, instance ?? NEW_INSTANCE, id) : undefined;
}

function placeInside(outer: Path, inside: number, kind: number, id: number): Path | undefined {
  const { object, instance, resource } = outer;
  if (inside === TlvKind.multiple) {
    return kind === TlvKind.resourceInstance ? pathOf(object, instance, resource, id) : undefined;
  }
  return kind === TlvKind.resource || kind === TlvKind.multiple ? pathOf(object, instance, id) : undefined;
}
