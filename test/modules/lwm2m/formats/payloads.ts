import { allFormats } from "../../../../modules/lwm2m/formats/all.js";
import { decodeContent } from "../../../../modules/lwm2m/formats/index.js";
import type { Models } from "../../../../modules/lwm2m/model.js";
import type { Entry } from "../../../../modules/lwm2m/operation.js";
import { formatPath, parsePath, type Path } from "../../../../modules/lwm2m/path.js";
import type { Scalar } from "../../../../modules/lwm2m/value.js";

/** The Device object of the specification's example client (OMA LwM2M 1.0 clause 6.4, 1.1 and 1.2 clause 7.4). */
export const DEVICE_VALUES: readonly (readonly [string, Scalar])[] = [
  ["/3/0/0", "Open Mobile Alliance"],
  ["/3/0/1", "Lightweight M2M Client"],
  ["/3/0/2", "345000123"],
  ["/3/0/3", "1.0"],
  ["/3/0/6/0", 1],
  ["/3/0/6/1", 5],
  ["/3/0/7/0", 3800],
  ["/3/0/7/1", 5000],
  ["/3/0/8/0", 125],
  ["/3/0/8/1", 900],
  ["/3/0/9", 100],
  ["/3/0/10", 15],
  ["/3/0/11/0", 0],
  ["/3/0/13", 1367491215],
  ["/3/0/14", "+02:00"],
  ["/3/0/16", "U"],
];

export function at(path: string): Path {
  return parsePath(path) as Path;
}

export function entriesOf(list: readonly (readonly [string, Scalar])[]): Entry[] {
  return list.map(([path, value]) => ({ path: at(path), value }));
}

/** What a payload for a path holds, by paths as text; or why it is refused. */
export function valuesOf(models: Models, format: number, bytes: Uint8Array, path: string): unknown {
  const read = decodeContent(allFormats, format, bytes, at(path), models);
  return read.kind === "refused" ? read.reason : read.entries.map((entry) => [formatPath(entry.path), entry.value]);
}
