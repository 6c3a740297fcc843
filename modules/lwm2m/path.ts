import { decimal } from "../base/text.js";

/**
 * Where something lives in an LwM2M client: the root, an object, an instance, a resource or a resource instance
 * (OMA LwM2M 1.0 clause 6.2). A level is present only if all levels above it are.
 */
export interface Path {
  readonly object?: number;
  readonly instance?: number;
  readonly resource?: number;
  readonly resourceInstance?: number;
}

/** The largest identifier of any level; 65535 is reserved (clause 6.2). */
export const MAX_ID = 65_534;

/** Stands for the instance that a create is about to make when the server named none. Never on the wire. */
export const NEW_INSTANCE = 65_535;

/** Builds a path of as many levels as are given. */
export function pathOf(object?: number, instance?: number, resource?: number, resourceInstance?: number): Path {
  if (object === undefined) return {};
  if (instance === undefined) return { object };
  if (resource === undefined) return { object, instance };
  if (resourceInstance === undefined) return { object, instance, resource };
  return { object, instance, resource, resourceInstance };
}

/** Parses "/3303/0/5700" (the leading slash may be missing); `undefined` if it is not a path. */
export function parsePath(text: string): Path | undefined {
  const trimmed = text.startsWith("/") ? text.slice(1) : text;
  if (trimmed === "") return {};
  return pathOfSegments(trimmed.split("/"));
}

/** The path that Uri-Path segments write; `undefined` if one is not a number in range or there are too many. */
export function pathOfSegments(segments: readonly string[]): Path | undefined {
  if (segments.length > 4) return undefined;
  for (let i = 0; i < segments.length; i++) {
    const id = decimal(segments[i] as string);
    if (id === undefined || id > MAX_ID) return undefined;
  }
  return pathOf(level(segments, 0), level(segments, 1), level(segments, 2), level(segments, 3));
}

/** "/3303/0/5700"; the root is "/". */
export function formatPath(path: Path): string {
  if (path.object === undefined) return "/";
  let text = `/${path.object}`;
  if (path.instance === undefined) return text;
  text += `/${path.instance}`;
  if (path.resource === undefined) return text;
  text += `/${path.resource}`;
  return path.resourceInstance === undefined ? text : `${text}/${path.resourceInstance}`;
}

/** 0 for the root, up to 4 for a resource instance. */
export function depth(path: Path): number {
  if (path.object === undefined) return 0;
  if (path.instance === undefined) return 1;
  if (path.resource === undefined) return 2;
  return path.resourceInstance === undefined ? 3 : 4;
}

/** True if both name the same place. */
export function samePath(a: Path, b: Path): boolean {
  return (
    a.object === b.object &&
    a.instance === b.instance &&
    a.resource === b.resource &&
    a.resourceInstance === b.resourceInstance
  );
}

/** True if `inner` is `outer` or lies below it. */
export function covers(outer: Path, inner: Path): boolean {
  return (
    (outer.object === undefined || outer.object === inner.object) &&
    (outer.instance === undefined || outer.instance === inner.instance) &&
    (outer.resource === undefined || outer.resource === inner.resource) &&
    (outer.resourceInstance === undefined || outer.resourceInstance === inner.resourceInstance)
  );
}

function level(segments: readonly string[], index: number): number | undefined {
  const segment = segments[index];
  return segment === undefined ? undefined : decimal(segment);
}
