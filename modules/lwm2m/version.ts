/** A version of the LwM2M enabler, as it stands in the query of a registration. */
export type Version = "1.0" | "1.1" | "1.2";

/** All that there are, the newest first. */
export const VERSIONS: readonly Version[] = Object.freeze(["1.2", "1.1", "1.0"]);

/** The versions to offer a server one after the other, from the newest one wanted down. */
export function versionsFrom(newest: Version): readonly Version[] {
  return VERSIONS.slice(VERSIONS.indexOf(newest));
}

/** True for versions in which queue mode has a parameter of its own and is no letter of the binding (1.1 clause 6.2.1). */
export function hasQueueParameter(version: Version): boolean {
  return version !== "1.0";
}

/** True if a version came after another one. */
export function isNewer(version: Version, other: Version): boolean {
  return VERSIONS.indexOf(version) < VERSIONS.indexOf(other);
}

/**
 * The versions to offer one server, out of those that the device offers: from the one down that it spoke last time, and
 * those alone that it is said to speak (resource 25 of its Server instance, such as "1.1" or "1.1.1"). If nothing is left by
 * that, what was said is of no use.
 */
export function versionsFor(
  offered: readonly Version[],
  last: Version | undefined,
  said: readonly string[] | undefined,
): readonly Version[] {
  const at = last === undefined ? -1 : offered.indexOf(last);
  const known = at < 0 ? offered : offered.slice(at);
  if (said === undefined) return known;
  const spoken = known.filter((version) => said.some((one) => one === version || one.startsWith(`${version}.`)));
  return spoken.length === 0 ? known : spoken;
}
