/** When a value is an alarm. */
export interface Limit {
  readonly side: "above" | "below";
  /** In the value's own unit, as is the hysteresis. */
  readonly limit: number;
  /** So far back within the limit the value has to be for a raised alarm to be cleared. Not negative. */
  readonly hysteresis: number;
}

/** Whether the alarm is raised once this value has come; in the band of the hysteresis it stays as it was. */
export function isRaised({ side, limit, hysteresis }: Limit, wasRaised: boolean, value: number): boolean {
  const slack = wasRaised ? hysteresis : 0;
  return side === "above" ? value > limit - slack : value < limit + slack;
}

/** A limit whose hysteresis is a share of it, in percent. */
export const limitOf = (side: Limit["side"], limit: number, percent: number): Limit => ({
  side,
  limit,
  hysteresis: (Math.abs(limit) * percent) / 100,
});
