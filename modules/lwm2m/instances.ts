import type { Attributes } from "./attributes.js";
import type { Instance, LwM2mObject, Row } from "./object.js";
import { findInstance, findRow } from "./object.js";
import type { Entry, Operation, Outcome } from "./operation.js";
import { Code } from "./operation.js";
import type { Path } from "./path.js";
import { depth, NEW_INSTANCE, pathOf } from "./path.js";
import type { Changes, Writing } from "./writing.js";
import { apply, applyEmpty, refusal, writerOf } from "./writing.js";

/** How many instances an object may have; creating one more is answered 5.03. */
export const MAX_INSTANCES = 16;

/** What the functions here need of the tree. */
export interface Grove extends Changes {
  readonly attributes: Attributes;
  /** Told when an instance came or went. */
  restructured(path: Path): void;
}

type Write = Extract<Operation, { kind: "write" }>;
type Create = Extract<Operation, { kind: "create" }>;

/** Writes to an instance, a resource or a resource instance: all of it or nothing (OMA LwM2M 1.0 clause 5.4.3). */
export function write(grove: Grove, object: LwM2mObject, operation: Write): Outcome {
  const target = operation.path;
  if (target.instance === undefined) return { code: Code.methodNotAllowed };
  const instance = findInstance(object, target.instance);
  if (instance === undefined) return { code: Code.notFound };
  const { entries, mode } = operation;
  const writing: Writing = { object, rights: "server", mode, entries, target, changes: grove };
  const row = target.resource === undefined ? undefined : findRow(object.definition, target.resource);
  if (target.resource !== undefined) {
    if (row === undefined) return { code: Code.notFound };
    if (writerOf(row, "server") === undefined) return { code: Code.methodNotAllowed };
    if (entries.length === 0) return { code: writeNothing(writing, instance, row) };
  }
  const refused = refusal(writing, instance, instance.id);
  if (refused !== undefined) return { code: refused };
  if (row === undefined && mode === "replace") reset(writing, instance);
  apply(writing, instance, instance.id);
  return { code: Code.changed };
}

/**
 * Makes an instance with the given resources (OMA LwM2M 1.0 clause 5.4.7). Where the entries name no instance id they
 * stand at NEW_INSTANCE and the lowest free id is taken.
 */
export function create(grove: Grove, object: LwM2mObject, operation: Create): Outcome {
  const { definition, instances } = object;
  if (operation.path.instance !== undefined) return { code: Code.methodNotAllowed };
  if (definition.create === undefined || definition.bootstrapOnly) return { code: Code.methodNotAllowed };
  const named = operation.entries[0]?.path.instance ?? NEW_INSTANCE;
  const id = named === NEW_INSTANCE ? freeId(object) : named;
  if (findInstance(object, id) !== undefined) return { code: Code.badRequest };
  if (definition.model.multiple !== true && (id !== 0 || instances.length > 0)) return { code: Code.badRequest };
  if (instances.length >= MAX_INSTANCES) return { code: Code.unavailable };
  const instance = { id, state: definition.create(id) };
  const { entries } = operation;
  const target = pathOf(operation.path.object, named);
  const writing: Writing = { object, rights: "server", mode: "update", entries, target, changes: grove };
  if (lacksMandatory(object, entries)) return { code: Code.badRequest };
  const refused = refusal(writing, instance, named);
  if (refused !== undefined) return { code: refused };
  apply(writing, instance, named);
  insert(grove, object, instance);
  return { code: Code.created, created: pathOf(operation.path.object, id) };
}

/** Takes an instance out, if the object lets servers do so (OMA LwM2M 1.0 clause 5.4.8). */
export function remove(grove: Grove, object: LwM2mObject, path: Path): Outcome {
  if (depth(path) !== 2 || object.definition.bootstrapOnly) return { code: Code.methodNotAllowed };
  return { code: removeOne(grove, object, path.instance as number) };
}

/**
 * Bootstrap's write: to an object, an instance or a resource, creating instances that are not there and replacing
 * those that are (OMA LwM2M 1.0 clause 5.2.7.1). Resources that the device does not have are left out.
 */
export function bootstrapWrite(grove: Grove, object: LwM2mObject, operation: Write): Outcome {
  const { path: target, entries } = operation;
  const writing: Writing = { object, rights: "bootstrap", mode: "replace", entries, target, changes: grove };
  const instances: Instance[] = [];
  for (let i = target.instance === undefined ? 0 : -1; i < entries.length; i++) {
    const id = i < 0 ? target.instance : (entries[i] as Entry).path.instance;
    if (id === undefined || id === NEW_INSTANCE) return { code: Code.badRequest };
    if (!instances.some((known) => known.id === id)) {
      const instance = findInstance(object, id) ?? makeInstance(object, id);
      if (instance === undefined) return { code: Code.notFound };
      instances.push(instance);
    }
  }
  if (object.instances.length + instances.length > MAX_INSTANCES) return { code: Code.unavailable };
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
  definition.reset(instance.state as never);
  writing.changes.changed(pathOf(definition.model.id, instance.id));
}

function makeInstance(object: LwM2mObject, id: number): Instance | undefined {
  const { create: make, model } = object.definition;
  if (make === undefined || (model.multiple !== true && id !== 0)) return undefined;
  return { id, state: make(id) };
}

function removeOne(grove: Grove, object: LwM2mObject, id: number): Code {
  const { definition, instances } = object;
  const instance = findInstance(object, id);
  if (instance === undefined) return Code.notFound;
  if (definition.remove === undefined) return Code.methodNotAllowed;
  const refused = definition.remove(instance.state as never);
  if (refused !== undefined) return refused;
  instances.splice(instances.indexOf(instance), 1);
  const path = pathOf(definition.model.id, id);
  grove.attributes.forget(path);
  grove.restructured(path);
  return Code.deleted;
}

function insert(grove: Grove, object: LwM2mObject, instance: Instance): void {
  const { instances } = object;
  let at = instances.length;
  while (at > 0 && (instances[at - 1] as Instance).id > instance.id) at--;
  instances.splice(at, 0, instance);
  grove.restructured(pathOf(object.definition.model.id, instance.id));
}

function freeId(object: LwM2mObject): number {
  let id = 0;
  while (findInstance(object, id) !== undefined) id++;
  return id;
}

/** True if a mandatory resource that the server may write got no value. */
function lacksMandatory(object: LwM2mObject, entries: readonly Entry[]): boolean {
  const rows = object.definition.rows;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as Row;
    if (row.resource.mandatory !== true || writerOf(row, "server") === undefined) continue;
    if (!entries.some((entry) => entry.path.resource === row.id)) return true;
  }
  return false;
}
