import { type Access, Right, RIGHTS } from "./access.js";
import { Attributes, ONLY_SERVER } from "./attributes.js";
import type { Composite, Woods } from "./composite.js";
import type { Editions } from "./editions.js";
import { bootstrapDelete, bootstrapWrite, create, remove, write } from "./instances.js";
import type { Models, ObjectModel, ResourceModel } from "./model.js";
import type { Instance, LwM2mObject } from "./object.js";
import { findInstance, findRow, idOf, isSorted } from "./object.js";
import type { CompositeOperation, Operation, Outcome, SingleOperation } from "./operation.js";
import { Code } from "./operation.js";
import type { Path } from "./path.js";
import { covers, depth, pathOf } from "./path.js";
import { discover, discoverForBootstrap, read } from "./reading.js";
import { execute, writeAttributes } from "./resource-operations.js";
import type { ObjectLink, Value } from "./value.js";
import { isMultiple } from "./value.js";
import type { Version } from "./version.js";

/** How many changes wait for `takeChange`; one more and they become a single change of everything. */
export const MAX_CHANGES = 16;

/** The objects that servers may not touch: Security, OSCORE and COSE (OMA LwM2M 1.2 clause 6.3). */
const BARRED: readonly number[] = Object.freeze([0, 21, 23]);

/** The Server object, one instance for each server (OMA LwM2M 1.2 clause E.2). */
const SERVER = 1;
const SHORT_SERVER_ID = 0;

/** The objects that a bootstrap server may read: Server and Access Control (OMA LwM2M 1.1 clause 6.1.7.4). */
const READ_BY_BOOTSTRAP: readonly number[] = Object.freeze([1, 2]);

/** Stands for any instance or, together with itself as the object, for a link that leads nowhere on purpose. */
const ANY = 65_535;

/** What a tree can do besides, for the devices that need it. */
export interface TreeFeatures {
  readonly composite?: Composite;
  readonly access?: Access;
  /** The objects' versions by that of LwM2M; without it each object has one version, whoever asks. */
  readonly editions?: Editions;
  /** Refuses arguments of an execute with 4.00. Without it objects get any text, which OneNET's interface lets through. */
  readonly checkArguments?: (text: string) => boolean;
}

/**
 * The objects of a device, their instances and the attributes that servers attached to them. It answers operations and
 * does not know CoAP: `operate` has a server's rights, `bootstrap` those of bootstrap and of the device itself. It never
 * throws because of what a peer asked. Everything is found by halving lists that are sorted by id, so that a request
 * costs the same however many other objects and instances there are.
 */
export class Tree implements Models, Woods {
  readonly attributes = new Attributes();
  readonly objects: readonly LwM2mObject[];
  readonly composite: Composite | undefined;
  readonly access: Access | undefined;
  readonly #editions: Editions | undefined;
  readonly #checkArguments: TreeFeatures["checkArguments"];
  readonly #changes: Path[] = [];
  /** Objects by rising id. */
  readonly #sorted: readonly LwM2mObject[];
  readonly #servers: LwM2mObject | undefined;
  #revision = 0;

  /** The objects are announced in the given order. */
  constructor(objects: readonly LwM2mObject[], features: TreeFeatures = {}) {
    this.objects = objects;
    this.#sorted = isSorted(objects) ? objects : objects.slice().sort((a, b) => idOf(a) - idOf(b));
    this.#servers = this.object(SERVER);
    this.composite = features.composite;
    this.access = features.access;
    this.#editions = features.editions;
    this.#checkArguments = features.checkArguments;
  }

  /** Rises when an instance comes or goes, so that a registration knows that its object list is old. */
  get revision(): number {
    return this.#revision;
  }

  object(id: number): LwM2mObject | undefined {
    const objects = this.#sorted;
    let low = 0;
    let high = objects.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (idOf(objects[middle] as LwM2mObject) < id) low = middle + 1;
      else high = middle;
    }
    const found = objects[low];
    return found !== undefined && idOf(found) === id ? found : undefined;
  }

  /** An object as a server knows it, in the version that goes with the LwM2M that it speaks. */
  objectFor(server: number, id: number): LwM2mObject | undefined {
    const object = this.object(id);
    return object && this.#editions !== undefined ? this.#editions.seenBy(server, object) : object;
  }

  /** The objects in the versions that are announced to a server of this version of LwM2M. */
  objectsOf(version: Version): readonly LwM2mObject[] {
    const editions = this.#editions;
    return editions === undefined ? this.objects : this.objects.map((object) => editions.of(object, version));
  }

  /** True for objects that no server may touch. */
  isBarred(object: number): boolean {
    return BARRED.includes(object);
  }

  leads(link: ObjectLink): boolean {
    if (link.object === ANY) return link.instance === ANY;
    const object = this.object(link.object);
    return object !== undefined && (link.instance === ANY || findInstance(object, link.instance) !== undefined);
  }

  model(object: number): ObjectModel | undefined {
    return this.object(object)?.definition.model;
  }

  /** The model of a resource that this device has. */
  resourceModel(object: number, resource: number): ResourceModel | undefined {
    const found = this.object(object);
    return found && findRow(found.definition, resource)?.resource;
  }

  /** A resource's value, or that of a resource instance; `undefined` if there is none. */
  value(path: Path): Value | undefined {
    if (path.resource === undefined) return undefined;
    const object = this.object(path.object as number);
    const instance = object && findInstance(object, path.instance as number);
    if (object === undefined || instance === undefined) return undefined;
    const value = findRow(object.definition, path.resource)?.read?.(instance.state as never);
    if (path.resourceInstance === undefined || value === undefined || !isMultiple(value)) return value;
    return value.instances.find((one) => one.id === path.resourceInstance)?.value;
  }

  /** True if the device has a Server object, which in module mode is the module's. */
  get hasAccounts(): boolean {
    return this.#servers !== undefined;
  }

  /**
   * A resource of the Server instance that belongs to a server, if it has it in the version that the server knows; of the
   * first instance for ONLY_SERVER.
   */
  account(server: number, resource: number): Value | undefined {
    const servers = this.objectFor(server, SERVER);
    const row = servers && findRow(servers.definition, resource);
    if (servers === undefined || row === undefined) return undefined;
    const id = findRow(servers.definition, SHORT_SERVER_ID);
    for (let i = 0; i < servers.instances.length; i++) {
      const state = (servers.instances[i] as Instance).state as never;
      if (server === ONLY_SERVER || id?.read?.(state) === server) return row.read?.(state);
    }
    return undefined;
  }

  /** A resource of every Server instance. */
  accounts(resource: number): readonly (Value | undefined)[] {
    const servers = this.#servers;
    const row = servers && findRow(servers.definition, resource);
    return servers?.instances.map(({ state }) => row?.read?.(state as never)) ?? [];
  }

  /**
   * Does what a server asks (OMA LwM2M 1.2 clauses 6.3 and 6.4); observe and cancel answer like read. `server` is its
   * short id, needed only where there are several servers.
   */
  operate(operation: Operation, server = ONLY_SERVER): Outcome {
    if (!("path" in operation)) return this.several(operation, server);
    const { path } = operation;
    if (path.object === undefined) return { code: Code.methodNotAllowed };
    if (this.isBarred(path.object)) return { code: Code.unauthorized };
    const object = this.objectFor(server, path.object);
    if (object === undefined) return { code: Code.notFound };
    if (path.instance === undefined) return this.onObject(object, operation, server);
    const instance = findInstance(object, path.instance);
    if (instance === undefined) return { code: Code.notFound };
    const right = RIGHTS[operation.kind];
    const { access } = this;
    if (right !== undefined && access !== undefined && !access.allows(server, right, path.object, path.instance)) {
      return { code: Code.unauthorized };
    }
    return this.onInstance(object, instance, operation, server);
  }

  /**
   * Does what a bootstrap server asks, or the device itself: write and delete without regard to access, discover, read
   * (OMA LwM2M 1.0 clause 5.2.7). Any other operation is answered 4.05.
   */
  bootstrap(operation: Operation): Outcome {
    if (!("path" in operation)) return { code: Code.methodNotAllowed };
    const { path } = operation;
    if (operation.kind === "delete") return bootstrapDelete(this, this.objects, path);
    const object = path.object === undefined ? undefined : this.object(path.object);
    if (path.object !== undefined && object === undefined) return { code: Code.notFound };
    if (operation.kind === "discover" && depth(path) < 2) return discoverForBootstrap(this.objects, path);
    if (object === undefined) return { code: Code.methodNotAllowed };
    if (operation.kind === "write") return bootstrapWrite(this, object, operation);
    if (operation.kind === "read" && READ_BY_BOOTSTRAP.includes(idOf(object))) return read(object, path, "bootstrap");
    return { code: Code.methodNotAllowed };
  }

  /** Notes that a value at or below a path may have become another one. To be called by whoever changed it. */
  changed(path: Path): void {
    this.access?.changed(path);
    const changes = this.#changes;
    for (let i = 0; i < changes.length; i++) if (covers(changes[i] as Path, path)) return;
    if (changes.length < MAX_CHANGES) {
      changes.push(path);
      return;
    }
    changes.length = 0;
    changes.push({});
  }

  /** Notes changes of some resources of one instance. */
  changedResources(object: number, instance: number, resources: readonly number[]): void {
    for (let i = 0; i < resources.length; i++) this.changed(pathOf(object, instance, resources[i] as number));
  }

  /** The oldest change that was not taken yet; to be brought to the observations until there is none. */
  takeChange(): Path | undefined {
    return this.#changes.shift();
  }

  restructured(path: Path): void {
    this.#revision++;
    this.changed(path);
  }

  private several(operation: CompositeOperation, server: number): Outcome {
    const { composite } = this;
    if (composite === undefined) return { code: Code.methodNotAllowed };
    if (operation.kind === "writeComposite") {
      return composite.write(this, operation.entries, operation.removed, server);
    }
    return composite.read(this, operation.paths, server);
  }

  private onObject(object: LwM2mObject, operation: SingleOperation, server: number): Outcome {
    const { path } = operation;
    const { access, attributes } = this;
    const id = idOf(object);
    switch (operation.kind) {
      case "read":
      case "observe":
      case "cancel":
        if (access === undefined) return read(object, path, "server");
        return read(object, path, "server", (instance) => access.allows(server, Right.read, id, instance));
      case "create":
        if (access !== undefined && !access.allows(server, Right.create, id, ANY)) return { code: Code.unauthorized };
        return create(this, object, operation, server);
      case "discover":
        return discover(object, path, { attributes, server, depth: operation.depth });
      case "writeAttributes":
        return { code: attributes.change(path, operation.attributes, undefined, server) };
      case "write":
      case "execute":
      case "delete":
        return { code: Code.methodNotAllowed };
    }
  }

  private onInstance(object: LwM2mObject, instance: Instance, operation: SingleOperation, server: number): Outcome {
    const { path } = operation;
    switch (operation.kind) {
      case "read":
      case "observe":
      case "cancel":
        return read(object, path, "server");
      case "write":
        return write(this, object, instance, operation);
      case "execute":
        return execute(this, object, instance, path, operation.argument, this.#checkArguments);
      case "create":
        return { code: Code.methodNotAllowed };
      case "delete":
        return remove(this, object, instance, path);
      case "discover":
        return discover(object, path, { attributes: this.attributes, server, depth: operation.depth });
      case "writeAttributes":
        return { code: writeAttributes(this.attributes, object, instance, operation, server) };
    }
  }
}
