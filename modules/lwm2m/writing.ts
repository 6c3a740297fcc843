import { fits, isWritable } from "./model.js";
import type { Instance, LwM2mObject, Row } from "./object.js";
import { findRow } from "./object.js";
import type { Entry } from "./operation.js";
import { Code } from "./operation.js";
import type { Path } from "./path.js";
import { covers, pathOf, samePath } from "./path.js";
import type { Rights } from "./reading.js";
import type { Multiple, ObjectLink, Scalar, Value } from "./value.js";
import { isMultiple, sameValue } from "./value.js";

/** Who is told that a value has become another one, and knows whether a link leads anywhere; the tree. */
export interface Changes {
  changed(path: Path): void;
  /** True if what the link names is there: an object, an instance of it, or nothing at all on purpose. */
  leads(link: ObjectLink): boolean;
}

/** How the parts of a write are told what to do; one record for all of a write's entries to one object. */
export interface Writing {
  readonly object: LwM2mObject;
  readonly rights: Rights;
  readonly mode: "replace" | "update";
  readonly entries: readonly Entry[];
  /** Resource instances that the write takes away, or whole multiple resources that it empties. */
  readonly removed?: readonly Path[];
  /** What the write is about; a resource here is replaced as a whole. */
  readonly target: Path;
  /** Which entries are left out without an error: none, those of unknown resources, or all that cannot be written. */
  readonly skips: "none" | "unknown" | "unwritable";
  readonly changes: Changes;
}

/**
 * Looks at all entries that are for one instance before anything is applied: resource known and writable, one value or
 * several as the model says, type, range, and the object's own check. Gives the code of the first refusal.
 */
export function refusal(writing: Writing, instance: Instance, id: number): Code | undefined {
  const { entries } = writing;
  for (let i = 0; i < entries.length; i++) {
    const { path } = entries[i] as Entry;
    if (!concerns(writing, path, id)) continue;
    const code = entryRefusal(writing, i);
    if (code !== undefined) return code;
    const row = writableRow(writing, path);
    if (row?.check === undefined || !isFirst(entries, i)) continue;
    const refused = row.check(instance.state as never, newValue(writing, instance, row, path) as never);
    if (refused !== undefined) return refused;
  }
  return writing.removed === undefined ? undefined : removalRefusal(writing, writing.removed, instance, id);
}

/** Applies all entries that are for one instance. They have passed `refusal`, so nothing can fail any more. */
export function apply(writing: Writing, instance: Instance, id: number): void {
  const { entries, removed } = writing;
  for (let i = 0; i < entries.length; i++) {
    const { path } = entries[i] as Entry;
    if (path.instance !== id || !concerns(writing, path, id) || !isFirst(entries, i)) continue;
    const row = writableRow(writing, path);
    if (row !== undefined) applyValue(writing, instance, row, newValue(writing, instance, row, path));
  }
  if (removed === undefined) return;
  for (let i = 0; i < removed.length; i++) {
    const path = removed[i] as Path;
    if (!concerns(writing, path, id) || isWritten(entries, path)) continue;
    const row = writableRow(writing, path);
    if (row !== undefined) applyValue(writing, instance, row, newValue(writing, instance, row, path));
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

/** The instances of a multiple resource as they are. */
export function instancesOf(row: Row, instance: Instance): Multiple["instances"] {
  const value = row.read?.(instance.state as never);
  return value !== undefined && isMultiple(value) ? value.instances : NOTHING;
}

const NOTHING: Multiple["instances"] = Object.freeze([]);

/** Only a write to more than one instance has entries that are for others. */
function concerns({ target, object }: Writing, path: Path, id: number): boolean {
  return target.instance !== undefined || (path.instance === id && path.object === object.definition.model.id);
}

function entryRefusal(writing: Writing, index: number): Code | undefined {
  const { entries, object, rights, target, skips, changes } = writing;
  const { path, value } = entries[index] as Entry;
  if (path.resource === undefined || !covers(target, path)) return Code.badRequest;
  const row = findRow(object.definition, path.resource);
  if (row === undefined) return skips === "none" ? Code.notFound : undefined;
  if (writerOf(row, rights) === undefined) return skips === "unwritable" ? undefined : Code.methodNotAllowed;
  if ((row.resource.multiple === true) !== (path.resourceInstance !== undefined)) return Code.badRequest;
  if (!fits(row.resource, value)) return Code.badRequest;
  // What bootstrap links to may come with a later write of its own.
  if (row.resource.type === "objlink" && rights === "server" && !changes.leads(value as ObjectLink)) {
    return Code.badRequest;
  }
  for (let i = 0; i < index; i++) if (samePath((entries[i] as Entry).path, path)) return Code.badRequest;
  return undefined;
}

function removalRefusal(writing: Writing, removed: readonly Path[], instance: Instance, id: number): Code | undefined {
  for (let i = 0; i < removed.length; i++) {
    const path = removed[i] as Path;
    if (!concerns(writing, path, id)) continue;
    const row = path.resource === undefined ? undefined : findRow(writing.object.definition, path.resource);
    if (row === undefined) return Code.notFound;
    if (row.resource.multiple !== true || writerOf(row, writing.rights) === undefined) return Code.methodNotAllowed;
    if (path.resourceInstance !== undefined && !has(instancesOf(row, instance), path.resourceInstance)) {
      return Code.notFound;
    }
    const refused = row.check?.(instance.state as never, newValue(writing, instance, row, path) as never);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

/** The row that an entry is written to; `undefined` if the entry is left out. */
function writableRow(writing: Writing, path: Path): Row | undefined {
  const row = findRow(writing.object.definition, path.resource as number);
  return row === undefined || writerOf(row, writing.rights) === undefined ? undefined : row;
}

/** True for the first entry of its resource, at which all of the resource's entries are handled. */
function isFirst(entries: readonly Entry[], index: number): boolean {
  const path = (entries[index] as Entry).path;
  if (path.resourceInstance === undefined) return true;
  for (let i = 0; i < index; i++) if (sameResource((entries[i] as Entry).path, path)) return false;
  return true;
}

function isWritten(entries: readonly Entry[], path: Path): boolean {
  for (let i = 0; i < entries.length; i++) if (sameResource((entries[i] as Entry).path, path)) return true;
  return false;
}

function sameResource(a: Path, b: Path): boolean {
  return a.resource === b.resource && a.instance === b.instance && a.object === b.object;
}

/** The new value of the resource that `path` leads to or into; of a multiple one with all its instances. */
function newValue(writing: Writing, instance: Instance, row: Row, path: Path): Value {
  const { entries, mode, target, removed } = writing;
  const instances: { id: number; value: Scalar }[] = [];
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i] as Entry;
    if (!sameResource(entry.path, path)) continue;
    if (entry.path.resourceInstance === undefined) return entry.value;
    instances.push({ id: entry.path.resourceInstance, value: entry.value });
  }
  if (mode === "update" || target.resourceInstance !== undefined) {
    const named = instances.length;
    const before = instancesOf(row, instance);
    for (let i = 0; i < before.length; i++) {
      const old = before[i] as Multiple["instances"][number];
      if (!has(instances, old.id, named) && !isRemoved(removed, path, old.id)) instances.push(old);
    }
  }
  instances.sort(byId);
  return { instances };
}

function byId(a: { readonly id: number }, b: { readonly id: number }): number {
  return a.id - b.id;
}

function has(instances: Multiple["instances"], id: number, count = instances.length): boolean {
  for (let i = 0; i < count; i++) if (instances[i]?.id === id) return true;
  return false;
}

function isRemoved(removed: readonly Path[] | undefined, path: Path, id: number): boolean {
  if (removed === undefined) return false;
  for (let i = 0; i < removed.length; i++) {
    const one = removed[i] as Path;
    if (sameResource(one, path) && (one.resourceInstance ?? id) === id) return true;
  }
  return false;
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
