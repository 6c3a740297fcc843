import { fits, isWritable } from "./model.js";
import type { Instance, LwM2mObject, Row } from "./object.js";
import { findRow } from "./object.js";
import type { Entry } from "./operation.js";
import { Code } from "./operation.js";
import type { Path } from "./path.js";
import { covers, pathOf, samePath } from "./path.js";
import type { Rights } from "./reading.js";
import type { Multiple, Scalar, Value } from "./value.js";
import { isMultiple, sameValue } from "./value.js";

/** Who is told that a value has become another one; the tree. */
export interface Changes {
  changed(path: Path): void;
}

/** How the parts of a write are told what to do; one record for all of a write's entries. */
export interface Writing {
  readonly object: LwM2mObject;
  readonly rights: Rights;
  readonly mode: "replace" | "update";
  readonly entries: readonly Entry[];
  /** What the write is about; a resource here is replaced as a whole. */
  readonly target: Path;
  readonly changes: Changes;
}

/**
 * Looks at all entries that are for one instance before anything is applied: resource known and writable, one value or
 * several as the model says, type, range, and the object's own check. Gives the code of the first refusal.
 */
export function refusal(writing: Writing, instance: Instance, id: number): Code | undefined {
  const { entries } = writing;
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i] as Entry;
    // Only a write to a whole object may speak of several instances.
    if (entry.path.instance !== id && writing.target.instance === undefined) continue;
    const code = entryRefusal(writing, i, entry);
    if (code !== undefined) return code;
    const row = writableRow(writing, entry.path);
    if (row?.check === undefined || !isFirst(entries, i)) continue;
    const refused = row.check(instance.state as never, valueOf(writing, instance, row, i) as never);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

/** Applies all entries that are for one instance. They have passed `refusal`, so nothing can fail any more. */
export function apply(writing: Writing, instance: Instance, id: number): void {
  const { entries } = writing;
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i] as Entry;
    if (entry.path.instance !== id || !isFirst(entries, i)) continue;
    const row = writableRow(writing, entry.path);
    if (row !== undefined) applyValue(writing, instance, row, valueOf(writing, instance, row, i));
  }
}

/** Takes all values out of a multiple resource. */
export function applyEmpty(writing: Writing, instance: Instance, row: Row): void {
  applyValue(writing, instance, row, { instances: [] });
}

/** Tells which other resources follow from a write or an execute. */
export function tellAffected(path: Path, row: Row, changes: Changes): void {
  const affected = row.affects;
  if (affected === undefined) return;
  for (let i = 0; i < affected.length; i++) {
    changes.changed(pathOf(path.object, path.instance, affected[i] as number));
  }
}

/** The handler that these rights may use. */
export function writerOf(row: Row, rights: Rights): Row["write"] {
  if (rights === "bootstrap") return row.bootstrap ?? row.write;
  return isWritable(row.resource) ? row.write : undefined;
}

function entryRefusal(writing: Writing, index: number, entry: Entry): Code | undefined {
  const { entries, object, rights, target } = writing;
  const path = entry.path;
  if (path.resource === undefined || !covers(target, path)) return Code.badRequest;
  const row = findRow(object.definition, path.resource);
  // Bootstrap leaves out what the device does not have (OMA LwM2M 1.0 clause 5.2.7.1).
  if (row === undefined) return rights === "bootstrap" ? undefined : Code.notFound;
  if (writerOf(row, rights) === undefined) return rights === "bootstrap" ? undefined : Code.methodNotAllowed;
  if ((row.resource.multiple === true) !== (path.resourceInstance !== undefined)) return Code.badRequest;
  if (!fits(row.resource, entry.value)) return Code.badRequest;
  for (let i = 0; i < index; i++) if (samePath((entries[i] as Entry).path, path)) return Code.badRequest;
  return undefined;
}

/** The row that an entry is written to; `undefined` if bootstrap leaves the entry out. */
function writableRow(writing: Writing, path: Path): Row | undefined {
  const row = findRow(writing.object.definition, path.resource as number);
  return row === undefined || writerOf(row, writing.rights) === undefined ? undefined : row;
}

/** True for the first entry of its resource, at which all of the resource's entries are handled. */
function isFirst(entries: readonly Entry[], index: number): boolean {
  const path = (entries[index] as Entry).path;
  if (path.resourceInstance === undefined) return true;
  for (let i = 0; i < index; i++) {
    const other = (entries[i] as Entry).path;
    if (other.resource === path.resource && other.instance === path.instance) return false;
  }
  return true;
}

/** The new value of the resource whose first entry is at `index`; of a multiple one with all its instances. */
function valueOf(writing: Writing, instance: Instance, row: Row, index: number): Value {
  const { entries, mode, target } = writing;
  const first = entries[index] as Entry;
  if (first.path.resourceInstance === undefined) return first.value;
  const instances: { id: number; value: Scalar }[] = [];
  for (let i = index; i < entries.length; i++) {
    const { path, value } = entries[i] as Entry;
    if (path.resource !== row.id || path.instance !== first.path.instance) continue;
    instances.push({ id: path.resourceInstance as number, value });
  }
  if (mode === "update" || target.resourceInstance !== undefined)
    keepOthers(instances, row.read?.(instance.state as never));
  instances.sort((a, b) => a.id - b.id);
  return { instances };
}

function keepOthers(instances: { id: number; value: Scalar }[], before: Value | undefined): void {
  if (before === undefined || !isMultiple(before)) return;
  const named = instances.length;
  for (let i = 0; i < before.instances.length; i++) {
    const old = before.instances[i] as Multiple["instances"][number];
    let replaced = false;
    for (let j = 0; j < named; j++) if (instances[j]?.id === old.id) replaced = true;
    if (!replaced) instances.push(old);
  }
}

function applyValue(writing: Writing, instance: Instance, row: Row, value: Value): void {
  const state = instance.state as never;
  const before = row.read?.(state);
  writerOf(row, writing.rights)?.(state, value as never);
  if (row.read !== undefined && sameValue(before, row.read(state))) return;
  const path = pathOf(writing.object.definition.model.id, instance.id, row.id);
  writing.changes.changed(path);
  tellAffected(path, row, writing.changes);
}
