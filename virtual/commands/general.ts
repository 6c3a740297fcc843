import { freeze } from "../../modules/base/freeze.js";
import type { Instant } from "../../modules/base/machine.js";
import type { SetLine } from "../at/line.js";
import { whole } from "../at/numbers.js";
import type { Reply } from "../at/port.js";
import { Cme, type CommandTable, type Parts } from "../parts.js";
import { clockText } from "./clock.js";

/** Commands of 3GPP TS 27.007 that every model has, each with its clause. */

const PARAMETER: Reply = Object.freeze({ cme: Cme.parameter });
const NO_SIM: Reply = Object.freeze({ cme: Cme.noSim });

/** A handler that prints one line and ends with OK. */
function says(text: (parts: Parts) => string): (parts: Parts) => Reply {
  return (parts) => {
    parts.port.line(text(parts));
    return "ok";
  };
}

/** A handler that prints a prefix with its fields and ends with OK. */
function tells(prefix: string, fields: (parts: Parts, now: Instant) => string): (parts: Parts, now: Instant) => Reply {
  const name = prefix;
  return (parts, now) => {
    parts.port.info(name, fields(parts, now));
    return "ok";
  };
}

/** A set handler for one number in a range. */
function takes(least: number, most: number, apply: (parts: Parts, value: number, now: Instant) => Reply) {
  const low = least;
  const high = most;
  return (parts: Parts, line: SetLine, now: Instant): Reply => {
    const value = whole(line.parameters[0], low, high);
    return value === undefined || line.parameters.length !== 1 ? PARAMETER : apply(parts, value, now);
  };
}

function imsi(parts: Parts): Reply {
  if (parts.options.imsi === "") return NO_SIM;
  parts.port.line(parts.options.imsi);
  return "ok";
}

function address(parts: Parts): string {
  return parts.network.attached ? `0,${parts.model.cell.address}` : "0";
}

function signal(parts: Parts): string {
  const cell = parts.model.cell;
  return parts.network.attached ? `${cell.rssi},${cell.errorRate}` : "99,99";
}

function attach(parts: Parts, value: number, now: Instant): Reply {
  if (!parts.network.radioOn) return { cme: Cme.notAllowed };
  if (value === 0) parts.network.detach();
  else parts.network.attach(now);
  return "ok";
}

function serial(parts: Parts, value: number): Reply {
  if (value === 0) parts.port.line(parts.options.imei);
  else parts.port.info("+CGSN", parts.options.imei);
  return "ok";
}

export const GENERAL: CommandTable = freeze({
  /** Clauses 5.1 to 5.4. */
  "+CGMI": { execute: says((parts) => parts.model.manufacturer) },
  "+CGMM": { execute: says((parts) => parts.model.name) },
  "+CGMR": { execute: says((parts) => parts.model.firmware) },
  "+CGSN": { execute: says((parts) => parts.options.imei), set: takes(0, 1, serial), test: "(0,1)" },
  /** Clause 5.6. */
  "+CIMI": { execute: imsi },
  /** Clause 9.1. */
  "+CMEE": {
    read: tells("+CMEE", (parts) => `${parts.port.errorNumbers}`),
    set: takes(0, 1, (parts, value) => {
      parts.port.errorNumbers = value;
      return "ok";
    }),
    test: "(0,1)",
  },
  /** Clause 8.2. */
  "+CFUN": {
    read: tells("+CFUN", (parts) => (parts.network.radioOn ? "1" : "0")),
    set: takes(0, 1, (parts, value, now) => {
      parts.network.radio(value === 1, now);
      return "ok";
    }),
    test: "(0,1),(0,1)",
  },
  /** Clause 10.1.9. */
  "+CGATT": {
    read: tells("+CGATT", (parts) => (parts.network.attached ? "1" : "0")),
    set: takes(0, 1, attach),
    test: "(0,1)",
  },
  /** Clause 10.1.22. */
  "+CEREG": {
    read: tells("+CEREG", (parts) => `${parts.network.registrationReports},${parts.network.describe()}`),
    set: takes(0, 2, (parts, value) => {
      parts.network.registrationReports = value;
      return "ok";
    }),
    test: "(0,1,2)",
  },
  /** Clause 10.1.30. */
  "+CSCON": {
    read: tells("+CSCON", (parts) => `${parts.network.connectionReports},${parts.network.connected ? 1 : 0}`),
    set: takes(0, 1, (parts, value) => {
      parts.network.connectionReports = value;
      return "ok";
    }),
    test: "(0,1)",
  },
  /** Clause 8.5. */
  "+CSQ": { execute: tells("+CSQ", signal), test: "(0-31,99),(99)" },
  /** Clause 10.1.23. */
  "+CGPADDR": {
    execute: tells("+CGPADDR", address),
    set: takes(0, 0, (parts) => {
      parts.port.info("+CGPADDR", address(parts));
      return "ok";
    }),
    test: "(0)",
  },
  /** Clause 7.3. */
  "+COPS": {
    read: tells("+COPS", (parts) => (parts.network.attached ? `0,2,"${parts.model.cell.operator}"` : "0")),
    set: (_parts: Parts, line: SetLine) => (whole(line.parameters[0], 0, 2) === undefined ? PARAMETER : "ok"),
    test: "(0-2)",
  },
  /** Clause 8.15. */
  "+CCLK": { read: tells("+CCLK", clockText) },
});
