import type { DefaultPeriods, Interest, Observed } from "./observation.js";
import type { AttributeValues } from "./operation.js";
import type { Path } from "./path.js";

/** Resources of the Server object that say what holds where no attribute does (OMA LwM2M 1.2 clause E.2). */
const MINIMUM_PERIOD = 2;
const MAXIMUM_PERIOD = 3;
const NOTIFICATION_MODE = 26;

/** Attributes that an object may have, which those of a composite observation take the place of (clause 6.4.4). */
const GENERAL: readonly (keyof AttributeValues)[] = Object.freeze(["pmin", "pmax", "epmin", "epmax", "con"]);

/** What holds for each path of an observation. */
export type Rules = readonly (AttributeValues | undefined)[];

/** Looks up what holds for an observation: its own attributes, those that are attached, and the server's defaults. */
export class Periods {
  readonly #observed: Observed;
  readonly #defaults: DefaultPeriods;

  constructor(observed: Observed, defaults: DefaultPeriods) {
    this.#observed = observed;
    this.#defaults = defaults;
  }

  /** The attributes that hold for a path of an observation. */
  rule(interest: Interest, server: number, path: Path): AttributeValues | undefined {
    const { attributes: own, composite } = interest;
    if (own !== undefined && !composite) return own;
    const attached = this.#observed.attributes.effectiveAll(path, server);
    return own === undefined ? attached : overlaid(attached, own);
  }

  /** The minimum period in seconds. */
  least(rule: AttributeValues | undefined, server: number): number {
    return rule?.pmin ?? this.default(server, MINIMUM_PERIOD, this.#defaults.defaultMinimumPeriod);
  }

  /** The maximum period in seconds; 0 if there is none. */
  most(rule: AttributeValues | undefined, server: number): number {
    return rule?.pmax ?? this.default(server, MAXIMUM_PERIOD, this.#defaults.defaultMaximumPeriod);
  }

  /** True if one of the paths wants Confirmable notifications, or if nothing is said and the server likes them best. */
  isConfirmable(rules: Rules, server: number): boolean {
    let said = false;
    for (let i = 0; i < rules.length; i++) {
      const con = rules[i]?.con;
      if (con === 1) return true;
      said ||= con !== undefined;
    }
    return !said && this.default(server, NOTIFICATION_MODE, undefined) === 1;
  }

  private default(server: number, resource: number, otherwise: number | undefined): number {
    if (!this.#observed.hasAccounts) return otherwise ?? 0;
    const value = this.#observed.account(server, resource);
    return typeof value === "number" || typeof value === "bigint" ? Number(value) : 0;
  }
}

/** The most that any of the paths wants to be kept; `undefined` if none says so. */
export function historyOf(rules: Rules): number | undefined {
  let most: number | undefined;
  for (let i = 0; i < rules.length; i++) {
    const hqmax = rules[i]?.hqmax;
    if (hqmax !== undefined && (most === undefined || hqmax > most)) most = hqmax;
  }
  return most;
}

/** What is attached, with the observation's own in the place of all that an object may have. */
function overlaid(attached: AttributeValues | undefined, own: AttributeValues): AttributeValues {
  const rule: Record<string, number | undefined> = { ...attached };
  for (let i = 0; i < GENERAL.length; i++) {
    const name = GENERAL[i] as keyof AttributeValues;
    const value = own[name];
    if (value === undefined) delete rule[name];
    else rule[name] = value;
  }
  return rule as AttributeValues;
}
