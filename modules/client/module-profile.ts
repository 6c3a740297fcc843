import { AWAKE_FOR } from "../lwm2m/awake-window.js";
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
  return typeof result === "string" ? `setting profile: ${result}` : reachable(settings, result);
}

/** What the module told of itself, with the fields that the settings set in their places. */
export function adjustedProfile(settings: Settings, found: Profile): Profile {
  const result = settings.profile === undefined ? found : overridden(found, settings.profile);
  return reachable(settings, typeof result === "string" ? found : result);
}

/**
 * In queue mode servers count on the device to listen for a while after its last message, so the network is asked to let
 * the module be reached for as long (T3324), unless the settings say for how long.
 */
function reachable({ mode, queue, profile: set = "" }: Settings, profile: Profile): Profile {
  const { sleep } = profile;
  const least = AWAKE_FOR / 1000;
  if (mode === "module" || queue !== "yes" || sleep.psm !== "on" || sleep.active >= least) return profile;
  return set.includes("sleep.active=") ? profile : { ...profile, sleep: { ...sleep, active: least } };
}
