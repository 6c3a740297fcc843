/** The base64 text of bytes in ASCII, with padding (RFC 4648 section 4). */
export function base64Of(bytes: Uint8Array): Uint8Array {
  return encode(bytes, false);
}

/** The bytes of a base64 text with padding; `undefined` if it is anything else (RFC 4648 sections 3.3 and 3.5). */
export function base64Bytes(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  return decode(text, text.length - (text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0), false);
}

/** The base64url text of bytes in ASCII, without padding (RFC 4648 section 5). */
export function base64UrlOf(bytes: Uint8Array): Uint8Array {
  return encode(bytes, true);
}

/** The bytes of a base64url text without padding; `undefined` if it is anything else. */
export function base64UrlBytes(text: string): Uint8Array | undefined {
  return text.length % 4 === 1 ? undefined : decode(text, text.length, true);
}

function encode(bytes: Uint8Array, url: boolean): Uint8Array {
  const characters = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  let at = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    characters[at++] = characterOf(group >> 18, url);
    characters[at++] = characterOf((group >> 12) & 63, url);
    characters[at++] = left > 1 ? characterOf((group >> 6) & 63, url) : PAD;
    characters[at++] = left > 2 ? characterOf(group & 63, url) : PAD;
  }
  const pads = url ? (3 - (bytes.length % 3)) % 3 : 0;
  return characters.subarray(0, characters.length - pads);
}

/** `digits`: how many characters there are before the padding. */
function decode(text: string, digits: number, url: boolean): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((digits * 3) / 4));
  let at = 0;
  for (let i = 0; i < digits; i += 4) {
    const last = i + 4 > digits ? i + 4 - digits : 0;
    let group = 0;
    for (let j = 0; j < 4; j++) {
      const digit = j >= 4 - last ? 0 : digitOf(text.charCodeAt(i + j), url);
      if (digit < 0) return undefined;
      group = group * 64 + digit;
    }
    if ((last === 1 && (group & 0xff) !== 0) || (last === 2 && (group & 0xffff) !== 0)) return undefined;
    for (let j = 0; j < 3 - last; j++) bytes[at++] = (group >> (16 - 8 * j)) & 0xff;
  }
  return bytes;
}

const PAD = 0x3d;

function characterOf(digit: number, url: boolean): number {
  if (digit < 26) return 0x41 + digit;
  if (digit < 52) return 0x61 + digit - 26;
  if (digit < 62) return 0x30 + digit - 52;
  if (digit === 62) return url ? 0x2d : 0x2b;
  return url ? 0x5f : 0x2f;
}

function digitOf(code: number, url: boolean): number {
  if (code >= 0x41 && code <= 0x5a) return code - 0x41;
  if (code >= 0x61 && code <= 0x7a) return code - 0x61 + 26;
  if (code >= 0x30 && code <= 0x39) return code - 0x30 + 52;
  if (code === (url ? 0x2d : 0x2b)) return 62;
  return code === (url ? 0x5f : 0x2f) ? 63 : -1;
}
