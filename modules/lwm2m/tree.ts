import { Attributes } from "./attributes.js";
import type { Grove } from "./instances.js";
import { bootstrapDelete, bootstrapWrite, create, remove, write } from "./instances.js";
import type { Models, ObjectModel, ResourceModel } from "./model.js";
import type { Instance, LwM2mObject } from "./object.js";
import { findInstance, findRow } from "./object.js";
import type { Operation, Outcome } from "./operation.js";
import { Code } from "./operation.js";
import type { Path } from "./path.js";
import { covers, depth, pathOf } from "./path.js";
import { discover, discoverForBootstrap, isPresent, read } from "./reading.js";
import { tellAffected } from "./writing.js";

/** How many changes wait for `takeChange`; one more and they become a single change of everything. */
export const MAX_CHANGES = 16;

/** The Security object, which servers may not touch (OMA LwM2M 1.0 appendix E.1). */
const SECURITY = 0;

type WriteAttributes = Extract<Operation, { kind: "writeAttributes" }>;

/**
 * The objects of a device, their instances and the attributes that servers attached to them. It answers operations and
 * knows neither CoAP nor who asks: `operate` has a server's rights, `bootstrap` those of bootstrap and of the device
 * itself. It never throws because of what a peer asked.
 */
export class Tree implements Models, Grove {
  readonly attributes = new Attributes();
  readonly objects: readonly LwM2mObject[];
  readonly #changes: Path[] = [];
  #revision = 0;

  /** The objects are announced and discovered in the given order. */
  constructor(objects: readonly LwM2mObject[]) {
    this.objects = objects;
  }

  /** Rises when an instance comes or goes, so that a registration knows that its object list is old. */
  get revision(): number {
    return this.#revision;
  }

  object(id: number): LwM2mObject | undefined {
    for (let i = 0; i < this.objects.length; i++) {
      const object = this.objects[i] as LwM2mObject;
      if (object.definition.model.id === id) return object;
    }
    return undefined;
  }

  model(object: number): ObjectModel | undefined {
    return this.object(object)?.definition.model;
  }

  /** The model of a resource that this device has. */
  resourceModel(object: number, resource: number): ResourceModel | undefined {
    const found = this.object(object);
    return found && findRow(found.definition, resource)?.resource;
  }

  /** A numeric resource's value as a number; `undefined` if there is none. */
  number(path: Path): number | undefined {
    const object = depth(path) === 3 ? this.object(path.object as number) : undefined;
    const instance = object && findInstance(object, path.instance as number);
    if (object === undefined || instance === undefined) return undefined;
    const value = findRow(object.definition, path.resource as number)?.read?.(instance.state as never);
    return typeof value === "number" || typeof value === "bigint" ? Number(value) : undefined;
  }

  /** Does what a server asks (OMA LwM2M 1.0 clauses 5.4 and 5.5). Observe and cancel answer like read. */
  operate(operation: Operation): Outcome {
    const { path } = operation;
    if (path.object === undefined) return { code: Code.methodNotAllowed };
    if (path.object === SECURITY) return { code: Code.unauthorized };
    const object = this.object(path.object);
    if (object === undefined) return { code: Code.notFound };
    switch (operation.kind) {
      case "read":
      case "observe":
      case "cancel":
        return read(object, path, "server");
      case "write":
        return write(this, object, operation);
      case "execute":
        return this.execute(object, path, operation.argument);
      case "create":
        return create(this, object, operation);
      case "delete":
        return remove(this, object, path);
      case "discover":
        return discover(object, path, this.attributes);
      case "writeAttributes":
        return this.writeAttributes(object, operation);
    }
  }

  /**
   * Does what a bootstrap server asks, or the device itself: write and delete without regard to access, read, discover
   * (OMA LwM2M 1.0 clause 5.2.7). Any other operation is answered 4.05.
   */
  bootstrap(operation: Operation): Outcome {
    const { path } = operation;
    if (operation.kind === "delete") return bootstrapDelete(this, this.objects, path);
    const object = path.object === undefined ? undefined : this.object(path.object);
    if (path.object !== undefined && object === undefined) return { code: Code.notFound };
    if (operation.kind === "discover" && depth(path) < 2) return discoverForBootstrap(this.objects, path);
    if (object === undefined) return { code: Code.methodNotAllowed };
    if (operation.kind === "write") return bootstrapWrite(this, object, operation);
    if (operation.kind === "read") return read(object, path, "bootstrap");
    return { code: Code.methodNotAllowed };
  }

  /** Notes that a value at or below a path may have become another one. To be called by whoever changed it. */
  changed(path: Path): void {
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

  private execute(object: LwM2mObject, path: Path, argument: string): Outcome {
    if (path.instance === undefined || path.resource === undefined) return { code: Code.methodNotAllowed };
    const instance = findInstance(object, path.instance);
    const row = instance && findRow(object.definition, path.resource);
    if (instance === undefined || row === undefined) return { code: Code.notFound };
    if (row.execute === undefined || path.resourceInstance !== undefined) return { code: Code.methodNotAllowed };
    const refused = row.execute(instance.state as never, argument);
    if (refused !== undefined) return { code: refused };
    tellAffected(path, row, this);
    return { code: Code.changed };
  }

  private writeAttributes(object: LwM2mObject, operation: WriteAttributes): Outcome {
    const { path } = operation;
    const instance = path.instance === undefined ? undefined : findInstance(object, path.instance);
    if (path.instance !== undefined && instance === undefined) return { code: Code.notFound };
    const row = path.resource === undefined ? undefined : findRow(object.definition, path.resource);
    if (path.resource !== undefined && (row === undefined || !isPresent(row, instance as Instance))) {
      return { code: Code.notFound };
    }
    return { code: this.attributes.change(path, operation.attributes, row?.resource) };
  }
}
