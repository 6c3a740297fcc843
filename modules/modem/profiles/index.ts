import type { Profile } from "../profile.js";
import { m5310a } from "./m5310-a.js";

/** The models that are known. */
export const PROFILES: readonly Profile[] = Object.freeze([m5310a]);

/** The profile of a model's name, whatever its case; `undefined` for an unknown one. */
export function findProfile(name: string): Profile | undefined {
  const wanted = name.toLowerCase();
  for (let i = 0; i < PROFILES.length; i++) {
    const profile = PROFILES[i] as Profile;
    if (profile.model.toLowerCase() === wanted) return profile;
  }
  return undefined;
}

/** The names of all known models, for messages. */
export function modelNames(): readonly string[] {
  return PROFILES.map((profile) => profile.model);
}
