import type { Script } from "../at/script.js";
import { cycleBits } from "./edrx.js";
import type { Fact } from "./facts.js";
import type { NetworkStatus } from "./network.js";
import type { Profile } from "./profile.js";
import { activeTimeBits, periodicTauBits } from "./psm.js";

/** What is asked of the network to save power, and what it granted. */

/** The script of that number with which power saving is arranged; `undefined` past the last, or if nothing is wished. */
export function savingScript(profile: Profile, index: number): Script<Fact> | undefined {
  const { sleep, scripts } = profile;
  if (sleep.psm !== "leave" && index-- === 0) return sleep.psm === "on" ? scripts.psmOn : scripts.psmOff;
  if (sleep.edrx !== "leave" && index-- === 0) return sleep.edrx === "on" ? scripts.edrxOn : scripts.edrxOff;
  return index === 0 && (sleep.psm === "on" || sleep.edrx === "on") ? scripts.granted : undefined;
}

/** A script's command with what the profile wishes in place of `{tau}`, `{active}`, `{cycle}` and `{baud}`. */
export function filled(text: string, profile: Profile): string {
  if (text.indexOf("{") < 0) return text;
  const { sleep, speed } = profile;
  let line = put(text, "{tau}", periodicTauBits(sleep.tau));
  line = put(line, "{active}", activeTimeBits(sleep.active));
  line = put(line, "{cycle}", cycleBits(sleep.cycle));
  return put(line, "{baud}", `${speed.wanted}`);
}

/** What the network granted, for people. */
export function grantedText({ granted }: NetworkStatus): string {
  const active = granted?.activeTime ?? 0;
  const cycle = granted?.cycle ?? 0;
  const psm = active > 0 ? `reachable for ${active} s, update every ${granted?.periodicTau ?? 0} s` : "none";
  return `granted: power saving mode ${psm}; eDRX ${cycle > 0 ? `every ${cycle} s` : "none"}`;
}

/** Milliseconds without traffic after which the module may sleep without a word; 0 if it does not. */
export function dozesAfter({ granted }: NetworkStatus): number {
  return (granted?.activeTime ?? 0) * 1000;
}

/**
 * Milliseconds to the next look after the module: as the profile says, but not so often that the module could not sleep
 * from one periodic update to the next.
 */
export function watchAfter({ granted }: NetworkStatus, watchEvery: number): number {
  if (granted === undefined || granted.activeTime === 0) return watchEvery;
  return Math.max(watchEvery, granted.periodicTau * 1000 + SLACK);
}

/** The module's own update comes first. */
const SLACK = 60_000;

function put(text: string, mark: string, value: string): string {
  const at = text.indexOf(mark);
  return at < 0 ? text : text.slice(0, at) + value + text.slice(at + mark.length);
}
