import { FieldReader, startOfFields } from "../at/fields.js";
import { decimal } from "../base/text.js";

/** What the module's clock shows. */
export interface ModuleClock {
  /** Seconds since 1970-01-01 as the digits write them: UTC or local time, as the profile says. */
  readonly seconds: number;
  /** Seconds of the time zone east of Greenwich. */
  readonly zone: number;
}

/** Days of a common year before each month. */
const BEFORE_MONTH: readonly number[] = Object.freeze([0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]);
const QUARTER = 900;

/**
 * `+CCLK: "yy/MM/dd,hh:mm:ss±zz"` (3GPP TS 27.007, 8.15), with or without quotes; `zz` counts quarters of an hour. Before
 * the network has told the time, modules show years such as 70 or 00: that is none.
 */
export function parseClock(line: string): ModuleClock | undefined {
  const text = new FieldReader(line, startOfFields(line, "+CCLK")).rest() ?? "";
  const year = pair(text, 0, "/");
  const month = pair(text, 3, "/");
  const day = pair(text, 6, ",");
  const hour = pair(text, 9, ":");
  const minute = pair(text, 12, ":");
  const second = decimal(text.slice(15, 17));
  if (year === undefined || month === undefined || day === undefined) return undefined;
  if (hour === undefined || minute === undefined || second === undefined) return undefined;
  if (year < 15 || year > 69 || month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const seconds = ((daysTo(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
  return { seconds, zone: zoneOf(text.slice(17)) };
}

function pair(text: string, at: number, after: string): number | undefined {
  return text.slice(at + 2, at + 3) === after ? decimal(text.slice(at, at + 2)) : undefined;
}

/** Days from 1970-01-01 to a day of the years 2015 to 2069. */
function daysTo(year: number, month: number, day: number): number {
  const since = year + 30;
  // 1972 was a leap year; none of the years in range is left out.
  const leaps = Math.floor((since + 1) / 4) + (month > 2 && year % 4 === 0 ? 1 : 0);
  return since * 365 + leaps + (BEFORE_MONTH[month - 1] as number) + day - 1;
}

function zoneOf(text: string): number {
  const quarters = decimal(text.slice(1)) ?? 0;
  return text.startsWith("-") ? -quarters * QUARTER : quarters * QUARTER;
}
