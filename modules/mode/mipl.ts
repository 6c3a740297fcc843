import { freeze } from "../base/freeze.js";
import { Code } from "../lwm2m/operation.js";

/**
 * The AT+MIPL command set of modules with OneNET access inside, as tables. Sources: China Mobile's "LwM2M user manual
 * V5.2.2" for OneMO modules and OneNET's document book; result codes and events also as in the CIS core 2.3.0.
 */

/** A platform request: the URC that brings it, its fields in order, and the command that answers it. */
export interface MiplRequest {
  readonly urc: string;
  readonly fields: readonly MiplField[];
  /** Absent where nothing is answered. */
  readonly reply?: string;
}

/** Names of the fields in MIPL lines. A path field of −1 means that the request is wider. */
export type MiplField =
  | "reference"
  | "message"
  | "flag"
  | "object"
  | "instance"
  | "resource"
  | "type"
  | "length"
  | "value"
  | "index"
  | "code"
  | "extra";

/** The requests. In generation C the module itself answers discover and observe, in Q all replies are ours. */
export const REQUESTS = freeze({
  read: {
    urc: "+MIPLREAD",
    fields: ["reference", "message", "object", "instance", "resource"],
    reply: "AT+MIPLREADRSP",
  },
  write: {
    urc: "+MIPLWRITE",
    fields: ["reference", "message", "object", "instance", "resource", "type", "length", "value", "flag", "index"],
    reply: "AT+MIPLWRITERSP",
  },
  execute: {
    urc: "+MIPLEXECUTE",
    fields: ["reference", "message", "object", "instance", "resource", "length", "value"],
    reply: "AT+MIPLEXECUTERSP",
  },
  parameter: {
    urc: "+MIPLPARAMETER",
    fields: ["reference", "message", "object", "instance", "resource", "length", "value"],
    reply: "AT+MIPLPARAMETERRSP",
  },
  observe: {
    urc: "+MIPLOBSERVE",
    fields: ["reference", "message", "flag", "object", "instance", "resource"],
    reply: "AT+MIPLOBSERVERSP",
  },
  discover: { urc: "+MIPLDISCOVER", fields: ["reference", "message", "object"], reply: "AT+MIPLDISCOVERRSP" },
  event: { urc: "+MIPLEVENT", fields: ["reference", "code", "extra"] },
}) satisfies Readonly<Record<string, MiplRequest>>;

/** The kinds of lines that a MIPL module sends unasked. */
export type MiplKind = keyof typeof REQUESTS;

/** All kinds, for looking one up by its prefix. */
export const KINDS: readonly MiplKind[] = freeze([
  "read",
  "write",
  "execute",
  "parameter",
  "observe",
  "discover",
  "event",
] as const);

/** Result codes of the reply commands for each CoAP code that they can stand for; anything else becomes 5.03. */
export const RESULTS: readonly { readonly code: number; readonly result: number }[] = freeze([
  { code: Code.content, result: 1 },
  { code: Code.changed, result: 2 },
  { code: Code.badRequest, result: 11 },
  { code: Code.unauthorized, result: 12 },
  { code: Code.notFound, result: 13 },
  { code: Code.methodNotAllowed, result: 14 },
  { code: Code.notAcceptable, result: 15 },
]);

/** A result code outside of the table, which the module turns into 5.03. */
export const RESULT_UNAVAILABLE = 16;

/** The result code for a CoAP code. */
export function resultOf(code: number): number {
  for (let i = 0; i < RESULTS.length; i++) {
    const row = RESULTS[i] as (typeof RESULTS)[number];
    if (row.code === code) return row.result;
  }
  return RESULT_UNAVAILABLE;
}

/** What +MIPLEVENT codes mean for us. Others are information for the log only. */
export const EVENTS = freeze({
  1: { text: "bootstrap started" },
  2: { text: "bootstrap done", means: "bootstrapped" },
  3: { text: "bootstrap failed", means: "refused" },
  4: { text: "connected" },
  5: { text: "connection failed", means: "refused" },
  6: { text: "registered", means: "registered" },
  7: { text: "registration refused", means: "refused" },
  8: { text: "registration timed out", means: "refused" },
  9: { text: "lifetime expired", means: "refused" },
  10: { text: "stack halted", means: "refused" },
  11: { text: "updated", means: "updated" },
  12: { text: "update refused", means: "refused" },
  13: { text: "update timed out", means: "refused" },
  14: { text: "update needed", means: "updateNeeded" },
  15: { text: "deregistered", means: "deregistered" },
  20: { text: "response not delivered" },
  21: { text: "response delivered" },
  25: { text: "notification not delivered", means: "undelivered" },
  26: { text: "notification delivered", means: "delivered" },
  31: { text: "device deleted on the platform", means: "refused" },
  32: { text: "DTLS address aged" },
  33: { text: "datagram over 1500 bytes dropped" },
  40: { text: "firmware: downloading" },
  41: { text: "firmware: download failed" },
  42: { text: "firmware: downloaded" },
  43: { text: "firmware: updating" },
  44: { text: "firmware: updated" },
  45: { text: "firmware: update failed" },
  46: { text: "firmware: update over" },
  47: { text: "firmware: download interrupted" },
  48: { text: "firmware: erased" },
  49: { text: "firmware: not erased" },
  50: { text: "firmware: update started" },
  51: { text: "software: update goes on" },
  52: { text: "software: downloaded" },
  53: { text: "software: updating" },
  54: { text: "software: update over" },
  60: { text: "operator's update started" },
  61: { text: "operator's update done" },
  62: { text: "operator's update failed" },
  63: { text: "operator's update over" },
  99: { text: "the module recovers by itself" },
} as const);

/** What an event means for the registration. */
export type EventMeaning =
  "bootstrapped" | "registered" | "refused" | "updated" | "updateNeeded" | "deregistered" | "undelivered" | "delivered";

/** An event's row; unknown codes keep their number. */
export function eventOf(code: number): { readonly text: string; readonly means?: EventMeaning } {
  const row = (EVENTS as Readonly<Record<number, { readonly text: string; readonly means?: EventMeaning }>>)[code];
  return row ?? { text: `event ${code}` };
}

/** How a value is written: the type's number, its length field, and the text. */
export interface MiplValue {
  readonly type: number;
  readonly length: number;
  readonly text: string;
}

/** Type numbers of values in READRSP, NOTIFY and WRITE. */
export const TYPES = freeze({ string: 1, opaque: 2, integer: 3, float: 4, boolean: 5, hex: 6 } as const);

/** Bits of the second parameter of AT+MIPLCREATEEX. */
export const CREATE_FLAGS = freeze({ direct: 0, bootstrap: 1 } as const);

/** Release assistance (3GPP TS 24.301, 9.9.4.25): nothing more is to come, or one answer is. */
export const RELEASE = freeze({ nothing: 0x200, oneAnswer: 0x400 } as const);
