import { overridden } from "../modem/overrides.js";
import type { Profile } from "../modem/profile.js";
import { findProfile, modelNames } from "../modem/profiles/index.js";
import type { Settings } from "./settings.js";

/** The profile of the settings' module with the fields that they set, or a sentence that says what is wrong with it. */
export function chosenProfile(settings: Settings): Profile | string {
  const profile = findProfile(settings.module ?? "M5310-A");
  if (profile === undefined) {
    return `module "${settings.module}" is not known; the known ones are ${modelNames().join(", ")} and auto`;
  }
  const result = overridden(profile, settings.profile ?? "");
  return typeof result === "string" ? `setting profile: ${result}` : result;
}

/** What the module told of itself, with the fields that the settings set in their places. */
export function adjustedProfile(settings: Settings, found: Profile): Profile {
  if (settings.profile === undefined) return found;
  const result = overridden(found, settings.profile);
  return typeof result === "string" ? found : result;
}
