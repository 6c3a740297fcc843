import { freeze } from "../base/freeze.js";
import type { Access, ObjectModel, ResourceModel } from "./model.js";
import type { Code } from "./operation.js";
import type { Rights } from "./reading.js";
import type { Multiple, Value, ValueOf } from "./value.js";

/** What a handler of this resource gives or takes. */
export type ResourceValue<R extends ResourceModel> = R extends { readonly multiple: true }
  ? Multiple<ValueOf<R["type"]>>
  : ValueOf<R["type"]>;

/**
 * The type of a handler if the resource has one of these accesses. A forbidden handler keeps its key with the type
 * `never`: leaving the key out would make a type that accepts anything once no key is left.
 */
type Only<R extends ResourceModel, A extends Access, F> = R["access"] extends A ? F : never;

type Handler<M extends ObjectModel, A extends Access, F extends keyof HandlerShapes<ResourceModel, unknown>, S> = {
  readonly [K in keyof M["resources"]]?: Only<M["resources"][K], A, HandlerShapes<M["resources"][K], S>[F]>;
};

/** What each kind of handler looks like. A write cannot refuse, hence `undefined`: what may be refused is checked. */
interface HandlerShapes<R extends ResourceModel, S> {
  readonly read: (state: S) => ResourceValue<R> | undefined;
  readonly check: (state: S, value: ResourceValue<R>) => Code | undefined;
  readonly write: (state: S, value: ResourceValue<R>) => undefined;
  readonly execute: (state: S, argument: string) => Code | undefined;
}

/**
 * How an object behaves: handlers by the names of its model's resources, each taking the state of the instance that is
 * meant. A resource without any handler does not exist on this device; an operation without one is answered 4.05.
 */
export interface Handlers<M extends ObjectModel, S> {
  /** Gives the value; `undefined` means that the resource is not there at present. */
  readonly read?: Handler<M, "R" | "RW" | "", "read", S>;
  /** Refuses a value of the right type and range for a reason of its own, before anything of a write is applied. */
  readonly check?: Handler<M, "W" | "RW" | "R" | "", "check", S>;
  readonly write?: Handler<M, "W" | "RW", "write", S>;
  /** Writes that only bootstrap may do, to resources that servers cannot write. */
  readonly bootstrap?: Handler<M, "R" | "", "write", S>;
  /** Does the action; answers with the code of a refusal, or nothing for 2.04. */
  readonly execute?: Handler<M, "E", "execute", S>;
  /** Other resources whose values follow from a write or an execute of the named one. */
  readonly affects?: { readonly [K in keyof M["resources"]]?: readonly (keyof M["resources"])[] };
  /** Resources whose values become others by themselves now and then. */
  readonly moving?: readonly (keyof M["resources"])[];
  /** Those whose values do so all the time, as counts of seconds do: news only to who observes them by name. */
  readonly running?: readonly (keyof M["resources"])[];
  /** Makes the state of a new instance. Without it none can be created. */
  readonly create?: (id: number) => S;
  /** Asked before an instance is taken out: a code refuses. Without it none can be deleted. */
  readonly remove?: (state: S) => Code | undefined;
  /** Sets an instance back to what a new one has, before a write replaces all of it, as far as its writer may. */
  readonly reset?: (state: S, rights: Rights) => undefined;
  /** True if only bootstrap may create and delete instances. */
  readonly bootstrapOnly?: boolean;
  /** How many instances there may be; MAX_INSTANCES unless said. */
  readonly limit?: number;
}

/** A resource and its handlers, found by id without allocating anything. */
export interface Row<in S = never> {
  readonly id: number;
  readonly resource: ResourceModel;
  readonly read: ((state: S) => Value | undefined) | undefined;
  readonly check: ((state: S, value: never) => Code | undefined) | undefined;
  readonly write: ((state: S, value: never) => undefined) | undefined;
  readonly bootstrap: ((state: S, value: never) => undefined) | undefined;
  readonly execute: ((state: S, argument: string) => Code | undefined) | undefined;
  /** Ids of the resources that follow from a write or an execute. */
  readonly affects: readonly number[] | undefined;
}

/** An object type as the firmware serves it: made once at module level, frozen, and so kept in flash. */
export interface ObjectDefinition<in S = never> {
  readonly model: ObjectModel;
  /** The resources that have a handler, by rising id. */
  readonly rows: readonly Row<S>[];
  /** Ids of the resources whose values become others by themselves: now and then, and all the time. */
  readonly moving: readonly number[];
  readonly running: readonly number[];
  readonly create: ((id: number) => unknown) | undefined;
  readonly remove: ((state: S) => Code | undefined) | undefined;
  readonly reset: ((state: S, rights: Rights) => undefined) | undefined;
  readonly bootstrapOnly: boolean;
  readonly limit: number;
}

/** How many instances an object may have unless it says otherwise; creating one more is answered 5.03. */
export const MAX_INSTANCES = 16;

/** One instance of an object at run time. */
export interface Instance<S = unknown> {
  readonly id: number;
  readonly state: S;
}

/** An object with its instances by rising id: all of an object that is in RAM. */
export interface LwM2mObject {
  readonly definition: ObjectDefinition;
  readonly instances: Instance[];
}

/** Ties handlers to a model. To be called at module level, so that the result is preloaded. */
export function defineObject<M extends ObjectModel, S>(model: M, handlers: Handlers<M, S>): ObjectDefinition<S> {
  return defineRows(model, handlers as LooseHandlers<S>);
}

/** Puts an object with its first instances together. */
export function makeObject<S>(definition: ObjectDefinition<S>, instances: Instance<S>[]): LwM2mObject {
  return { definition, instances };
}

/** The row of a resource, or `undefined` if this device does not have it. */
export function findRow(definition: ObjectDefinition, resource: number): Row | undefined {
  const rows = definition.rows;
  const at = placeOf(rows, resource);
  return rows[at]?.id === resource ? rows[at] : undefined;
}

/** The instance with this id. */
export function findInstance(object: LwM2mObject, id: number): Instance | undefined {
  const instances = object.instances;
  const at = placeOf(instances, id);
  return instances[at]?.id === id ? instances[at] : undefined;
}

/** Where the item with this id stands, or would stand, in a list by rising id. */
export function placeOf(list: readonly { readonly id: number }[], id: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as { readonly id: number }).id < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The id of an object's model. */
export function idOf(object: LwM2mObject): number {
  return object.definition.model.id;
}

/** True for objects by rising id. */
export function isSorted(objects: readonly LwM2mObject[]): boolean {
  for (let i = 1; i < objects.length; i++) {
    if (idOf(objects[i - 1] as LwM2mObject) > idOf(objects[i] as LwM2mObject)) return false;
  }
  return true;
}

/** The same behaviour over another version of an object's model, with those of the resources that both have. */
export function withModel<S>(definition: ObjectDefinition<S>, model: ObjectModel): ObjectDefinition<S> {
  const rows: Row<S>[] = [];
  for (let i = 0; i < definition.rows.length; i++) {
    const row = definition.rows[i] as Row<S>;
    const resource = Object.values(model.resources).find(({ id }) => id === row.id);
    if (resource !== undefined) rows.push({ ...row, resource });
  }
  return freeze({ ...definition, model, rows });
}

type Loose<F> = Readonly<Record<string, F | undefined>>;

/** Handlers without the model's types, for families of models that share resources. */
export interface LooseHandlers<S> {
  readonly read?: Loose<(state: S) => Value | undefined>;
  readonly check?: Loose<(state: S, value: never) => Code | undefined>;
  readonly write?: Loose<(state: S, value: never) => undefined>;
  readonly bootstrap?: Loose<(state: S, value: never) => undefined>;
  readonly execute?: Loose<(state: S, argument: string) => Code | undefined>;
  readonly affects?: Loose<readonly string[]>;
  readonly moving?: readonly string[];
  readonly running?: readonly string[];
  readonly create?: (id: number) => S;
  readonly remove?: (state: S) => Code | undefined;
  readonly reset?: (state: S, rights: Rights) => undefined;
  readonly bootstrapOnly?: boolean;
  readonly limit?: number;
}

/** Like `defineObject`, for handlers of a family: those whose resource the model lacks are left out. */
export function defineRows<S>(model: ObjectModel, handlers: LooseHandlers<S>): ObjectDefinition<S> {
  const rows: Row<S>[] = [];
  for (const name of Object.keys(model.resources)) {
    const row = makeRow(model, name, handlers);
    if (row.read || row.write || row.bootstrap || row.execute) rows.push(row);
  }
  rows.sort((a, b) => a.id - b.id);
  return freeze({
    model,
    rows,
    moving: idsOf(model, handlers.moving),
    running: idsOf(model, handlers.running),
    create: handlers.create,
    remove: handlers.remove,
    reset: handlers.reset,
    bootstrapOnly: handlers.bootstrapOnly === true,
    limit: handlers.limit ?? MAX_INSTANCES,
  });
}

function idsOf(model: ObjectModel, names: readonly string[] = []): number[] {
  return names.map((name) => (model.resources[name] as ResourceModel).id);
}

function makeRow<S>(model: ObjectModel, name: string, handlers: LooseHandlers<S>): Row<S> {
  const resource = model.resources[name] as ResourceModel;
  return {
    id: resource.id,
    resource,
    read: handlers.read?.[name],
    check: handlers.check?.[name],
    write: handlers.write?.[name],
    bootstrap: handlers.bootstrap?.[name],
    execute: handlers.execute?.[name],
    affects: handlers.affects?.[name]?.map((other) => (model.resources[other] as ResourceModel).id),
  };
}
