import { hexBytes, hexText } from "../../modules/base/text.js";

/** The bytes that hex digits write; blanks between them are for the reader. */
export function hex(text: string): Uint8Array {
  const bytes = hexBytes(text.split(" ").join(""));
  if (bytes === undefined) throw new Error(`not hex: ${text}`);
  return bytes;
}

/** Lower-case hex digits in one piece, so that a failed comparison can be read. */
export function shown(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : hexText(bytes).toLowerCase();
}
