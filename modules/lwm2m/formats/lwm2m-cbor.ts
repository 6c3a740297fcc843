import { freeze } from "../../base/freeze.js";
import type { Models } from "../model.js";
import type { Entry } from "../operation.js";
import { Code } from "../operation.js";
import type { Path } from "../path.js";
import { depth } from "../path.js";
import { CborReader } from "./cbor-reader.js";
import { CborWriter } from "./cbor-writer.js";
import type { DecodedPaths, Format } from "./format.js";
import { Lwm2mCborTree } from "./lwm2m-cbor-tree.js";
import { ContentFormat } from "./numbers.js";

/**
 * Values in CBOR maps, nested by identifiers: {3: {0: {0: "…", 9: 100}}} (OMA LwM2M 1.2 clause 7.4.4). It is written
 * with a key that is a list of identifiers where levels have one member only, as in {[3, 0]: {0: "…", 9: 100}}. The
 * values of a composite read's request are null.
 */
export const lwm2mCbor: Format = freeze({
  numbers: [ContentFormat.lwm2mCbor],
  encode,
  decode: (bytes, path, models) => new Lwm2mCborTree(new CborReader(bytes), path, models).values(),
  decodePaths,
});

function decodePaths(bytes: Uint8Array): DecodedPaths {
  const read = new Lwm2mCborTree(new CborReader(bytes), {}, undefined).values();
  return read.kind === "refused" ? read : { kind: "decoded", paths: read.removed ?? [] };
}

function encode(_path: Path, entries: readonly Entry[], _models: Models, limit: number): Uint8Array | Code {
  for (let i = 0; i < entries.length; i++) {
    // There is no place for a time (clause 7.4.4), and a value without it would pass for one of now.
    if ((entries[i] as Entry).time !== undefined) return Code.notAcceptable;
  }
  const writer = new CborWriter(limit);
  const sorted = distinct(entries);
  writeLevel(writer, sorted, 0, sorted.length, 0);
  return writer.finish() ?? Code.internalError;
}

/** Writes the map of the entries from `start` to `end`, which have the first `level` identifiers in common. */
function writeLevel(writer: CborWriter, entries: readonly Entry[], start: number, end: number, level: number): void {
  writer.map(countGroups(entries, start, end, level));
  for (let at = start; at < end;) {
    const next = endOfGroup(entries, at, end, level);
    const entry = entries[at] as Entry;
    const shared = sharedLevel(entries, at, next, level + 1);
    writeKey(writer, entry.path, level, shared);
    if (next === at + 1) writer.value(entry.value);
    else writeLevel(writer, entries, at, next, shared);
    at = next;
  }
}

function writeKey(writer: CborWriter, path: Path, from: number, to: number): void {
  if (to - from > 1) writer.array(to - from);
  for (let i = from; i < to; i++) writer.integer(idAt(path, i) as number);
}

/** Sorted by path, each path once: a map must not have a key twice (RFC 8949 section 3.1). */
function distinct(entries: readonly Entry[]): Entry[] {
  const sorted = entries.slice().sort(byPath);
  let count = 0;
  for (let i = 0; i < sorted.length; i++) {
    const entry = sorted[i] as Entry;
    if (count === 0 || byPath(sorted[count - 1] as Entry, entry) !== 0) sorted[count++] = entry;
  }
  sorted.length = count;
  return sorted;
}

function byPath(a: Entry, b: Entry): number {
  for (let level = 0; level < 4; level++) {
    const difference = (idAt(a.path, level) ?? -1) - (idAt(b.path, level) ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** How many different identifiers stand at a level. Equal ones follow each other. */
function countGroups(entries: readonly Entry[], start: number, end: number, level: number): number {
  let count = 0;
  for (let at = start; at < end; at = endOfGroup(entries, at, end, level)) count++;
  return count;
}

function endOfGroup(entries: readonly Entry[], start: number, end: number, level: number): number {
  const id = idAt((entries[start] as Entry).path, level);
  let at = start + 1;
  while (at < end && idAt((entries[at] as Entry).path, level) === id) at++;
  return at;
}

/** How many identifiers all of the entries have in common: all that there are if it is one entry. */
function sharedLevel(entries: readonly Entry[], start: number, end: number, level: number): number {
  const { path } = entries[start] as Entry;
  let shared = level;
  while (shared < depth(path) - (end > start + 1 ? 1 : 0)) {
    if (endOfGroup(entries, start, end, shared) < end) break;
    shared++;
  }
  return shared;
}

/** The identifier at a level: 0 for the object's. */
function idAt(path: Path, level: number): number | undefined {
  switch (level) {
    case 0:
      return path.object;
    case 1:
      return path.instance;
    case 2:
      return path.resource;
    default:
      return path.resourceInstance;
  }
}
