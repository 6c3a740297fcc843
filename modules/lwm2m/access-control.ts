import type { Access, Right } from "./access.js";
import { ACCESS_CONTROL, Right as Rights } from "./access.js";
import type { Grove } from "./instances.js";
import { freeId, insert, takeOut } from "./instances.js";
import type { Instance, LwM2mObject } from "./object.js";
import { findInstance, findRow } from "./object.js";
import { pathOf, type Path } from "./path.js";
import type { Multiple, Value } from "./value.js";
import { isMultiple } from "./value.js";
import { writerOf } from "./writing.js";

/** Instances of the Access Control object speak of whole objects under this instance id, and of no owner. */
const NONE = 65_535;

const SERVER = 1;

/** Resources of the Access Control object. */
const Resource = Object.freeze({ object: 0, instance: 1, list: 2, owner: 3 } as const);

/** What stands in a list for the servers that are not in it. */
const DEFAULT = 0;

const EVERYTHING = Rights.read | Rights.write | Rights.execute | Rights.delete;

/**
 * Access control by object 2 (OMA LwM2M 1.2 clause 8). With a single server account it grants everything (clause 8,
 * "Access Control-Disabled"). The instance that speaks of another one is looked up in an index, which follows what is
 * made and deleted and is made anew after bootstrap has written, so that a request costs the same however many instances
 * there are.
 */
export class AccessControl implements Access {
  readonly #control: LwM2mObject;
  readonly #servers: LwM2mObject;
  readonly #grove: () => Grove;
  #index: Map<number, Instance> | undefined;

  /** `control` is object 2 and `servers` object 1 of the tree that `grove` gives. */
  constructor(control: LwM2mObject, servers: LwM2mObject, grove: () => Grove) {
    this.#control = control;
    this.#servers = servers;
    this.#grove = grove;
  }

  allows(server: number, right: Right, object: number, instance: number): boolean {
    if (this.#servers.instances.length <= 1) return true;
    if (object === ACCESS_CONTROL) return this.allowsControl(server, right, instance);
    const found = this.find(object, right === Rights.create ? NONE : instance);
    return found !== undefined && (this.rights(found, server) & right) !== 0;
  }

  hasRoom(count: number): boolean {
    const { definition, instances } = this.#control;
    return this.#servers.instances.length <= 1 || instances.length + count <= definition.limit;
  }

  created(server: number, object: number, instance: number): void {
    if (this.#servers.instances.length <= 1) return;
    // The owner has no entry of its own, which gives it all rights (clause 8.2.1).
    this.add(object, instance, server);
  }

  deleted(object: number, instance: number): void {
    const found = this.find(object, instance);
    if (found === undefined) return;
    const index = this.#index;
    takeOut(this.#grove(), this.#control, found);
    index?.delete(keyOf(object, instance));
    this.#index = index;
  }

  /** Whom an instance speaks of is its first two resources' matter, and an instance's that comes or goes. */
  changed({ object = ACCESS_CONTROL, resource = Resource.object }: Path): void {
    if (object === ACCESS_CONTROL && resource <= Resource.instance) this.#index = undefined;
  }

  /**
   * Sees to it that each instance has somebody to say who may use it, once there are several servers: a Server instance
   * belongs to its server, all else to the first (OMA LwM2M 1.0 clause E.3.1). Before that, what belonged to servers that
   * are gone goes to others, or with them.
   */
  complete(objects: readonly LwM2mObject[]): void {
    this.handOver(objects);
    const first = this.#servers.instances[0];
    if (this.#servers.instances.length <= 1 || first === undefined) return;
    const owner = this.shortId(first);
    for (let i = 0; i < objects.length; i++) {
      const { definition, instances } = objects[i] as LwM2mObject;
      const { id } = definition.model;
      if (id === 0 || id === ACCESS_CONTROL) continue;
      for (let j = 0; j < instances.length; j++) {
        const instance = instances[j] as Instance;
        if (this.find(id, instance.id) !== undefined) continue;
        this.add(id, instance.id, id === SERVER ? this.shortId(instance) : owner);
      }
    }
  }

  kept(): readonly Instance[] {
    const [first] = this.#servers.instances;
    if (first === undefined) return this.#control.instances;
    const owner = this.shortId(first);
    return this.#control.instances.filter((control) => {
      if (this.entries(control).length > 0) return true;
      const of = this.number(control, Resource.object) === SERVER ? this.number(control, Resource.instance) : undefined;
      const server = of === undefined ? undefined : findInstance(this.#servers, of);
      return this.number(control, Resource.owner) !== (server === undefined ? owner : this.shortId(server));
    });
  }

  /** The unbootstrapping of servers that have no Server instance any more (OMA LwM2M 1.0 clause E.1.3). */
  private handOver(objects: readonly LwM2mObject[]): void {
    const ids: number[] = [];
    for (let i = 0; i < this.#servers.instances.length; i++) {
      ids.push(this.shortId(this.#servers.instances[i] as Instance));
    }
    const { instances } = this.#control;
    if (ids.length === 0) return;
    for (let i = instances.length - 1; i >= 0; i--) this.handOverOne(instances[i] as Instance, ids, objects);
  }

  private handOverOne(control: Instance, ids: readonly number[], objects: readonly LwM2mObject[]): void {
    const before = this.entries(control);
    const entries = before.filter(({ id }) => id === DEFAULT || ids.includes(id));
    if (entries.length < before.length) this.change(control, Resource.list, { instances: entries });
    const owner = this.number(control, Resource.owner);
    if (owner === NONE || ids.includes(owner)) return;
    const heir = heirOf(entries, ids);
    if (heir === undefined && this.remove(control, objects)) return;
    // Nobody else may use it, and its object does not let it go.
    this.change(control, Resource.owner, heir ?? (ids[0] as number));
  }

  /** Deletes the instance that only the server could use which is gone; `false` if its object does not let it go. */
  private remove(control: Instance, objects: readonly LwM2mObject[]): boolean {
    const id = this.number(control, Resource.object);
    const object = objects.find((one) => one.definition.model.id === id);
    const instance = object && findInstance(object, this.number(control, Resource.instance));
    if (object !== undefined && instance !== undefined) {
      const { remove } = object.definition;
      if (remove === undefined || remove(instance.state as never) !== undefined) return false;
      takeOut(this.#grove(), object, instance);
    }
    takeOut(this.#grove(), this.#control, control);
    return true;
  }

  /** Anybody may read who owns what; only the owner may change it, and nobody may make or delete it. */
  private allowsControl(server: number, right: Right, instance: number): boolean {
    if (right === Rights.read) return true;
    if (right !== Rights.write) return false;
    const control = findInstance(this.#control, instance);
    return control !== undefined && this.number(control, Resource.owner) === server;
  }

  /** The server's own entry, else all for the owner, else the default entry, else nothing (clause 8.2.1). */
  private rights(control: Instance, server: number): number {
    const entries = this.entries(control);
    const own = entryOf(entries, server);
    if (own !== undefined) return own;
    if (this.number(control, Resource.owner) === server) return EVERYTHING;
    return entryOf(entries, DEFAULT) ?? 0;
  }

  private find(object: number, instance: number): Instance | undefined {
    this.#index ??= this.indexed();
    return this.#index.get(keyOf(object, instance));
  }

  private indexed(): Map<number, Instance> {
    const index = new Map<number, Instance>();
    const { instances } = this.#control;
    for (let i = 0; i < instances.length; i++) {
      const one = instances[i] as Instance;
      index.set(keyOf(this.number(one, Resource.object), this.number(one, Resource.instance)), one);
    }
    return index;
  }

  private add(object: number, instance: number, owner: number): void {
    const { definition, instances } = this.#control;
    if (definition.create === undefined || instances.length >= definition.limit) return;
    const id = freeId(this.#control);
    const control: Instance = { id, state: definition.create(id) };
    this.set(control, Resource.object, object);
    this.set(control, Resource.instance, instance);
    this.set(control, Resource.owner, owner);
    const index = this.#index;
    insert(this.#grove(), this.#control, control);
    index?.set(keyOf(object, instance), control);
    this.#index = index;
  }

  private set(control: Instance, resource: number, value: number | Multiple): void {
    const row = findRow(this.#control.definition, resource);
    if (row !== undefined) writerOf(row, "bootstrap")?.(control.state as never, value as never);
  }

  /** Another value, of which observers are told. */
  private change(control: Instance, resource: number, value: number | Multiple): void {
    this.set(control, resource, value);
    this.#grove().changed(pathOf(ACCESS_CONTROL, control.id, resource));
  }

  private entries(control: Instance): Multiple["instances"] {
    const list = this.value(control, Resource.list);
    return list !== undefined && isMultiple(list) ? list.instances : NOBODY;
  }

  private number(control: Instance, resource: number): number {
    const value = this.value(control, resource);
    return typeof value === "number" ? value : NONE;
  }

  private value(control: Instance, resource: number): Value | undefined {
    return findRow(this.#control.definition, resource)?.read?.(control.state as never);
  }

  private shortId(server: Instance): number {
    const value = findRow(this.#servers.definition, 0)?.read?.(server.state as never);
    return typeof value === "number" ? value : NONE;
  }
}

function keyOf(object: number, instance: number): number {
  return object * 0x1_0000 + instance;
}

/**
 * Of the servers that may do something, the one with most of the rights to write and to delete (OMA LwM2M 1.0 clause
 * E.1.3), the first of several.
 */
function heirOf(entries: Multiple["instances"], ids: readonly number[]): number | undefined {
  let heir: number | undefined;
  let most = -1;
  for (let i = 0; i < ids.length; i++) {
    const rights = entryOf(entries, ids[i] as number) ?? entryOf(entries, DEFAULT) ?? 0;
    const sum = ((rights & Rights.write) === 0 ? 0 : 1) + ((rights & Rights.delete) === 0 ? 0 : 1);
    if (rights === 0 || sum <= most) continue;
    heir = ids[i];
    most = sum;
  }
  return heir;
}

const NOBODY: Multiple["instances"] = Object.freeze([]);

function entryOf(entries: Multiple["instances"], id: number): number | undefined {
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i] as Multiple["instances"][number];
    if (entry.id === id) return Number(entry.value);
  }
  return undefined;
}
