import { FieldReader, startOfFields } from "../../at/fields.js";
import { addressKind } from "../address.js";

/** What dialects have in common in reading answers and URCs. */

/** The fields of a line, with or without the command's name before them. */
export function fieldsOf(line: string, name: string): FieldReader {
  const start = startOfFields(line, name);
  return new FieldReader(line, start < 0 ? 0 : start);
}

/** The address in the fields of a line of that name; without one the last field, or the empty text. */
export function addressIn(line: string, name: string): string {
  const reader = fieldsOf(line, name);
  let last = "";
  while (!reader.done) {
    last = reader.text() ?? "";
    if (addressKind(last) !== "name") return last;
  }
  return last;
}

/** The same for the first line of an answer; `undefined` if there is none. */
export function addressInAnswer(answer: readonly string[], name: string): string | undefined {
  return answer.length === 0 ? undefined : addressIn(answer[0] as string, name);
}

/** The number of a link that `<number>,CLOSED` says is gone; -1 for any other line. */
export function closedLink(line: string): number {
  return line.endsWith(",CLOSED") && line.length === 8 ? line.charCodeAt(0) - 0x30 : -1;
}
