import { Right } from "./access.js";
import type { Grove } from "./instances.js";
import type { Instance, LwM2mObject } from "./object.js";
import { findInstance } from "./object.js";
import type { Entry, Outcome } from "./operation.js";
import { Code } from "./operation.js";
import type { Path } from "./path.js";
import { covers } from "./path.js";
import { read } from "./reading.js";
import type { Writing } from "./writing.js";
import { apply, refusal } from "./writing.js";

/** How many paths a composite read or observation may have; one with more is refused with 4.13. */
export const MAX_PATHS = 16;

/** What composite operations need of the tree. */
export interface Woods extends Grove {
  readonly objects: readonly LwM2mObject[];
  objectFor(server: number, id: number): LwM2mObject | undefined;
  isBarred(object: number): boolean;
}

/** The operations on several places at once, which not every device needs. */
export interface Composite {
  /** Reads what can be read of the paths and leaves out the rest (OMA LwM2M 1.2 clause 6.3.8). */
  read(woods: Woods, paths: readonly Path[], server: number): Outcome;
  /** Writes everything or nothing (OMA LwM2M 1.2 clause 6.3.9). */
  write(woods: Woods, entries: readonly Entry[], removed: readonly Path[], server: number): Outcome;
}

/** Read-Composite and Write-Composite; with them goes Observe-Composite. */
export const composite: Composite = Object.freeze({ read: readComposite, write: writeComposite });

function readComposite(woods: Woods, paths: readonly Path[], server: number): Outcome {
  if (paths.length > MAX_PATHS) return { code: Code.entityTooLarge };
  const entries: Entry[] = [];
  const seen = { allowed: 0, refused: 0 };
  for (let i = 0; i < paths.length; i++) {
    const path = paths[i] as Path;
    if (isRepeated(paths, i)) continue;
    if (path.object === undefined) {
      for (let j = 0; j < woods.objects.length; j++) {
        const id = (woods.objects[j] as LwM2mObject).definition.model.id;
        // Asked for by name they are refused; under the root they are just not there.
        if (!woods.isBarred(id)) readOne(woods, { object: id }, server, entries, seen);
      }
    } else if (woods.isBarred(path.object)) {
      seen.refused++;
    } else {
      readOne(woods, path, server, entries, seen);
    }
  }
  if (seen.refused > 0 && seen.allowed === 0) return { code: Code.unauthorized };
  return { code: Code.content, entries };
}

/** Counts of the instances that the server may read, and of those that it may not. */
interface Seen {
  allowed: number;
  refused: number;
}

function readOne(woods: Woods, path: Path, server: number, entries: Entry[], seen: Seen): void {
  const object = woods.objectFor(server, path.object as number);
  if (object === undefined) return;
  const { access } = woods;
  const admits = (instance: number): boolean => {
    const allowed = access === undefined || access.allows(server, Right.read, path.object as number, instance);
    if (allowed) seen.allowed++;
    else seen.refused++;
    return allowed;
  };
  if (path.instance !== undefined && (findInstance(object, path.instance) === undefined || !admits(path.instance))) {
    return;
  }
  const found = read(object, path, "server", admits).entries;
  for (let i = 0; found !== undefined && i < found.length; i++) entries.push(found[i] as Entry);
}

/** True if the path at `index` gives nothing that another one does not. */
function isRepeated(paths: readonly Path[], index: number): boolean {
  const path = paths[index] as Path;
  for (let i = 0; i < paths.length; i++) {
    const other = paths[i] as Path;
    if (i !== index && covers(other, path) && (i < index || !covers(path, other))) return true;
  }
  return false;
}

/** One instance that a composite write goes to. */
interface Part {
  readonly writing: Writing;
  readonly instance: Instance;
}

function writeComposite(woods: Woods, entries: readonly Entry[], removed: readonly Path[], server: number): Outcome {
  if (entries.length + removed.length === 0) return { code: Code.badRequest };
  const parts: Part[] = [];
  for (let i = 0; i < entries.length + removed.length; i++) {
    const path = i < entries.length ? (entries[i] as Entry).path : (removed[i - entries.length] as Path);
    const refused = addPart(woods, parts, path, entries, removed, server);
    if (refused !== undefined) return { code: refused };
  }
  for (let i = 0; i < parts.length; i++) {
    const { writing, instance } = parts[i] as Part;
    const refused = refusal(writing, instance, instance.id);
    if (refused !== undefined) return { code: refused };
  }
  for (let i = 0; i < parts.length; i++) {
    const { writing, instance } = parts[i] as Part;
    apply(writing, instance, instance.id);
  }
  for (let i = 0; i < removed.length; i++) woods.attributes.forget(removed[i] as Path);
  return { code: Code.changed };
}

function addPart(
  woods: Woods,
  parts: Part[],
  path: Path,
  entries: readonly Entry[],
  removed: readonly Path[],
  server: number,
): Code | undefined {
  if (path.object === undefined || path.instance === undefined || path.resource === undefined) return Code.badRequest;
  if (woods.isBarred(path.object)) return Code.unauthorized;
  for (let i = 0; i < parts.length; i++) {
    const { writing, instance } = parts[i] as Part;
    if (writing.object.definition.model.id === path.object && instance.id === path.instance) return undefined;
  }
  const object = woods.objectFor(server, path.object);
  const instance = object && findInstance(object, path.instance);
  if (object === undefined || instance === undefined) return Code.notFound;
  const { access } = woods;
  if (access !== undefined && !access.allows(server, Right.write, path.object, path.instance)) return Code.unauthorized;
  const writing: Writing = {
    object,
    rights: "server",
    mode: "update",
    entries,
    removed,
    target: {},
    skips: "none",
    changes: woods,
  };
  parts.push({ writing, instance });
  return undefined;
}
