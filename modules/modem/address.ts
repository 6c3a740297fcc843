import { decimal } from "../base/text.js";

/**
 * Whether a text is an IPv4 address (four numbers up to 255), looks like an IPv6 address (colons, hex digits and dots
 * alone), or is a name. Addresses go into command lines as they are, so nothing else may pass for one.
 */
export function addressKind(text: string): "ipv4" | "ipv6" | "name" {
  if (text.includes(":")) return looksLikeIpv6(text) ? "ipv6" : "name";
  let from = 0;
  for (let part = 0; part < 4; part++) {
    const dot = part < 3 ? text.indexOf(".", from) : text.length;
    const value = dot < 0 || dot - from > 3 ? undefined : decimal(text.slice(from, dot));
    if (value === undefined || value > 255) return "name";
    from = dot + 1;
  }
  return "ipv4";
}

function looksLikeIpv6(text: string): boolean {
  if (text.length < 2 || text.length > 45) return false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const letter = code | 0x20;
    // 0x2e to 0x3a: the dot, the slash, digits and the colon.
    if ((code < 0x2e || code > 0x3a || code === 0x2f) && (letter < 0x61 || letter > 0x66)) return false;
  }
  return true;
}
