import { decimal } from "../../base/text.js";

/**
 * The seconds since 1970-01-01 UTC of a date and time such as "2013-03-21T20:04:00Z" (RFC 3339 section 5.6); fractions
 * of a second are cut off. `undefined` if it is none.
 */
export function parseDateTime(text: string): number | undefined {
  const year = decimal(text.slice(0, 4));
  const month = field(text, 5, 1, 12);
  const day = field(text, 8, 1, 31);
  const hour = field(text, 11, 0, 23);
  const minute = field(text, 14, 0, 59);
  // Second 60 is a leap second.
  const second = field(text, 17, 0, 60);
  const offset = offsetFrom(text, endOfFraction(text, 19));
  if (year === undefined || month === undefined || day === undefined || hour === undefined) return undefined;
  if (minute === undefined || second === undefined || offset === undefined || day > daysOf(year, month))
    return undefined;
  if (text.charAt(4) !== "-" || text.charAt(7) !== "-" || text.charAt(13) !== ":" || text.charAt(16) !== ":") {
    return undefined;
  }
  if (text.charAt(10) !== "T" && text.charAt(10) !== "t") return undefined;
  return daysBefore(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset;
}

/** Two digits that write a number in range. */
function field(text: string, at: number, least: number, most: number): number | undefined {
  const digits = text.slice(at, at + 2);
  const value = digits.length === 2 ? decimal(digits) : undefined;
  return value === undefined || value < least || value > most ? undefined : value;
}

/** Where the offset begins: behind a point and its digits, if there is a point. */
function endOfFraction(text: string, at: number): number {
  if (text.charAt(at) !== ".") return at;
  let end = at + 1;
  while (end < text.length && decimal(text.charAt(end)) !== undefined) end++;
  return end === at + 1 ? text.length : end;
}

/** Seconds east of UTC. */
function offsetFrom(text: string, at: number): number | undefined {
  const sign = text.charAt(at);
  if (text.length === at + 1 && (sign === "Z" || sign === "z")) return 0;
  const hours = field(text, at + 1, 0, 23);
  const minutes = field(text, at + 4, 0, 59);
  if (text.length !== at + 6 || text.charAt(at + 3) !== ":" || hours === undefined || minutes === undefined) {
    return undefined;
  }
  const seconds = hours * 3600 + minutes * 60;
  return sign === "+" ? seconds : sign === "-" ? -seconds : undefined;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysOf(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days from 1970-01-01 to a date of the Gregorian calendar. */
function daysBefore(year: number, month: number, day: number): number {
  const before = year - 1;
  let days = before * 365 + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) - 719_162;
  for (let i = 1; i < month; i++) days += daysOf(year, i);
  return days + day - 1;
}
