import { type Message, isRequest } from "./message.js";
import { codeNames, contentFormatNames } from "./numbers.js";
import { blockValue, findOption, textValues, uintValue, uriPath } from "./options.js";

const previewLength = 48;
/** TLV, opaque, and all that is CBOR. */
const binaryFormats: readonly number[] = [42, 60, 112, 322, 1542, 11_542, 11_544];

/** One line for the message log: `GET /3300/0 Observe 0`, `2.05 content TLV 14 bytes e816…`. */
export function describeMessage(message: Message): string {
  if (message.code === "0.00") return message.type === "RST" ? "reset" : message.type === "ACK" ? "empty" : "ping";
  const name = codeNames[message.code];
  const words = isRequest(message.code)
    ? [name ?? message.code, target(message)]
    : [`${message.code} ${name ?? ""}`.trim()];
  const location = textValues(message, "Location-Path");
  if (location.length > 0) words.push(`Location /${location.join("/")}`);
  for (const option of ["Observe", "Accept"] as const) {
    const value = uintValue(message, option);
    if (value !== undefined) words.push(`${option} ${value}`);
  }
  for (const option of ["Block1", "Block2"] as const) {
    const block = blockValue(message, option);
    if (block !== undefined) words.push(`${option} ${block.number}/${block.more ? 1 : 0}/${block.size}`);
  }
  if (findOption(message, "Auth-Code") !== undefined) words.push("with authorization code");
  if (message.payload.length > 0) words.push(preview(message));
  return words.join(" ");
}

function target(message: Message): string {
  const query = textValues(message, "Uri-Query");
  return `/${uriPath(message).join("/")}${query.length > 0 ? `?${query.join("&")}` : ""}`;
}

function preview(message: Message): string {
  const format = uintValue(message, "Content-Format");
  const name = format === undefined ? "" : `${contentFormatNames[format] ?? `format ${format}`} `;
  const text = message.payload.toString("utf8");
  const readable = !binaryFormats.includes(format ?? 0) && isPrintable(text);
  const shown = readable ? JSON.stringify(text) : message.payload.toString("hex");
  const cut = shown.length > previewLength ? `${shown.slice(0, previewLength)}…` : shown;
  return `${name}${message.payload.length} bytes ${cut}`;
}

/** No control characters and no bytes that are not UTF-8. */
const isPrintable = (text: string): boolean => !/[\u0000-\u001f\u007f\ufffd]/u.test(text);
