import type { Instant } from "../../modules/base/machine.js";
import type { SetLine } from "../at/line.js";
import { whole } from "../at/numbers.js";
import type { Reply } from "../at/port.js";
import { Cme, type Parts } from "../parts.js";

/**
 * Makers of handlers. What a handler holds stands in constants, so that the linker can put it into flash.
 */

export const PARAMETER: Reply = Object.freeze({ cme: Cme.parameter });
export const NOT_ALLOWED: Reply = Object.freeze({ cme: Cme.notAllowed });
export const NO_SIM: Reply = Object.freeze({ cme: Cme.noSim });
export const NO_NETWORK: Reply = Object.freeze({ cme: Cme.noNetwork });

/** A handler that prints one line and ends with OK. */
export function says(text: (parts: Parts) => string): (parts: Parts) => Reply {
  return (parts) => {
    parts.port.line(text(parts));
    return "ok";
  };
}

/** A handler that prints a prefix with its fields and ends with OK. */
export function tells(
  prefix: string,
  fields: (parts: Parts, now: Instant) => string,
): (parts: Parts, now: Instant) => Reply {
  const name = prefix;
  return (parts, now) => {
    parts.port.info(name, fields(parts, now));
    return "ok";
  };
}

/** A set handler for one number in a range. */
export function takes(least: number, most: number, apply: (parts: Parts, value: number, now: Instant) => Reply) {
  const low = least;
  const high = most;
  return (parts: Parts, line: SetLine, now: Instant): Reply => {
    const value = whole(line.parameters[0], low, high);
    return value === undefined || line.parameters.length !== 1 ? PARAMETER : apply(parts, value, now);
  };
}

/** A made-up card number (ITU-T E.118) whose end is that of the IMSI, or `undefined` without a card. */
export function cardNumber(parts: Parts): string | undefined {
  return parts.network.card ? `898604${parts.options.imsi.slice(5).padStart(14, "0").slice(-14)}` : undefined;
}

/** A handler that prints the card's number behind a prefix. */
export function tellsCard(prefix: string): (parts: Parts) => Reply {
  const name = prefix;
  return (parts) => {
    const number = cardNumber(parts);
    if (number === undefined) return NO_SIM;
    parts.port.info(name, number);
    return "ok";
  };
}

/** A reboot that prints a line and has no final result: the boot lines follow. */
export function rebootWith(text: string): (parts: Parts) => Reply {
  const line = text;
  return (parts) => {
    parts.port.line(line);
    parts.reboot = "command";
    return "silent";
  };
}

/** What AT+CPIN? says (27.007 clause 8.3). */
export function pin(parts: Parts): Reply {
  if (!parts.network.card) return NO_SIM;
  parts.port.info("+CPIN", "READY");
  return "ok";
}
