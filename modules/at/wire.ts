import { mask } from "../base/log.js";

/** Runs of hex digits from this length on are payload, of which a log shows the beginning only. */
const PAYLOAD = 32;

/** How much of a payload is shown. */
const SHOWN = 8;

/** Longer lines are cut: what they hold is payload, and looking at each of its digits takes time. */
const LONGEST = 200;

/** A run of so many digits is an IMEI, an IMSI or an ICCID. */
const IDENTITY = 14;
const IDENTITY_MOST = 22;

/**
 * A line of the talk with the module as a log may show it: IMEI, IMSI and ICCID masked, long hex cut to its first
 * digits and its size in bytes.
 */
export function shown(line: string): string {
  if (line.length < IDENTITY) return line;
  if (line.length <= LONGEST) return masked(line, false);
  return `${masked(line.slice(0, LONGEST), true)}… (${String(line.length)} characters)`;
}

/** `cut`: the line goes on, so that a run at its end is only the beginning of one. */
function masked(line: string, cut: boolean): string {
  let text = "";
  let from = 0;
  let i = 0;
  while (i < line.length) {
    const end = runEnd(line, i);
    const open = cut && end === line.length;
    if (open || end - i >= IDENTITY) {
      text += line.slice(from, i) + (open ? line.slice(i, i + SHOWN) : replaced(line.slice(i, end)));
      from = end;
    }
    i = end + 1;
  }
  return from === 0 ? line : text + line.slice(from);
}

/** The end of the run of hex digits that begins at `start`. */
function runEnd(line: string, start: number): number {
  let end = start;
  while (end < line.length && isHex(line.charCodeAt(end))) end++;
  return end;
}

function replaced(run: string): string {
  if (run.length <= IDENTITY_MOST && allDigits(run)) return mask(run);
  if (run.length < PAYLOAD) return run;
  return `${run.slice(0, SHOWN)}… (${String(run.length / 2)} bytes)`;
}

function allDigits(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x39) return false;
  return true;
}

function isHex(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66);
}
