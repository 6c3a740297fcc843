import type { Access } from "./access.js";
import type { Attributes } from "./attributes.js";
import type { Instance, LwM2mObject, Row } from "./object.js";
import { findInstance, findRow, placeOf } from "./object.js";
import type { Entry, Operation, Outcome } from "./operation.js";
import { Code } from "./operation.js";
import type { Path } from "./path.js";
import { depth, NEW_INSTANCE, pathOf } from "./path.js";
import type { Changes, Writing } from "./writing.js";
import { apply, applyEmpty, instancesOf, refusal, writerOf } from "./writing.js";

/** What the functions here need of the tree. */
export interface Grove extends Changes {
  readonly attributes: Attributes;
  readonly access: Access | undefined;
  /** Told when an instance came or went. */
  restructured(path: Path): void;
}

type Write = Extract<Operation, { kind: "write" }>;
type Create = Extract<Operation, { kind: "create" }>;

/** Writes to an instance, a resource or a resource instance: all of it or nothing (OMA LwM2M 1.2 clause 6.3.3). */
export function write(grove: Grove, object: LwM2mObject, instance: Instance, operation: Write): Outcome {
  const { path: target, entries, mode } = operation;
  const skips = target.resource === undefined ? "unknown" : "none";
  const writing: Writing = { object, rights: "server", mode, entries, target, skips, changes: grove };
  const row = target.resource === undefined ? undefined : findRow(object.definition, target.resource);
  if (target.resource !== undefined) {
    if (row === undefined) return { code: Code.notFound };
    if (writerOf(row, "server") === undefined) return { code: Code.methodNotAllowed };
    if (target.resourceInstance !== undefined && !isThere(row, instance, target.resourceInstance)) {
      return { code: Code.notFound };
    }
    if (entries.length === 0) return { code: writeNothing(writing, instance, row) };
  }
  const refused = refusal(writing, instance, instance.id);
  if (refused !== undefined) return { code: refused };
  if (row === undefined && mode === "replace") reset(writing, instance);
  apply(writing, instance, instance.id);
  return { code: Code.changed };
}

/**
 * Makes instances with the given resources, all of them or none (OMA LwM2M 1.2 clause 6.3.6). Where the entries name no
 * instance id they stand at NEW_INSTANCE and the lowest free id is taken. Values that a server cannot write are left to
 * the object.
 */
export function create(grove: Grove, object: LwM2mObject, operation: Create, server: number): Outcome {
  const { definition, instances } = object;
  const { path: target, entries } = operation;
  if (target.instance !== undefined) return { code: Code.methodNotAllowed };
  if (definition.create === undefined || definition.bootstrapOnly) return { code: Code.methodNotAllowed };
  const writing: Writing = {
    object,
    rights: "server",
    mode: "update",
    entries,
    target,
    skips: "unwritable",
    changes: grove,
  };
  const named = instancesIn(entries);
  if (instances.length + named.length > definition.limit) return { code: Code.unavailable };
  // What belongs to nobody could never be used.
  if (grove.access?.hasRoom(named.length) === false) return { code: Code.unavailable };
  const made: Instance[] = [];
  for (let i = 0; i < named.length; i++) {
    const name = named[i] as number;
    const id = name === NEW_INSTANCE ? freeId(object) : name;
    if (findInstance(object, id) !== undefined || made.some((one) => one.id === id)) return { code: Code.badRequest };
    if (definition.model.multiple !== true && id !== 0) return { code: Code.badRequest };
    if (lacksMandatory(object, entries, name)) return { code: Code.badRequest };
    const instance = { id, state: definition.create(id) };
    const refused = refusal(writing, instance, name);
    if (refused !== undefined) return { code: refused };
    made.push(instance);
  }
  for (let i = 0; i < made.length; i++) {
    const instance = made[i] as Instance;
    apply(writing, instance, named[i] as number);
    insert(grove, object, instance);
    grove.access?.created(server, definition.model.id, instance.id);
  }
  if (made.length > 1) return { code: Code.created };
  return { code: Code.created, created: pathOf(target.object, (made[0] as Instance).id) };
}

/** Takes an instance or a resource instance out, if the object lets servers do so (OMA LwM2M 1.2 clause 6.3.7). */
export function remove(grove: Grove, object: LwM2mObject, instance: Instance, path: Path): Outcome {
  if (path.resource !== undefined) return { code: removeValue(grove, object, instance, path) };
  if (object.definition.bootstrapOnly) return { code: Code.methodNotAllowed };
  return { code: removeOne(grove, object, instance.id) };
}

/**
 * Bootstrap's write: to an object, an instance or a resource, creating instances that are not there and replacing
 * those that are (OMA LwM2M 1.0 clause 5.2.7.1). Resources that the device does not have are left out.
 */
export function bootstrapWrite(grove: Grove, object: LwM2mObject, operation: Write): Outcome {
  const { path: target, entries } = operation;
  const writing: Writing = {
    object,
    rights: "bootstrap",
    mode: "replace",
    entries,
    target,
    skips: "unwritable",
    changes: grove,
  };
  const instances: Instance[] = [];
  let count = object.instances.length;
  for (let i = target.instance === undefined ? 0 : -1; i < entries.length; i++) {
    const id = i < 0 ? target.instance : (entries[i] as Entry).path.instance;
    if (id === undefined || id === NEW_INSTANCE) return { code: Code.badRequest };
    if (!instances.some((known) => known.id === id)) {
      const known = findInstance(object, id);
      const instance = known ?? makeInstance(object, id);
      if (instance === undefined) return { code: Code.notFound };
      if (known === undefined) count++;
      instances.push(instance);
    }
  }
  if (count > object.definition.limit) return { code: Code.unavailable };
  for (let i = 0; i < instances.length; i++) {
    const instance = instances[i] as Instance;
    const refused = refusal(writing, instance, instance.id);
    if (refused !== undefined) return { code: refused };
  }
  for (let i = 0; i < instances.length; i++) settle(grove, writing, instances[i] as Instance);
  return { code: Code.changed };
}

/** Bootstrap's delete of one instance, all of an object's, or all there are (OMA LwM2M 1.0 clause 5.2.7.2). */
export function bootstrapDelete(grove: Grove, objects: readonly LwM2mObject[], path: Path): Outcome {
  if (depth(path) > 2) return { code: Code.methodNotAllowed };
  for (let i = 0; i < objects.length; i++) {
    const object = objects[i] as LwM2mObject;
    if (path.object !== undefined && path.object !== object.definition.model.id) continue;
    if (path.instance !== undefined) return { code: removeOne(grove, object, path.instance) };
    for (let j = object.instances.length - 1; j >= 0; j--)
      removeOne(grove, object, (object.instances[j] as Instance).id);
    if (path.object !== undefined) return { code: Code.deleted };
  }
  return { code: path.object === undefined ? Code.deleted : Code.notFound };
}

/** A write without any value empties a multiple resource and is malformed for any other. */
function writeNothing(writing: Writing, instance: Instance, row: Row): Code {
  if (row.resource.multiple !== true || writing.target.resourceInstance !== undefined) return Code.badRequest;
  if (writing.mode === "update") return Code.changed;
  const refused = row.check?.(instance.state as never, { instances: [] } as never);
  if (refused !== undefined) return refused;
  applyEmpty(writing, instance, row);
  return Code.changed;
}

function settle(grove: Grove, writing: Writing, instance: Instance): void {
  const { object, target } = writing;
  if (findInstance(object, instance.id) === undefined) insert(grove, object, instance);
  else if (target.resource === undefined) reset(writing, instance);
  apply(writing, instance, instance.id);
}

function reset(writing: Writing, instance: Instance): void {
  const { definition } = writing.object;
  if (definition.reset === undefined) return;
  definition.reset(instance.state as never, writing.rights);
  writing.changes.changed(pathOf(definition.model.id, instance.id));
}

function makeInstance(object: LwM2mObject, id: number): Instance | undefined {
  const { create: make, model } = object.definition;
  if (make === undefined || (model.multiple !== true && id !== 0)) return undefined;
  return { id, state: make(id) };
}

function removeOne(grove: Grove, object: LwM2mObject, id: number): Code {
  const { definition } = object;
  const instance = findInstance(object, id);
  if (instance === undefined) return Code.notFound;
  if (definition.remove === undefined) return Code.methodNotAllowed;
  const refused = definition.remove(instance.state as never);
  if (refused !== undefined) return refused;
  takeOut(grove, object, instance);
  grove.access?.deleted(definition.model.id, id);
  return Code.deleted;
}

/** Takes an instance out without asking its object. */
export function takeOut(grove: Grove, object: LwM2mObject, instance: Instance): void {
  const path = pathOf(object.definition.model.id, instance.id);
  object.instances.splice(placeOf(object.instances, instance.id), 1);
  grove.attributes.forget(path);
  grove.restructured(path);
}

/** Puts an instance in at its place. */
export function insert(grove: Grove, object: LwM2mObject, instance: Instance): void {
  object.instances.splice(placeOf(object.instances, instance.id), 0, instance);
  grove.restructured(pathOf(object.definition.model.id, instance.id));
}

/** The lowest id that no instance has: as long as there is no hole, each stands at the place of its number. */
export function freeId({ instances }: LwM2mObject): number {
  let low = 0;
  let high = instances.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (instances[middle]?.id === middle) low = middle + 1;
    else high = middle;
  }
  return low;
}

function removeValue(grove: Grove, object: LwM2mObject, instance: Instance, path: Path): Code {
  const row = findRow(object.definition, path.resource as number);
  if (row === undefined) return Code.notFound;
  if (path.resourceInstance === undefined) return Code.methodNotAllowed;
  if (!isThere(row, instance, path.resourceInstance)) return Code.notFound;
  const removed = [path];
  const writing: Writing = {
    object,
    rights: "server",
    mode: "update",
    entries: NOTHING,
    removed,
    target: path,
    skips: "none",
    changes: grove,
  };
  const refused = refusal(writing, instance, instance.id);
  if (refused !== undefined) return refused;
  apply(writing, instance, instance.id);
  grove.attributes.forget(path);
  return Code.deleted;
}

const NOTHING: readonly Entry[] = Object.freeze([]);

function isThere(row: Row, instance: Instance, resourceInstance: number): boolean {
  return instancesOf(row, instance).some((one) => one.id === resourceInstance);
}

/** The ids of the instances that entries name, in order; a new one if there are no entries at all. */
function instancesIn(entries: readonly Entry[]): readonly number[] {
  const ids: number[] = [];
  for (let i = 0; i < entries.length; i++) {
    const id = (entries[i] as Entry).path.instance ?? NEW_INSTANCE;
    if (!ids.includes(id)) ids.push(id);
  }
  return ids.length === 0 ? [NEW_INSTANCE] : ids;
}

/** True if a mandatory resource that the server may write got no value. */
function lacksMandatory(object: LwM2mObject, entries: readonly Entry[], id: number): boolean {
  const rows = object.definition.rows;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as Row;
    if (row.resource.mandatory !== true || writerOf(row, "server") === undefined) continue;
    if (!entries.some(({ path }) => path.resource === row.id && (path.instance ?? NEW_INSTANCE) === id)) return true;
  }
  return false;
}
