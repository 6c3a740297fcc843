import { createDecipheriv, randomBytes } from "node:crypto";

/** A new key for pushes: 256 bits as 43 characters of base64, its "=" left out. */
export const newAesKey = (): string => randomBytes(32).toString("base64").slice(0, 43);

/** Bytes of a block of AES, and of what stands before the message: as many at random, and its length in four. */
const BLOCK = 16;
const HEAD = BLOCK + 4;

/**
 * The text of an encrypted push: AES-256-CBC with the start of the key as initialization vector, in base64.
 *
 * @returns `undefined` if it was made with another key, or is none
 */
export function decrypt(aesKey: string, sealed: string): string | undefined {
  const key = Buffer.from(`${aesKey}=`, "base64");
  const bytes = Buffer.from(sealed, "base64");
  if (bytes.length < 2 * BLOCK || bytes.length % BLOCK !== 0) return undefined;
  const decipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, BLOCK));
  // OneNET's samples pad to 16 bytes or to 32; the length says where the message ends in either case.
  decipher.setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(bytes), decipher.final()]);
  const length = plain.readUInt32BE(BLOCK);
  return length > plain.length - HEAD ? undefined : plain.toString("utf8", HEAD, HEAD + length);
}
