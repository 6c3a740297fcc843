import { thresholdsAreValid } from "./attributes.js";
import type { AttributeValues } from "./operation.js";
import { pathOf, type Path } from "./path.js";
import type { Multiple, Value } from "./value.js";
import { isMultiple, sameValue } from "./value.js";

/** The attributes that hold for a path, or for an instance of the resource there. */
export type RuleOf = (path: Path) => AttributeValues | undefined;

/**
 * True if a resource's new value is one that an observer wants to hear of (OMA LwM2M 1.2 clause 7.3.2): it has crossed a
 * threshold, made a step or passed an edge since `before`, or is any other value where nobody set such a condition. A
 * multiple resource counts as soon as one of its instances does, or if one came or went.
 */
export function counts(path: Path, before: Value | undefined, value: Value | undefined, ruleOf: RuleOf): boolean {
  if (value === undefined || !isMultiple(value)) return passes(ruleOf(path), before, value);
  const then = before !== undefined && isMultiple(before) ? before.instances : NONE;
  if (then.length !== value.instances.length) return true;
  for (let i = 0; i < value.instances.length; i++) {
    const now = value.instances[i] as Multiple["instances"][number];
    const old = then[i] as Multiple["instances"][number];
    if (now.id !== old.id) return true;
    const rule = ruleOf(pathOf(path.object, path.instance, path.resource, now.id));
    // Without a condition of its own an instance counts when it has changed: others may have been meant.
    if (hasConditions(rule) ? passes(rule, old.value, now.value) : !sameValue(old.value, now.value)) return true;
  }
  return then.length === 0;
}

/** True if there is an edge to wait for, whose both sides must have been seen. */
export function waitsForEdge(rule: AttributeValues | undefined): boolean {
  return rule?.edge !== undefined;
}

const NONE: Multiple["instances"] = Object.freeze([]);

function hasConditions(rule: AttributeValues | undefined): boolean {
  if (rule === undefined) return false;
  if (rule.edge !== undefined) return true;
  // Thresholds that contradict are no valid condition, and without one any change is news.
  return (rule.gt !== undefined || rule.lt !== undefined || rule.st !== undefined) && thresholdsAreValid(rule);
}

function passes(rule: AttributeValues | undefined, before: Value | undefined, value: Value | undefined): boolean {
  if (rule === undefined || !hasConditions(rule)) return true;
  if (value === undefined || before === undefined) return value !== before;
  const { edge, gt, lt, st } = rule;
  if (edge !== undefined) return before === (edge === 0) && value === (edge === 1);
  const old = Number(before);
  const now = Number(value);
  if (gt !== undefined && old > gt !== now > gt) return true;
  if (lt !== undefined && old < lt !== now < lt) return true;
  return st !== undefined && Math.abs(now - old) >= st;
}
