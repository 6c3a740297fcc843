import type { Release } from "../modem/dialects/dialect.js";

/** Class 2 of the codes of responses (RFC 7252 section 12.1.2). */
const SUCCESS = 2;

/** Types of messages (RFC 7252 section 3). */
const CONFIRMABLE = 0;
const NON_CONFIRMABLE = 1;

/**
 * What the network may be told with a message: after a notification nothing is to come, or its acknowledgement. All else is
 * part of a talk: a server answers requests, and often has more to ask once it has an answer.
 */
export function releaseOf(message: Uint8Array): Release | undefined {
  const [first = 0, code = 0] = message;
  const type = (first >> 4) & 3;
  if (code >> 5 !== SUCCESS) return undefined;
  return type === NON_CONFIRMABLE ? "nothing" : type === CONFIRMABLE ? "oneAnswer" : undefined;
}
