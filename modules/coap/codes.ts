import { freeze } from "../base/freeze.js";

/** Codes of requests (RFC 7252 section 12.1.1, RFC 8132 section 4). */
export const Method = freeze({
  get: 0x01,
  post: 0x02,
  put: 0x03,
  delete: 0x04,
  fetch: 0x05,
  patch: 0x06,
  ipatch: 0x07,
});

/** The code of a message that is only an acknowledgement, a Reset or a ping (RFC 7252 section 4.1). */
export const EMPTY = 0x00;

/**
 * Codes of responses: class × 32 + detail (RFC 7252 section 12.1.2). Only those that the CoAP layer itself gives or
 * looks at have a name here; the table below knows all.
 */
export const Response = freeze({
  created: 0x41,
  deleted: 0x42,
  valid: 0x43,
  changed: 0x44,
  content: 0x45,
  continue: 0x5f,
  badRequest: 0x80,
  unauthorized: 0x81,
  badOption: 0x82,
  requestEntityIncomplete: 0x88,
  requestEntityTooLarge: 0x8d,
  internalServerError: 0xa0,
  serviceUnavailable: 0xa3,
  noProxy: 0xa5,
});

/** One registered code. */
export interface CodeEntry {
  readonly code: number;
  readonly name: string;
  readonly clause: string;
}

/** The registered codes (IANA "CoAP Codes"), each with the clause that defines it. */
export const CODES: readonly CodeEntry[] = freeze([
  { code: 0x00, name: "Empty", clause: "RFC 7252 section 4.1" },
  { code: 0x01, name: "GET", clause: "RFC 7252 section 5.8.1" },
  { code: 0x02, name: "POST", clause: "RFC 7252 section 5.8.2" },
  { code: 0x03, name: "PUT", clause: "RFC 7252 section 5.8.3" },
  { code: 0x04, name: "DELETE", clause: "RFC 7252 section 5.8.4" },
  { code: 0x05, name: "FETCH", clause: "RFC 8132 section 2" },
  { code: 0x06, name: "PATCH", clause: "RFC 8132 section 3" },
  { code: 0x07, name: "iPATCH", clause: "RFC 8132 section 3" },
  { code: 0x41, name: "Created", clause: "RFC 7252 section 5.9.1.1" },
  { code: 0x42, name: "Deleted", clause: "RFC 7252 section 5.9.1.2" },
  { code: 0x43, name: "Valid", clause: "RFC 7252 section 5.9.1.3" },
  { code: 0x44, name: "Changed", clause: "RFC 7252 section 5.9.1.4" },
  { code: 0x45, name: "Content", clause: "RFC 7252 section 5.9.1.5" },
  { code: 0x5f, name: "Continue", clause: "RFC 7959 section 2.9.1" },
  { code: 0x80, name: "Bad Request", clause: "RFC 7252 section 5.9.2.1" },
  { code: 0x81, name: "Unauthorized", clause: "RFC 7252 section 5.9.2.2" },
  { code: 0x82, name: "Bad Option", clause: "RFC 7252 section 5.9.2.3" },
  { code: 0x83, name: "Forbidden", clause: "RFC 7252 section 5.9.2.4" },
  { code: 0x84, name: "Not Found", clause: "RFC 7252 section 5.9.2.5" },
  { code: 0x85, name: "Method Not Allowed", clause: "RFC 7252 section 5.9.2.6" },
  { code: 0x86, name: "Not Acceptable", clause: "RFC 7252 section 5.9.2.7" },
  { code: 0x88, name: "Request Entity Incomplete", clause: "RFC 7959 section 2.9.2" },
  { code: 0x89, name: "Conflict", clause: "RFC 8132 section 3.4" },
  { code: 0x8c, name: "Precondition Failed", clause: "RFC 7252 section 5.9.2.8" },
  { code: 0x8d, name: "Request Entity Too Large", clause: "RFC 7252 section 5.9.2.9, RFC 7959 section 2.9.3" },
  { code: 0x8f, name: "Unsupported Content-Format", clause: "RFC 7252 section 5.9.2.10" },
  { code: 0x96, name: "Unprocessable Entity", clause: "RFC 8132 section 3.4" },
  { code: 0x9d, name: "Too Many Requests", clause: "RFC 8516 section 4" },
  { code: 0xa0, name: "Internal Server Error", clause: "RFC 7252 section 5.9.3.1" },
  { code: 0xa1, name: "Not Implemented", clause: "RFC 7252 section 5.9.3.2" },
  { code: 0xa2, name: "Bad Gateway", clause: "RFC 7252 section 5.9.3.3" },
  { code: 0xa3, name: "Service Unavailable", clause: "RFC 7252 section 5.9.3.4" },
  { code: 0xa4, name: "Gateway Timeout", clause: "RFC 7252 section 5.9.3.5" },
  { code: 0xa5, name: "Proxying Not Supported", clause: "RFC 7252 section 5.9.3.6" },
  { code: 0xa8, name: "Hop Limit Reached", clause: "RFC 8768 section 6.2" },
]);

/** The upper three bits: 0 request, 2 success, 4 client error, 5 server error (RFC 7252 section 3). */
export function codeClass(code: number): number {
  return code >> 5;
}

/** The lower five bits. */
export function codeDetail(code: number): number {
  return code & 31;
}

/** True for the code of a request, known or not: 0.01 to 0.31. */
export function isRequest(code: number): boolean {
  return code > EMPTY && code < 0x20;
}

/** True for the code of a response, known or not: 2.00 to 5.31. */
export function isResponse(code: number): boolean {
  return code >= 0x40 && code < 0xc0;
}

/** True for 2.xx. */
export function isSuccess(code: number): boolean {
  return codeClass(code) === 2;
}

/** True for the classes 1, 6 and 7, whose messages are rejected (RFC 7252 sections 4.2 and 12.1). */
export function isReserved(code: number): boolean {
  return !isRequest(code) && !isResponse(code) && code !== EMPTY;
}

/** True for methods that change nothing, so that a repetition does no harm (RFC 7252 section 5.1, RFC 8132). */
export function isSafe(code: number): boolean {
  return code === Method.get || code === Method.fetch;
}

/** "4.04 Not Found"; a code without a name is "4.30". */
export function formatCode(code: number): string {
  const detail = codeDetail(code);
  const digits = `${codeClass(code)}.${detail < 10 ? "0" : ""}${detail}`;
  for (let i = 0; i < CODES.length; i++) {
    const entry = CODES[i] as CodeEntry;
    if (entry.code === code) return `${digits} ${entry.name}`;
  }
  return digits;
}
