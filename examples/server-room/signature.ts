import { createHash, timingSafeEqual } from "node:crypto";
import { decrypt } from "./encryption.js";

/** What came of a request of the platform: the texts that its signature covers, or the HTTP status that refuses it. */
export type Verified<T> = T | { readonly status: 400 | 403; readonly why: string };

/** Base64 of MD5 over token, nonce and message: OneNET's signature of a push. */
export const signature = (token: string, nonce: string, message: string): string =>
  createHash("md5").update(`${token}${nonce}${message}`, "utf8").digest("base64");

/** What the platform signs its pushes with, and encrypts them with if there is a key: 43 characters of base64. */
export interface Secrets {
  readonly token: string;
  readonly aesKey?: string;
}

/** The text to answer to a URL check: `?msg=…&nonce=…&signature=…`. */
export function verifyUrlCheck(token: string, query: URLSearchParams): Verified<{ readonly text: string }> {
  const [msg, nonce, given] = [query.get("msg"), query.get("nonce"), query.get("signature")];
  if (msg === null || nonce === null || given === null) {
    return { status: 400, why: "msg, nonce or signature is missing in the query" };
  }
  if (!isSame(given, signature(token, nonce, msg))) return { status: 403, why: "wrong signature" };
  return { text: msg };
}

/**
 * The messages of a push, one or a list. The older form has them as JSON in `msg` with `msg_signature`, the newer one as
 * a string of JSON with `signature`. The signature covers the text as it was sent, hence that text, and no other
 * reading of the body, is what is parsed. Where pushes are encrypted, `enc_msg` is signed and others are refused.
 */
export function verifyPush(
  { token, aesKey }: Secrets,
  body: string,
): Verified<{ readonly messages: readonly unknown[] }> {
  const outer = parse(body);
  if (typeof outer !== "object" || outer === null || Array.isArray(outer)) {
    return { status: 400, why: "the body is no JSON object" };
  }
  const name = aesKey === undefined ? "msg" : "enc_msg";
  const raw = memberText(body, name);
  const { nonce, msg_signature, signature: newer } = outer as Record<string, unknown>;
  const given = msg_signature ?? newer;
  if (raw === undefined || typeof nonce !== "string" || typeof given !== "string") {
    return { status: 400, why: `${name}, nonce or msg_signature is missing in the body` };
  }
  const text = raw.startsWith('"') ? String(parse(raw)) : raw;
  if (!isSame(given, signature(token, nonce, text))) return { status: 403, why: "wrong signature" };
  const plain = aesKey === undefined ? text : decrypt(aesKey, text);
  if (plain === undefined) return { status: 400, why: "enc_msg cannot be decrypted with the key" };
  const messages = parse(plain);
  if (typeof messages !== "object" || messages === null) return { status: 400, why: "msg is neither object nor list" };
  return { messages: Array.isArray(messages) ? messages : [messages] };
}

/** The text of the first member with that name of a JSON object, as it stands there. The object must be valid JSON. */
export function memberText(json: string, name: string): string | undefined {
  let depth = 0;
  let key: string | undefined;
  let start = 0;
  for (let at = 0; at < json.length; at++) {
    const character = json.charAt(at);
    if (character === '"') {
      const end = endOfString(json, at);
      if (depth === 1 && key === undefined) key = JSON.parse(json.slice(at, end)) as string;
      at = end - 1;
    } else if (character === ":" && depth === 1) {
      start = at + 1;
    } else if (character === "{" || character === "[") {
      depth += 1;
    } else if (character === "}" || character === "]" || (character === "," && depth === 1)) {
      if (depth === 1 && key === name) return json.slice(start, at).trim();
      if (depth === 1) key = undefined;
      if (character !== ",") depth -= 1;
    }
  }
  return undefined;
}

/** Index after the closing quote of the string that begins there. */
function endOfString(json: string, from: number): number {
  let at = from + 1;
  while (at < json.length && json.charAt(at) !== '"') at += json.charAt(at) === "\\" ? 2 : 1;
  return at + 1;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Compares in a time that does not tell where they differ. */
function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
