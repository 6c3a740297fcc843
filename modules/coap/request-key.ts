import { crc32 } from "../base/checksum.js";
import type { Message } from "./message.js";
import { isNoCacheKey, OptionNumber, type Option } from "./options.js";

/**
 * Tells requests apart whose blocks belong together: same peer, method and options, the Request-Tag among them (RFC 9175
 * section 3.3), apart from those that are no part of the cache key, the Block options themselves (RFC 7959 section 2.5) and
 * Observe, which a request for the rest of a notification does not have (section 2.6).
 */
export function requestKey(peer: number, message: Message): number {
  let key = peer * 256 + message.code;
  for (let i = 0; i < message.options.length; i++) {
    const { number, value } = message.options[i] as Option;
    if (number === OptionNumber.block1 || number === OptionNumber.block2 || number === OptionNumber.observe) continue;
    if (isNoCacheKey(number)) continue;
    key = (Math.imul(key, 31) + Math.imul(number, 0x1_0001) + crc32(value)) >>> 0;
  }
  return key;
}
