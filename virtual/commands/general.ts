import { freeze } from "../../modules/base/freeze.js";
import type { Instant } from "../../modules/base/machine.js";
import type { SetLine } from "../at/line.js";
import { whole } from "../at/numbers.js";
import type { Reply } from "../at/port.js";
import { signalOf } from "../coverage.js";
import { Cme, type CommandTable, type Parts } from "../parts.js";
import { clockText } from "./clock.js";
import { NO_SIM, PARAMETER, says, takes, tells } from "./handlers.js";

/** Commands of 3GPP TS 27.007 that every model has, each with its clause. */

function imsi(parts: Parts): Reply {
  if (!parts.network.card) return NO_SIM;
  parts.port.line(parts.options.imsi);
  return "ok";
}

function address(parts: Parts): string {
  const { context, cell } = parts.model;
  const quote = context.quoted ? '"' : "";
  return parts.network.attached ? `${context.id},${quote}${cell.address}${quote}` : `${context.id}`;
}

function signal(parts: Parts): string {
  const { model, network } = parts;
  return network.attached ? `${signalOf(model.cell, network.radio.level).rssi},${model.cell.errorRate}` : "99,99";
}

function attach(parts: Parts, value: number, now: Instant): Reply {
  if (!parts.network.radioOn) return { cme: Cme.notAllowed };
  if (value === 0) parts.network.detach(now);
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
      parts.network.switch(value === 1, now);
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
    set: takes(0, 5, (parts, value) => {
      if (value > parts.model.registration.most) return PARAMETER;
      parts.network.registrationReports = value;
      return "ok";
    }),
    test: "(0,1,2)",
  },
  /** Clause 10.1.30. */
  "+CSCON": {
    read: tells(
      "+CSCON",
      (parts) => `${parts.network.radio.connectionReports},${parts.network.radio.connected ? 1 : 0}`,
    ),
    set: takes(0, 1, (parts, value) => {
      parts.network.radio.connectionReports = value;
      return "ok";
    }),
    test: "(0,1)",
  },
  /** Clause 8.5. */
  "+CSQ": { execute: tells("+CSQ", signal), test: "(0-31,99),(99)" },
  /** Clause 10.1.23. */
  "+CGPADDR": {
    execute: tells("+CGPADDR", address),
    set: takes(0, 1, (parts, value) => {
      if (value !== parts.model.context.id) return PARAMETER;
      parts.port.info("+CGPADDR", address(parts));
      return "ok";
    }),
    test: "(0,1)",
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

/** Where AT+CEREG can tell the granted timers too. */
export const WIDE_REGISTRATION: CommandTable = freeze({ "+CEREG": { ...GENERAL["+CEREG"], test: "(0-5)" } });
