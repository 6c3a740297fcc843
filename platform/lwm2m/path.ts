/** A place in a device: an object, an instance, a resource or a resource instance. Each needs the one before it. */
export interface Path {
  readonly object: number;
  readonly instance?: number;
  readonly resource?: number;
  readonly resourceInstance?: number;
}

/** `/3300/0/5700` */
export function formatPath(path: Path): string {
  return `/${segments(path).join("/")}`;
}

/** `["3300", "0", "5700"]` */
export function segments(path: Path): string[] {
  const parts = [path.object, path.instance, path.resource, path.resourceInstance];
  return parts.filter((part) => part !== undefined).map(String);
}

/** Reads `/3300`, `/3300/0`, `/3300/0/5700` or `/3/0/11/0`; undefined for anything else. */
export function parsePath(text: string): Path | undefined {
  const match = /^\/(\d{1,5})(?:\/(\d{1,5})(?:\/(\d{1,5})(?:\/(\d{1,5}))?)?)?$/.exec(text);
  if (match === null) return undefined;
  const ids = match.slice(1).filter((part) => part !== undefined);
  return pathOf(ids.map(Number));
}

/** The place of one to four identifiers, of 0 to 65,534 each (OMA LwM2M 1.0 clause 6.1); undefined for anything else. */
export function pathOf(ids: readonly number[]): Path | undefined {
  if (ids.length > 4 || ids.some((id) => !Number.isInteger(id) || id < 0 || id >= 0xffff)) return undefined;
  const [object, instance, resource, resourceInstance] = ids;
  if (object === undefined) return undefined;
  return {
    object,
    ...(instance === undefined ? {} : { instance }),
    ...(resource === undefined ? {} : { resource }),
    ...(resourceInstance === undefined ? {} : { resourceInstance }),
  };
}

/** True if `inner` is `outer` or within it. */
export function covers(outer: Path, inner: Path): boolean {
  const [parts, others] = [segments(outer), segments(inner)];
  return parts.every((part, index) => part === others[index]);
}
