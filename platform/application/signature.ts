import { createCipheriv, createHash, randomBytes } from "node:crypto";
import type { Push } from "../store/settings.js";

/** Base64 of MD5 over token, nonce and message: what OneNET signs pushes and URL checks with. */
export const signature = (token: string, nonce: string, message: string): string =>
  createHash("md5").update(`${token}${nonce}${message}`, "utf8").digest("base64");

/** Eight letters and digits. */
export const newNonce = (): string => randomBytes(4).toString("hex");

/** An AES key is 43 characters of base64, its one "=" left out: 256 bits. */
export const isAesKey = (text: string): boolean => /^[A-Za-z0-9+/]{43}$/.test(text);

/** What pushes are signed with, as on OneNET's page. */
export const isPushToken = (text: string): boolean => /^[A-Za-z0-9_-]{3,32}$/.test(text);

/** The body of a push of one message, or of the text of a list of them. */
export function pushBody(push: Push, text: string, nonce: string): string {
  if (push.aesKey !== undefined) {
    const encrypted = encrypt(push.aesKey, text);
    return signed(push, nonce, encrypted, `"enc_msg":${JSON.stringify(encrypted)}`);
  }
  return signed(push, nonce, text, `"msg":${push.form === "older" ? text : JSON.stringify(text)}`);
}

function signed(push: Push, nonce: string, text: string, message: string): string {
  const name = push.form === "older" ? "msg_signature" : "signature";
  return `{${message},"nonce":"${nonce}","${name}":${JSON.stringify(signature(push.token, nonce, text))}}`;
}

/** AES-256-CBC over 16 random bytes, the length in four bytes, and the message; the IV is the start of the key. */
function encrypt(aesKey: string, text: string): string {
  const key = Buffer.from(`${aesKey}=`, "base64");
  const message = Buffer.from(text, "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16));
  return Buffer.concat([cipher.update(Buffer.concat([randomBytes(16), length, message])), cipher.final()]).toString(
    "base64",
  );
}
