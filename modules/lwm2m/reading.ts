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
import { instancesOf } from "./writing.js";

/** Whose rights an operation has: those of an LwM2M server, or those of bootstrap, which ignores access. */
export type Rights = "server" | "bootstrap";

/** Says which instances of an object a read may take in. */
export type Admits = (instance: number) => boolean;

/**
 * Reads an object, an instance, a resource or a resource instance (OMA LwM2M 1.2 clause 6.3.1). Of an object or an
 * instance, resources that cannot be read are left out; a single one is refused with 4.05, a missing one with 4.04.
 */
export function read(object: LwM2mObject, path: Path, rights: Rights, admits?: Admits): Outcome {
  const entries: Entry[] = [];
  if (path.instance === undefined) {
    for (let i = 0; i < object.instances.length; i++) {
      const instance = object.instances[i] as Instance;
      if (admits === undefined || admits(instance.id)) readInstance(object, instance, rights, entries);
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

/** What a discover is to show: the attributes of which server, and how many levels below the path. */
export interface Scope {
  readonly attributes: Attributes;
  readonly server: number;
  /** 2 below an object and 1 below all else unless it is given (OMA LwM2M 1.2 clause 6.3.2). */
  readonly depth: number | undefined;
}

/**
 * Lists what there is at and below a path, each with the attributes attached to it; what the path itself leads to also
 * with those that it inherits (OMA LwM2M 1.2 clause 6.3.2).
 */
export function discover(object: LwM2mObject, path: Path, scope: Scope): Outcome {
  if (path.resourceInstance !== undefined) return { code: Code.badRequest };
  const links: DiscoverLink[] = [];
  if (path.instance === undefined) {
    const levels = scope.depth ?? 2;
    links.push(objectLink(object, path, scope.attributes.attachedTo(path, scope.server)));
    for (let i = 0; levels > 0 && i < object.instances.length; i++) {
      const instance = object.instances[i] as Instance;
      const below = pathOf(path.object, instance.id);
      discoverInstance(object, instance, below, levels - 1, scope, links);
    }
    return { code: Code.content, links };
  }
  const levels = scope.depth ?? 1;
  const instance = findInstance(object, path.instance);
  if (instance === undefined) return { code: Code.notFound };
  if (path.resource === undefined) {
    discoverInstance(object, instance, path, levels, scope, links);
  } else {
    const row = findRow(object.definition, path.resource);
    if (row === undefined || !isPresent(row, instance)) return { code: Code.notFound };
    discoverResource(row, instance, path, levels, scope, links);
  }
  const inherited = scope.attributes.effectiveAll(path, scope.server);
  if (inherited !== undefined) links[0] = { ...(links[0] as DiscoverLink), attributes: inherited };
  return { code: Code.content, links };
}

/** The Security object, and its resource with the server's address (OMA LwM2M 1.0 appendix E.1). */
const SECURITY = 0;
const SERVER_URI = 0;

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
      const uri = id === SECURITY ? findRow(object.definition, SERVER_URI)?.read?.(instance.state as never) : undefined;
      links.push({
        path: pathOf(id, instance.id),
        ...(server !== undefined && { server }),
        ...(typeof uri === "string" && { uri }),
      });
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

function objectLink(object: LwM2mObject, path: Path, attributes: DiscoverLink["attributes"]): DiscoverLink {
  const { version } = object.definition.model;
  return { path, ...(attributes && { attributes }), ...(version !== "1.0" && { version }) };
}

function discoverInstance(
  object: LwM2mObject,
  instance: Instance,
  path: Path,
  levels: number,
  scope: Scope,
  links: DiscoverLink[],
): void {
  const attached = scope.attributes.attachedTo(path, scope.server);
  links.push(attached === undefined ? { path } : { path, attributes: attached });
  if (levels === 0) return;
  const rows = object.definition.rows;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as Row;
    if (!isPresent(row, instance)) continue;
    discoverResource(row, instance, pathOf(path.object, path.instance, row.id), levels - 1, scope, links);
  }
}

function discoverResource(
  row: Row,
  instance: Instance,
  path: Path,
  levels: number,
  scope: Scope,
  links: DiscoverLink[],
): void {
  const attributes = scope.attributes.attachedTo(path, scope.server);
  if (row.resource.multiple !== true) {
    links.push(attributes === undefined ? { path } : { path, attributes });
    return;
  }
  const instances = instancesOf(row, instance);
  const dimension = instances.length;
  links.push(attributes === undefined ? { path, dimension } : { path, dimension, attributes });
  for (let i = 0; levels > 0 && i < instances.length; i++) {
    const below = pathOf(path.object, path.instance, path.resource, (instances[i] as { readonly id: number }).id);
    const own = scope.attributes.attachedTo(below, scope.server);
    links.push(own === undefined ? { path: below } : { path: below, attributes: own });
  }
}

/** Resource 10 of a Security instance, resource 0 of a Server instance. */
function shortServerId(object: LwM2mObject, instance: Instance): number | undefined {
  const id = object.definition.model.id;
  if (id > 1) return undefined;
  const value = findRow(object.definition, id === 0 ? 10 : 0)?.read?.(instance.state as never);
  return typeof value === "number" ? value : undefined;
}
