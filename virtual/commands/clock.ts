import type { Instant } from "../../modules/base/machine.js";
import type { Parts } from "../parts.js";

/** Time zone that the network tells, in quarters of an hour east of UTC: that of China. */
const ZONE = 32;

const DAY = 86_400_000;

/**
 * The clock as +CCLK writes it, "yy/mm/dd,hh:mm:ss+zz" in UTC. Until the network has told the time the clock counts
 * from 1970.
 */
export function clockText(parts: Parts, now: Instant): string {
  const epoch = parts.options.epoch;
  const known = epoch !== undefined && parts.network.attached;
  const time = known ? epoch + now : now - parts.bootedAt;
  const date = civil(Math.floor(time / DAY));
  const seconds = Math.floor((time % DAY) / 1000);
  const day = `${two(date.year % 100)}/${two(date.month)}/${two(date.day)}`;
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${day},${clock}+${two(known ? ZONE : 0)}`;
}

/** The date of a day counted from 1970-01-01 in the Gregorian calendar. Years begin in March while it counts. */
function civil(day: number): { year: number; month: number; day: number } {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const years = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * years + Math.floor(years / 4) - Math.floor(years / 100));
  const march = Math.floor((5 * ofYear + 2) / 153);
  const month = march < 10 ? march + 3 : march - 9;
  return {
    year: era * 400 + years + (month <= 2 ? 1 : 0),
    month,
    day: ofYear - Math.floor((153 * march + 2) / 5) + 1,
  };
}

function two(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}
