import { decimal } from "../base/text.js";

/** Whether a text is an IPv4 address (four numbers up to 255), an IPv6 address (it has colons), or a name. */
export function addressKind(text: string): "ipv4" | "ipv6" | "name" {
  if (text.includes(":")) return "ipv6";
  let from = 0;
  for (let part = 0; part < 4; part++) {
    const dot = part < 3 ? text.indexOf(".", from) : text.length;
    const value = dot < 0 || dot - from > 3 ? undefined : decimal(text.slice(from, dot));
    if (value === undefined || value > 255) return "name";
    from = dot + 1;
  }
  return "ipv4";
}
