import type { Instance, LwM2mObject } from "./object.js";
import type { Operation, SingleOperation } from "./operation.js";
import type { Path } from "./path.js";

/** The rights of an access control list (OMA LwM2M 1.2 clause E.3, resource 2). */
export const Right = Object.freeze({ read: 1, write: 2, execute: 4, delete: 8, create: 16 } as const);

/** One of the rights. */
export type Right = (typeof Right)[keyof typeof Right];

/** Decides what each of several servers may do (OMA LwM2M 1.2 clause 8.2). Without it every server may do everything. */
export interface Access {
  /** True if a server has a right on an instance, or with `create` on an object. */
  allows(server: number, right: Right, object: number, instance: number): boolean;
  /** True if so many more instances can have an owner. */
  hasRoom(count: number): boolean;
  /** A server has made an instance, and so owns it. */
  created(server: number, object: number, instance: number): void;
  /** An instance is gone. */
  deleted(object: number, instance: number): void;
  /** Sees to it that every instance belongs to somebody who is there, after bootstrap has written what it wanted to. */
  complete(objects: readonly LwM2mObject[]): void;
  /** The instances of object 2 that `complete` would not make by itself: what is to be kept over a restart. */
  kept(): readonly Instance[];
  /** Something at or below the path has another value, or came or went. */
  changed(path: Path): void;
}

/** The right on an instance that each operation takes (OMA LwM2M 1.2 table 8.2-1). */
export const RIGHTS: { readonly [K in SingleOperation["kind"]]: Right | undefined } = Object.freeze({
  read: Right.read,
  observe: Right.read,
  cancel: Right.read,
  writeAttributes: Right.read,
  write: Right.write,
  execute: Right.execute,
  delete: Right.delete,
  create: undefined,
  discover: undefined,
});

/** The Access Control object itself, whose instances only their owners may change (OMA LwM2M 1.2 clause 8.1.2.2). */
export const ACCESS_CONTROL = 2;

/** True if an operation may have changed what servers may do: it has written to object 2. */
export function changesRights(operation: Operation): boolean {
  if (operation.kind === "write") return operation.path.object === ACCESS_CONTROL;
  return operation.kind === "writeComposite" && operation.entries.some(({ path }) => path.object === ACCESS_CONTROL);
}
