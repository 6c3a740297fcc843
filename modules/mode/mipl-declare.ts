import type { DiscoverLink } from "../lwm2m/operation.js";
import type { ObjectModel, ResourceModel } from "../lwm2m/model.js";
import type { Tree } from "../lwm2m/tree.js";

/** What a MIPL module is told of one object before the registration. */
export interface Declaration {
  readonly object: number;
  /** One digit an instance slot, the leftmost is instance 0: 1 if the instance exists. */
  readonly bitmap: string;
  /** Resource ids, separated by semicolons. */
  readonly resources: string;
  /** Number of resources that can be read or written. */
  readonly attributes: number;
  /** Number of resources that can be executed. */
  readonly actions: number;
}

/**
 * The declaration of the index-th of our objects; `undefined` past the last. Instances past the slots that the module
 * has are left out.
 */
export function declarationOf(tree: Tree, index: number, slots: number): Declaration | undefined {
  const model = tree.objects[index]?.definition.model;
  if (model === undefined) return undefined;
  return declare(model, tree.operate({ kind: "discover", path: { object: model.id } }).links ?? [], slots);
}

/** Gathers a declaration from the links that a discover of the object gives. */
function declare(model: ObjectModel, links: readonly DiscoverLink[], slots: number): Declaration {
  const ids: number[] = [];
  let bitmap = "";
  let actions = 0;
  for (let i = 0; i < links.length; i++) {
    const { instance, resource } = (links[i] as DiscoverLink).path;
    if (instance === undefined || instance >= slots) continue;
    if (resource === undefined) {
      while (bitmap.length < instance) bitmap += "0";
      bitmap += "1";
    } else if (ids.indexOf(resource) < 0) {
      ids.push(resource);
      if (executable(model, resource)) actions++;
    }
  }
  return { object: model.id, bitmap, resources: ids.join(";"), attributes: ids.length - actions, actions };
}

/** The resource ids among the links that a discover of an object gives, each once, separated by semicolons. */
export function resourcesOf(links: readonly DiscoverLink[]): string {
  const ids: number[] = [];
  for (let i = 0; i < links.length; i++) {
    const { resource } = (links[i] as DiscoverLink).path;
    if (resource !== undefined && ids.indexOf(resource) < 0) ids.push(resource);
  }
  return ids.join(";");
}

/** AT+MIPLADDOBJ: reference, object, instance slots, bitmap, counts. Some modules want zeros instead of `counts`. */
export function addObject(declaration: Declaration, counts: boolean): string {
  const { object, bitmap, attributes, actions } = declaration;
  const numbers = counts ? `${attributes},${actions}` : "0,0";
  return `AT+MIPLADDOBJ=0,${object},${bitmap.length},"${bitmap}",${numbers}`;
}

/** AT+MIPLDISCOVERRSP as it is sent before the registration: reference, object, success, length, resources. */
export function discoverResponse(declaration: Declaration): string {
  const { object, resources } = declaration;
  return `AT+MIPLDISCOVERRSP=0,${object},1,${resources.length},"${resources}"`;
}

function executable(model: ObjectModel, resource: number): boolean {
  for (const name in model.resources) {
    const row = model.resources[name] as ResourceModel;
    if (row.id === resource) return row.access === "E";
  }
  return false;
}
