import { freeze } from "../base/freeze.js";
import type { ResourceModel } from "./model.js";
import { isNumeric } from "./model.js";
import type { AttributeChange, AttributeValues } from "./operation.js";
import { Code } from "./operation.js";
import { parseDecimal } from "./number.js";
import type { Path } from "./path.js";
import { covers, depth, samePath } from "./path.js";

/** The name of an attribute that a server may set. */
export type AttributeName = keyof AttributeValues;

interface AttributeRule {
  readonly name: AttributeName;
  /** Whole seconds or a count, a number of the resource's own kind, a number above 0, or 0 or 1. */
  readonly value: "count" | "number" | "positive" | "flag";
  /** What it may be attached to: any object, instance or resource, or resources of one kind of value alone. */
  readonly goesWith: "any" | "numeric" | "boolean";
}

/** The notification attributes and where each may be attached (OMA LwM2M 1.2 clause 7.3.2, table of attributes). */
export const ATTRIBUTES: readonly AttributeRule[] = freeze([
  { name: "pmin", value: "count", goesWith: "any" },
  { name: "pmax", value: "count", goesWith: "any" },
  { name: "gt", value: "number", goesWith: "numeric" },
  { name: "lt", value: "number", goesWith: "numeric" },
  { name: "st", value: "positive", goesWith: "numeric" },
  { name: "epmin", value: "count", goesWith: "any" },
  { name: "epmax", value: "count", goesWith: "any" },
  { name: "edge", value: "flag", goesWith: "boolean" },
  { name: "con", value: "flag", goesWith: "any" },
  { name: "hqmax", value: "count", goesWith: "any" },
]);

/** How many paths may have attributes of their own, all servers together; attaching to one more is answered 5.03. */
export const MAX_ATTACHED = 32;

/** Stands for the server where there is only one, so that nobody needs to know its number. */
export const ONLY_SERVER = 0;

interface Attached {
  readonly server: number;
  readonly path: Path;
  readonly values: AttributeValues;
}

/** The attributes that servers attached to objects, instances and resources. Each server has its own. */
export class Attributes {
  readonly #attached: Attached[] = [];
  #revision = 0;

  /** Rises with every change, so that whoever keeps what was looked up knows that it is old. */
  get revision(): number {
    return this.#revision;
  }

  /**
   * Attaches, changes or takes away attributes of one path. `resource` is the model if the path leads to a resource.
   * Answers 2.04, or 4.00 and leaves all as it was if an attribute does not go with the path or they contradict.
   */
  change(path: Path, change: AttributeChange, resource: ResourceModel | undefined, server = ONLY_SERVER): Code {
    if (!isAllowed(path, change, resource) || !isConsistent(change)) return Code.badRequest;
    const index = this.indexOf(path, server);
    const values = merge(index < 0 ? {} : (this.#attached[index] as Attached).values, change);
    if (index < 0) {
      if (isEmpty(values)) return Code.changed;
      if (this.#attached.length >= MAX_ATTACHED) return Code.unavailable;
      this.#attached.push({ server, path, values });
    } else if (isEmpty(values)) {
      this.#attached.splice(index, 1);
    } else {
      this.#attached[index] = { server, path, values };
    }
    this.#revision++;
    return Code.changed;
  }

  /** What is attached to exactly this path. */
  attachedTo(path: Path, server = ONLY_SERVER): AttributeValues | undefined {
    const index = this.indexOf(path, server);
    return index < 0 ? undefined : (this.#attached[index] as Attached).values;
  }

  /** The value that holds for a path: its own, else that of the nearest level above (clause 7.3.2). */
  effective(path: Path, name: AttributeName, server = ONLY_SERVER): number | undefined {
    let value: number | undefined;
    let nearest = -1;
    for (let i = 0; i < this.#attached.length; i++) {
      const attached = this.#attached[i] as Attached;
      const here = attached.values[name];
      if (here === undefined || attached.server !== server || !covers(attached.path, path)) continue;
      const level = depth(attached.path);
      if (level <= nearest) continue;
      nearest = level;
      value = here;
    }
    return value;
  }

  /** All values that hold for a path, or `undefined` if there are none. */
  effectiveAll(path: Path, server = ONLY_SERVER): AttributeValues | undefined {
    let values: AttributeValues | undefined;
    for (let level = 1; level <= depth(path); level++) {
      for (let i = 0; i < this.#attached.length; i++) {
        const attached = this.#attached[i] as Attached;
        if (attached.server !== server || depth(attached.path) !== level || !covers(attached.path, path)) continue;
        values = values === undefined ? attached.values : merge(values, attached.values);
      }
    }
    return values;
  }

  /** Drops what is attached to a path and below it. */
  forget(path: Path): void {
    for (let i = this.#attached.length - 1; i >= 0; i--) {
      if (!covers(path, (this.#attached[i] as Attached).path)) continue;
      this.#attached.splice(i, 1);
      this.#revision++;
    }
  }

  /** Drops all that a server attached. */
  forgetServer(server: number): void {
    for (let i = this.#attached.length - 1; i >= 0; i--) {
      if ((this.#attached[i] as Attached).server !== server) continue;
      this.#attached.splice(i, 1);
      this.#revision++;
    }
  }

  private indexOf(path: Path, server: number): number {
    for (let i = 0; i < this.#attached.length; i++) {
      const attached = this.#attached[i] as Attached;
      if (attached.server === server && samePath(attached.path, path)) return i;
    }
    return -1;
  }
}

/**
 * Reads the query options of a write-attributes: "pmin=10" sets, "pmin" alone takes away (clause 7.3.2). `undefined` if
 * one is unknown, given twice, or has no such value.
 */
export function parseAttributes(queries: readonly string[]): AttributeChange | undefined {
  const change: Record<string, number | null> = {};
  for (let i = 0; i < queries.length; i++) {
    const query = queries[i] as string;
    const equals = query.indexOf("=");
    const rule = ruleOf(equals < 0 ? query : query.slice(0, equals));
    if (rule === undefined || change[rule.name] !== undefined) return undefined;
    const value = equals < 0 ? null : parseDecimal(query.slice(equals + 1));
    if (value === undefined || (value !== null && !isValid(rule, value))) return undefined;
    change[rule.name] = value;
  }
  return change;
}

/**
 * The attributes that an observe brings along (OMA LwM2M 1.2 clause 6.4.1), or 4.00: for those that a write-attributes
 * would refuse, and for one without a value. `resource` is the model if the path leads to a resource; the root stands
 * for a composite observation, with which only such attributes go that an object may have (clause 6.4.4).
 */
export function observationAttributes(
  path: Path,
  change: AttributeChange,
  resource: ResourceModel | undefined,
): AttributeValues | Code {
  for (let i = 0; i < ATTRIBUTES.length; i++) {
    const { name, goesWith } = ATTRIBUTES[i] as AttributeRule;
    if (change[name] === null) return Code.badRequest;
    if (path.object !== undefined || change[name] === undefined) continue;
    if (goesWith !== "any" || name === "hqmax") return Code.badRequest;
  }
  const allowed = path.object === undefined || isAllowed(path, change, resource);
  return allowed && isConsistent(change) ? (change as AttributeValues) : Code.badRequest;
}

/** True if gt, lt and st may be used together: lt is below gt with two steps of room (clause 7.3.2). */
export function thresholdsAreValid(values: AttributeValues): boolean {
  const { gt, lt, st } = values;
  return gt === undefined || lt === undefined || lt + 2 * (st ?? 0) < gt;
}

function ruleOf(name: string): AttributeRule | undefined {
  for (let i = 0; i < ATTRIBUTES.length; i++) {
    const rule = ATTRIBUTES[i] as AttributeRule;
    if (rule.name === name) return rule;
  }
  return undefined;
}

function isValid(rule: AttributeRule, value: number): boolean {
  switch (rule.value) {
    case "count":
      return Number.isSafeInteger(value) && value >= 0;
    case "flag":
      return value === 0 || value === 1;
    case "number":
      return Number.isFinite(value);
    case "positive":
      return Number.isFinite(value) && value > 0;
  }
}

function isAllowed(path: Path, change: AttributeChange, resource: ResourceModel | undefined): boolean {
  if (depth(path) === 0) return false;
  for (let i = 0; i < ATTRIBUTES.length; i++) {
    const rule = ATTRIBUTES[i] as AttributeRule;
    const value = change[rule.name];
    if (value === undefined) continue;
    if (rule.goesWith === "numeric" && (resource === undefined || !isNumeric(resource))) return false;
    if (rule.goesWith === "boolean" && resource?.type !== "boolean") return false;
    if (value !== null && !isValid(rule, value)) return false;
  }
  return true;
}

/**
 * The rules for attributes of one request: epmin is below epmax, and lt + 2 × st is below gt (clause 7.3.2). Those of
 * several requests may contradict: then the thresholds do not count until they agree again. A pmax below pmin, wherever
 * they come from, is no contradiction: it is ignored.
 */
function isConsistent(change: AttributeChange): boolean {
  const { epmin, epmax, gt, lt, st } = change;
  if (isNumber(epmin) && isNumber(epmax) && epmin >= epmax) return false;
  return !isNumber(gt) || !isNumber(lt) || lt + 2 * (st ?? 0) < gt;
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === "number";
}

function merge(values: AttributeValues, change: AttributeChange): AttributeValues {
  const merged: Record<string, number> = {};
  for (let i = 0; i < ATTRIBUTES.length; i++) {
    const name = (ATTRIBUTES[i] as AttributeRule).name;
    const value = change[name] === undefined ? values[name] : change[name];
    if (value !== undefined && value !== null) merged[name] = value;
  }
  return merged;
}

function isEmpty(values: AttributeValues): boolean {
  for (let i = 0; i < ATTRIBUTES.length; i++) {
    if (values[(ATTRIBUTES[i] as AttributeRule).name] !== undefined) return false;
  }
  return true;
}
