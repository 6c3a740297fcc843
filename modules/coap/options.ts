import { freeze } from "../base/freeze.js";
import { latinText, utf8Bytes, utf8Text } from "../base/text.js";

/** One option of a message (RFC 7252 section 3.1). */
export interface Option {
  readonly number: number;
  readonly value: Uint8Array;
}

/** Whatever has options: a parsed message or one that is to be sent. */
export interface Optioned {
  readonly options: readonly Option[];
}

/** How an option's value is written (RFC 7252 section 3.2). */
export type OptionFormat = "empty" | "opaque" | "uint" | "string";

/** One registered option. `least` and `most` bound the value's length in bytes. */
export interface OptionEntry {
  readonly number: number;
  readonly name: string;
  readonly format: OptionFormat;
  readonly least: number;
  readonly most: number;
  readonly repeatable: boolean;
  readonly clause: string;
}

/** The numbers of the options that code asks for by name; the table below has them all. */
export const OptionNumber = freeze({
  ifMatch: 1,
  uriHost: 3,
  etag: 4,
  ifNoneMatch: 5,
  observe: 6,
  uriPort: 7,
  locationPath: 8,
  uriPath: 11,
  contentFormat: 12,
  maxAge: 14,
  uriQuery: 15,
  accept: 17,
  locationQuery: 20,
  block2: 23,
  block1: 27,
  size2: 28,
  proxyUri: 35,
  proxyScheme: 39,
  size1: 60,
  echo: 252,
  noResponse: 258,
  requestTag: 292,
});

/**
 * The registered options (IANA "CoAP Option Numbers"). Whether one is critical, unsafe to forward or no part of the
 * cache key is in the number itself: see the predicates below.
 */
export const OPTIONS: readonly OptionEntry[] = freeze([
  entry(1, "If-Match", "opaque", 0, 8, true, "RFC 7252 section 5.10.8.1"),
  entry(3, "Uri-Host", "string", 1, 255, false, "RFC 7252 section 5.10.1"),
  entry(4, "ETag", "opaque", 1, 8, true, "RFC 7252 section 5.10.6"),
  entry(5, "If-None-Match", "empty", 0, 0, false, "RFC 7252 section 5.10.8.2"),
  entry(6, "Observe", "uint", 0, 3, false, "RFC 7641 section 2"),
  entry(7, "Uri-Port", "uint", 0, 2, false, "RFC 7252 section 5.10.1"),
  entry(8, "Location-Path", "string", 0, 255, true, "RFC 7252 section 5.10.7"),
  entry(9, "OSCORE", "opaque", 0, 255, false, "RFC 8613 section 2"),
  entry(11, "Uri-Path", "string", 0, 255, true, "RFC 7252 section 5.10.1"),
  entry(12, "Content-Format", "uint", 0, 2, false, "RFC 7252 section 5.10.3"),
  entry(14, "Max-Age", "uint", 0, 4, false, "RFC 7252 section 5.10.5"),
  entry(15, "Uri-Query", "string", 0, 255, true, "RFC 7252 section 5.10.1"),
  entry(16, "Hop-Limit", "uint", 1, 1, false, "RFC 8768 section 3"),
  entry(17, "Accept", "uint", 0, 2, false, "RFC 7252 section 5.10.4"),
  entry(19, "Q-Block1", "uint", 0, 3, false, "RFC 9177 section 4.1"),
  entry(20, "Location-Query", "string", 0, 255, true, "RFC 7252 section 5.10.7"),
  entry(21, "EDHOC", "empty", 0, 0, false, "RFC 9668 section 3.1"),
  entry(23, "Block2", "uint", 0, 3, false, "RFC 7959 section 2.1"),
  entry(27, "Block1", "uint", 0, 3, false, "RFC 7959 section 2.1"),
  entry(28, "Size2", "uint", 0, 4, false, "RFC 7959 section 4"),
  entry(31, "Q-Block2", "uint", 0, 3, true, "RFC 9177 section 4.1"),
  entry(35, "Proxy-Uri", "string", 1, 1034, false, "RFC 7252 section 5.10.2"),
  entry(39, "Proxy-Scheme", "string", 1, 255, false, "RFC 7252 section 5.10.2"),
  entry(60, "Size1", "uint", 0, 4, false, "RFC 7252 section 5.10.9"),
  entry(252, "Echo", "opaque", 1, 40, false, "RFC 9175 section 2.2.1"),
  entry(258, "No-Response", "uint", 0, 1, false, "RFC 7967 section 2"),
  entry(292, "Request-Tag", "opaque", 0, 8, true, "RFC 9175 section 3.2.1"),
]);

/** True if who does not understand the option must not go on (RFC 7252 section 5.4.6). */
export function isCritical(number: number): boolean {
  return (number & 1) !== 0;
}

/** True if a proxy that does not understand the option must not forward the message (RFC 7252 section 5.4.6). */
export function isUnsafe(number: number): boolean {
  return (number & 2) !== 0;
}

/** True for the options by which a request is for another one than whom it was sent to (RFC 7252 section 5.10.2). */
export function isForProxies(number: number): boolean {
  return number === OptionNumber.proxyUri || number === OptionNumber.proxyScheme;
}

/** True if the option is no part of the cache key (RFC 7252 section 5.4.6). */
export function isNoCacheKey(number: number): boolean {
  return (number & 0x1e) === 0x1c;
}

/** The table's row for a number, `undefined` for one that it does not know. */
export function optionEntry(number: number): OptionEntry | undefined {
  for (let i = 0; i < OPTIONS.length; i++) if ((OPTIONS[i] as OptionEntry).number === number) return OPTIONS[i];
  return undefined;
}

/** An option of format uint: big-endian without leading zero bytes, so that zero is empty. `value` is below 2³². */
export function uintOption(number: number, value: number): Option {
  let size = 0;
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) size++;
  const bytes = new Uint8Array(size);
  for (let i = size - 1, rest = value; i >= 0; i--, rest = Math.floor(rest / 256)) bytes[i] = rest % 256;
  return { number, value: bytes };
}

/** An option of format string. */
export function textOption(number: number, text: string): Option {
  return { number, value: utf8Bytes(text) };
}

/** An option of format opaque; without bytes also one of format empty. */
export function opaqueOption(number: number, value: Uint8Array = new Uint8Array(0)): Option {
  return { number, value };
}

/** The first option of that number. */
export function findOption(message: Optioned, number: number): Option | undefined {
  const options = message.options;
  for (let i = 0; i < options.length; i++) if ((options[i] as Option).number === number) return options[i];
  return undefined;
}

/** The number that an option of format uint writes; leading zero bytes are allowed (RFC 7252 section 3.2). */
export function uintValue(option: Option): number {
  let value = 0;
  for (let i = 0; i < option.value.length; i++) value = value * 256 + (option.value[i] as number);
  return value;
}

/** The first option of that number as a uint, or `undefined` if the message has none. */
export function findUint(message: Optioned, number: number): number | undefined {
  const option = findOption(message, number);
  return option === undefined ? undefined : uintValue(option);
}

/** The text of an option of format string, or `undefined` if its bytes are not UTF-8. */
export function textValue(option: Option): string | undefined {
  return utf8Text(option.value);
}

/**
 * The texts of all options of that number, in order. One that is not UTF-8 is read byte for byte instead: it then
 * names nothing that exists, which is the right answer to it.
 */
export function texts(message: Optioned, number: number): string[] {
  const found: string[] = [];
  const options = message.options;
  for (let i = 0; i < options.length; i++) {
    const option = options[i] as Option;
    if (option.number === number) found.push(textValue(option) ?? latinText(option.value));
  }
  return found;
}

/** The segments of the path that a request asks for. */
export function uriPath(message: Optioned): string[] {
  return texts(message, OptionNumber.uriPath);
}

/** The arguments of a request's query, such as "pmin=1". */
export function uriQuery(message: Optioned): string[] {
  return texts(message, OptionNumber.uriQuery);
}

/** The segments of the path that a 2.01 Created gives. */
export function locationPath(message: Optioned): string[] {
  return texts(message, OptionNumber.locationPath);
}

/**
 * The number of the first critical option that is not among `known`, or counts as unknown because its length is out
 * of range (RFC 7252 section 5.4.3) or it is repeated though it must not be (section 5.4.5). `undefined` if all is
 * well. The upper layer answers such a request with 4.02 Bad Option (section 5.4.1).
 */
export function unknownCritical(message: Optioned, known: readonly number[]): number | undefined {
  const options = message.options;
  for (let i = 0; i < options.length; i++) {
    const option = options[i] as Option;
    if (!isCritical(option.number)) continue;
    if (!known.includes(option.number)) return option.number;
    const row = optionEntry(option.number);
    if (row === undefined) continue;
    if (option.value.length < row.least || option.value.length > row.most) return option.number;
    if (!row.repeatable && findOption(message, option.number) !== option) return option.number;
  }
  return undefined;
}

function entry(
  number: number,
  name: string,
  format: OptionFormat,
  least: number,
  most: number,
  repeatable: boolean,
  clause: string,
): OptionEntry {
  return { number, name, format, least, most, repeatable, clause };
}
