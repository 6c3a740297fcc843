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
