import { parseCbor, typed, writeCbor } from "./cbor.js";
import { resourceType } from "./objects.js";
import { type Path, pathOf, segments } from "./path.js";
import { ContentError } from "./scalar.js";
import type { PlacedValue } from "./senml.js";

/** A payload has at most so many values. */
const mostValues = 4_096;

/** LwM2M CBOR, format 11544: maps nested by identifiers, whose keys may be lists of them (OMA LwM2M 1.2 clause 7.4.4). */
export function readLwm2mCbor(payload: Buffer): PlacedValue[] {
  return leaves(payload).map(({ path, value }) => {
    const { object, instance, resource } = path;
    if (instance === undefined || resource === undefined) throw new ContentError("LwM2M CBOR: a value is out of place");
    return { ...path, instance, resource, value: typed(resourceType(object, resource), value) };
  });
}

/** The paths in the request of a composite read or observation, whose values are null. */
export function readLwm2mCborPaths(payload: Buffer): Path[] {
  return leaves(payload).map(({ path }) => path);
}

/** Writes items by their path, such as numbers, texts and bytes; null in the request of a composite read. */
export function writeLwm2mCbor(items: readonly { readonly path: Path; readonly item: unknown }[]): Buffer {
  const root: Tree = new Map();
  for (const { path, item } of items) {
    const ids = segments(path).map(Number);
    const last = ids.pop() as number;
    const place = ids.reduce<Tree>((tree, id) => within(tree, id), root);
    if (place.has(last)) throw new ContentError("LwM2M CBOR: a place is within another");
    place.set(last, item);
  }
  return writeCbor(root);
}

type Tree = Map<number, unknown>;

function within(tree: Tree, id: number): Tree {
  const known = tree.has(id) ? tree.get(id) : new Map<number, unknown>();
  if (!(known instanceof Map)) throw new ContentError("LwM2M CBOR: a place is within another");
  tree.set(id, known);
  return known as Tree;
}

interface Leaf {
  readonly path: Path;
  readonly value: unknown;
}

function leaves(payload: Buffer): Leaf[] {
  const root = parseCbor(payload, "LwM2M CBOR");
  if (!(root instanceof Map)) throw new ContentError("LwM2M CBOR: the payload is not a map");
  const found: Leaf[] = [];
  collect(root as Map<unknown, unknown>, [], found);
  return found;
}

function collect(map: Map<unknown, unknown>, before: readonly number[], found: Leaf[]): void {
  for (const [key, value] of map) {
    const ids = [...before, ...[key].flat()] as number[];
    const path = pathOf(ids);
    if (path === undefined || ids.length === before.length)
      throw new ContentError("LwM2M CBOR: a key is no identifier");
    if (value instanceof Map) collect(value as Map<unknown, unknown>, ids, found);
    else if (found.length >= mostValues) throw new ContentError(`LwM2M CBOR: more than ${mostValues} values`);
    else found.push({ path, value });
  }
}
