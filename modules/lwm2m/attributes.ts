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
  /** Whole seconds, or a number of the resource's own kind. */
  readonly value: "period" | "number" | "positive";
  /** True if it goes with numeric resources alone, false if with any object, instance or resource. */
  readonly numeric: boolean;
}

/** The notification attributes and where each may be attached (OMA LwM2M 1.0 clause 5.1.2, table of attributes). */
export const ATTRIBUTES: readonly AttributeRule[] = freeze([
  { name: "pmin", value: "period", numeric: false },
  { name: "pmax", value: "period", numeric: false },
  { name: "gt", value: "number", numeric: true },
  { name: "lt", value: "number", numeric: true },
  { name: "st", value: "positive", numeric: true },
]);

/** How many paths may have attributes of their own; attaching to one more is answered 5.03. */
export const MAX_ATTACHED = 32;

interface Attached {
  readonly path: Path;
  readonly values: AttributeValues;
}

/** The attributes that a server attached to objects, instances and resources. */
export class Attributes {
  readonly #attached: Attached[] = [];

  /**
   * Attaches, changes or takes away attributes of one path. `resource` is the model if the path leads to a resource.
   * Answers 2.04, or 4.00 and leaves all as it was if an attribute does not go with the path or they contradict.
   */
  change(path: Path, change: AttributeChange, resource: ResourceModel | undefined): Code {
    const index = this.indexOf(path);
    const values = merge(index < 0 ? {} : (this.#attached[index] as Attached).values, change);
    if (!isAllowed(path, change, resource) || !isConsistent(values)) return Code.badRequest;
    if (index < 0) {
      if (isEmpty(values)) return Code.changed;
      if (this.#attached.length >= MAX_ATTACHED) return Code.unavailable;
      this.#attached.push({ path, values });
    } else if (isEmpty(values)) {
      this.#attached.splice(index, 1);
    } else {
      this.#attached[index] = { path, values };
    }
    return Code.changed;
  }

  /** What is attached to exactly this path. */
  attachedTo(path: Path): AttributeValues | undefined {
    const index = this.indexOf(path);
    return index < 0 ? undefined : (this.#attached[index] as Attached).values;
  }

  /** The value that holds for a path: its own, else the instance's, else the object's (clause 5.1.2). */
  effective(path: Path, name: AttributeName): number | undefined {
    let value: number | undefined;
    let nearest = -1;
    for (let i = 0; i < this.#attached.length; i++) {
      const attached = this.#attached[i] as Attached;
      const here = attached.values[name];
      if (here === undefined || !covers(attached.path, path)) continue;
      const level = depth(attached.path);
      if (level <= nearest) continue;
      nearest = level;
      value = here;
    }
    return value;
  }

  /** All values that hold for a path, or `undefined` if there are none. */
  effectiveAll(path: Path): AttributeValues | undefined {
    const values: Record<string, number> = {};
    for (let i = 0; i < ATTRIBUTES.length; i++) {
      const name = (ATTRIBUTES[i] as AttributeRule).name;
      const value = this.effective(path, name);
      if (value !== undefined) values[name] = value;
    }
    return isEmpty(values) ? undefined : values;
  }

  /** Drops what is attached to a path and below it. */
  forget(path: Path): void {
    for (let i = this.#attached.length - 1; i >= 0; i--) {
      if (covers(path, (this.#attached[i] as Attached).path)) this.#attached.splice(i, 1);
    }
  }

  private indexOf(path: Path): number {
    for (let i = 0; i < this.#attached.length; i++) if (samePath((this.#attached[i] as Attached).path, path)) return i;
    return -1;
  }
}

/**
 * Reads the query options of a write-attributes: "pmin=10" sets, "pmin" alone takes away (clause 5.1.2). `undefined` if
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

function ruleOf(name: string): AttributeRule | undefined {
  for (let i = 0; i < ATTRIBUTES.length; i++) {
    const rule = ATTRIBUTES[i] as AttributeRule;
    if (rule.name === name) return rule;
  }
  return undefined;
}

function isValid(rule: AttributeRule, value: number): boolean {
  if (rule.value === "period") return Number.isSafeInteger(value) && value >= 0;
  return Number.isFinite(value) && (rule.value === "number" || value > 0);
}

function isAllowed(path: Path, change: AttributeChange, resource: ResourceModel | undefined): boolean {
  const level = depth(path);
  if (level === 0 || level > 3) return false;
  for (let i = 0; i < ATTRIBUTES.length; i++) {
    const rule = ATTRIBUTES[i] as AttributeRule;
    const value = change[rule.name];
    if (value === undefined) continue;
    if (rule.numeric && (level !== 3 || resource === undefined || !isNumeric(resource))) return false;
    if (value !== null && !isValid(rule, value)) return false;
  }
  return true;
}

/** pmax is not below pmin, and lt + 2 × st is below gt (clause 5.1.2); a pmax of 0 means none. */
function isConsistent(values: AttributeValues): boolean {
  const { pmin, pmax, gt, lt, st } = values;
  if (pmin !== undefined && pmax !== undefined && pmax !== 0 && pmax < pmin) return false;
  return gt === undefined || lt === undefined || lt + 2 * (st ?? 0) < gt;
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
