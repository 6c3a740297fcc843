import type { Attributes } from "./attributes.js";
import { isReadable } from "./model.js";
import type { Instance, LwM2mObject, Row } from "./object.js";
import { findInstance, findRow } from "./object.js";
import type { DiscoverLink, Entry, Outcome } from "./operation.js";
import { Code } from "./operation.js";
import type { Path } from "./path.js";
import { pathOf } from "./path.js";
import type { Value } from "./value.js";
import { isMultiple } from "./value.js";

/** Whose rights an operation has: those of an LwM2M server, or those of bootstrap, which ignores access. */
export type Rights = "server" | "bootstrap";

/**
 * Reads an object, an instance, a resource or a resource instance (OMA LwM2M 1.0 clause 5.4.1). Of an object or an
 * instance, resources that cannot be read are left out; a single one is refused with 4.05, a missing one with 4.04.
 */
export function read(object: LwM2mObject, path: Path, rights: Rights): Outcome {
  const entries: Entry[] = [];
  if (path.instance === undefined) {
    for (let i = 0; i < object.instances.length; i++) {
      readInstance(object, object.instances[i] as Instance, rights, entries);
    }
    return { code: Code.content, entries };
  }
  const instance = findInstance(object, path.instance);
  if (instance === undefined) return { code: Code.notFound };
  if (path.resource === undefined) {
    readInstance(object, instance, rights, entries);
    return { code: Code.content, entries };
  }
  const row = findRow(object.definition, path.resource);
  if (row === undefined) return { code: Code.notFound };
  if (row.read === undefined || !mayRead(row, rights)) return { code: Code.methodNotAllowed };
  const value = row.read(instance.state as never);
  if (value === undefined) return { code: Code.notFound };
  addEntries(entries, path, value);
  if (path.resourceInstance !== undefined && entries.length === 0) return { code: Code.notFound };
  return { code: Code.content, entries };
}

/**
 * Lists what there is at and below a path, each with the attributes attached to it; a single resource also with those
 * that it inherits (OMA LwM2M 1.0 clause 5.4.2).
 */
export function discover(object: LwM2mObject, path: Path, attributes: Attributes): Outcome {
  if (path.resourceInstance !== undefined) return { code: Code.badRequest };
  const links: DiscoverLink[] = [];
  if (path.instance === undefined) {
    links.push(objectLink(object, path, attributes));
    for (let i = 0; i < object.instances.length; i++) {
      discoverInstance(object, object.instances[i] as Instance, attributes, links);
    }
    return { code: Code.content, links };
  }
  const instance = findInstance(object, path.instance);
  if (instance === undefined) return { code: Code.notFound };
  if (path.resource === undefined) {
    discoverInstance(object, instance, attributes, links);
    return { code: Code.content, links };
  }
  const row = findRow(object.definition, path.resource);
  if (row === undefined || !isPresent(row, instance)) return { code: Code.notFound };
  links.push(resourceLink(row, instance, path, attributes.effectiveAll(path)));
  return { code: Code.content, links };
}

/**
 * Lists objects and instances with the short server id that goes with each account, as bootstrap asks for it
 * (OMA LwM2M 1.0 clause 5.2.7.3).
 */
export function discoverForBootstrap(objects: readonly LwM2mObject[], path: Path): Outcome {
  const links: DiscoverLink[] = [];
  for (let i = 0; i < objects.length; i++) {
    const object = objects[i] as LwM2mObject;
    const { id, version } = object.definition.model;
    if (path.object !== undefined && path.object !== id) continue;
    if (object.instances.length === 0 || version !== "1.0") {
      links.push(version === "1.0" ? { path: pathOf(id) } : { path: pathOf(id), version });
    }
    for (let j = 0; j < object.instances.length; j++) {
      const instance = object.instances[j] as Instance;
      const server = shortServerId(object, instance);
      links.push(server === undefined ? { path: pathOf(id, instance.id) } : { path: pathOf(id, instance.id), server });
    }
  }
  return { code: Code.content, links };
}

/** True if the resource is there at present: it has a value, or can only be written or executed. */
export function isPresent(row: Row, instance: Instance): boolean {
  if (row.read === undefined) return row.write !== undefined || row.execute !== undefined;
  return row.read(instance.state as never) !== undefined;
}

function readInstance(object: LwM2mObject, instance: Instance, rights: Rights, entries: Entry[]): void {
  const rows = object.definition.rows;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as Row;
    if (row.read === undefined || !mayRead(row, rights)) continue;
    const value = row.read(instance.state as never);
    if (value !== undefined) addEntries(entries, pathOf(object.definition.model.id, instance.id, row.id), value);
  }
}

function mayRead(row: Row, rights: Rights): boolean {
  return rights === "bootstrap" || isReadable(row.resource);
}

function addEntries(entries: Entry[], path: Path, value: Value): void {
  if (!isMultiple(value)) {
    if (path.resourceInstance === undefined) entries.push({ path, value });
    return;
  }
  for (let i = 0; i < value.instances.length; i++) {
    const one = value.instances[i] as (typeof value.instances)[number];
    if (path.resourceInstance !== undefined && path.resourceInstance !== one.id) continue;
    entries.push({ path: pathOf(path.object, path.instance, path.resource, one.id), value: one.value });
  }
}

function objectLink(object: LwM2mObject, path: Path, attributes: Attributes): DiscoverLink {
  const attached = attributes.attachedTo(path);
  const { version } = object.definition.model;
  return { path, ...(attached && { attributes: attached }), ...(version !== "1.0" && { version }) };
}

function discoverInstance(
  object: LwM2mObject,
  instance: Instance,
  attributes: Attributes,
  links: DiscoverLink[],
): void {
  const id = object.definition.model.id;
  const path = pathOf(id, instance.id);
  const attached = attributes.attachedTo(path);
  links.push(attached === undefined ? { path } : { path, attributes: attached });
  const rows = object.definition.rows;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as Row;
    if (!isPresent(row, instance)) continue;
    const below = pathOf(id, instance.id, row.id);
    links.push(resourceLink(row, instance, below, attributes.attachedTo(below)));
  }
}

function resourceLink(row: Row, instance: Instance, path: Path, attributes: DiscoverLink["attributes"]): DiscoverLink {
  const value = row.resource.multiple === true ? row.read?.(instance.state as never) : undefined;
  const dimension = value !== undefined && isMultiple(value) ? value.instances.length : undefined;
  if (dimension === undefined) return attributes === undefined ? { path } : { path, attributes };
  return attributes === undefined ? { path, dimension } : { path, dimension, attributes };
}

/** Resource 10 of a Security instance, resource 0 of a Server instance. */
function shortServerId(object: LwM2mObject, instance: Instance): number | undefined {
  const id = object.definition.model.id;
  if (id > 1) return undefined;
  const value = findRow(object.definition, id === 0 ? 10 : 0)?.read?.(instance.state as never);
  return typeof value === "number" ? value : undefined;
}
