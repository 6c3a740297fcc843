/** A place in a device: an object, an instance or a resource. Without an instance there is no resource. */
export interface Path {
  readonly object: number;
  readonly instance?: number;
  readonly resource?: number;
}

/** `/3300/0/5700` */
export function formatPath(path: Path): string {
  return `/${segments(path).join("/")}`;
}

/** `["3300", "0", "5700"]` */
export function segments(path: Path): string[] {
  const parts = [path.object, path.instance, path.resource];
  return parts.filter((part) => part !== undefined).map(String);
}

/** Reads `/3300`, `/3300/0` or `/3300/0/5700`; undefined for anything else. Ids are 0 to 65,534 (OMA LwM2M 1.0, 6.1). */
export function parsePath(text: string): Path | undefined {
  const match = /^\/(\d{1,5})(?:\/(\d{1,5})(?:\/(\d{1,5}))?)?$/.exec(text);
  if (match === null) return undefined;
  const ids = match
    .slice(1)
    .filter((part) => part !== undefined)
    .map(Number);
  if (ids.some((id) => id >= 0xffff)) return undefined;
  const [object, instance, resource] = ids as [number, number?, number?];
  if (instance === undefined) return { object };
  return resource === undefined ? { object, instance } : { object, instance, resource };
}
