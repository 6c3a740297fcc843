import { type Path, parsePath } from "./path.js";
import { ContentError } from "./scalar.js";

/** One link of RFC 6690: target and attributes, an attribute without value having "". */
export interface Link {
  readonly target: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** At most so many links are taken: a registration of 8 kB has no more. */
const maxLinks = 1_024;

const attributePattern = /;\s*([\w*.!#$&^~+-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",;]*)))?\s*/y;
const targetPattern = /\s*<([^<>]*)>\s*/y;

/** Reads a link list. Throws `ContentError` naming the character at which it breaks. */
export function parseLinks(text: string): Link[] {
  const links: Link[] = [];
  let at = 0;
  while (at < text.length) {
    targetPattern.lastIndex = at;
    const target = targetPattern.exec(text);
    if (target === null) throw new ContentError(`link list: no link at character ${at}`);
    at = targetPattern.lastIndex;
    const attributes: Record<string, string> = {};
    for (;;) {
      attributePattern.lastIndex = at;
      const match = attributePattern.exec(text);
      if (match === null) break;
      attributes[match[1] ?? ""] = match[2]?.replace(/\\(.)/gs, "$1") ?? match[3] ?? "";
      at = attributePattern.lastIndex;
    }
    links.push({ target: target[1] ?? "", attributes });
    if (links.length > maxLinks) throw new ContentError(`link list: more than ${maxLinks} links`);
    if (at === text.length) break;
    if (text[at] !== ",") throw new ContentError(`link list: "${text[at]}" at character ${at}`);
    at += 1;
    if (at === text.length) throw new ContentError("link list: it ends with a comma");
  }
  return links;
}

/** What a device registers: its object instances, under a root path if it has one (OMA LwM2M 1.0 clause 5.3.1). */
export interface ObjectList {
  /** "" or such as "/lwm2m". */
  readonly root: string;
  readonly objects: readonly ObjectEntry[];
}

export interface ObjectEntry {
  readonly object: number;
  readonly version?: string;
  readonly instances: readonly number[];
}

/** Reads the payload of a registration. Links that are not object paths are passed over. */
export function parseObjectList(text: string): ObjectList {
  const links = parseLinks(text);
  const root = (links.find((link) => link.attributes["rt"]?.split(" ").includes("oma.lwm2m"))?.target ?? "").replace(
    /\/$/,
    "",
  );
  const objects = new Map<number, { version?: string; instances: Set<number> }>();
  for (const link of links) {
    const path = localPath(root, link.target);
    if (path === undefined || path.resource !== undefined) continue;
    const entry = objects.get(path.object) ?? { instances: new Set() };
    if (path.instance !== undefined) entry.instances.add(path.instance);
    if (link.attributes["ver"] !== undefined) entry.version = link.attributes["ver"];
    objects.set(path.object, entry);
  }
  return {
    root,
    objects: [...objects]
      .sort(([a], [b]) => a - b)
      .map(([object, { version, instances }]) => ({
        object,
        ...(version === undefined ? {} : { version }),
        instances: [...instances].sort((a, b) => a - b),
      })),
  };
}

/** What Discover tells of: the resources of each instance. */
export function parseDiscovered(text: string, root: string, object: number): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const link of parseLinks(text)) {
    const path = localPath(root, link.target);
    if (path?.object !== object || path.instance === undefined) continue;
    const resources = found.get(path.instance) ?? [];
    if (path.resource !== undefined && !resources.includes(path.resource)) resources.push(path.resource);
    found.set(path.instance, resources);
  }
  return found;
}

/** A target without its root; clients that leave the root out are understood too. */
function localPath(root: string, target: string): Path | undefined {
  if (root !== "" && target.startsWith(`${root}/`)) return parsePath(target.slice(root.length));
  return parsePath(target);
}
