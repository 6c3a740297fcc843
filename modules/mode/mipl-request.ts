import { FieldReader, startOfFields } from "../at/fields.js";
import { KINDS, REQUESTS, TYPES, type MiplField, type MiplKind } from "./mipl.js";

/** A line that a MIPL module sent unasked, taken apart. Fields that the kind does not have are absent. */
export interface MiplLine {
  readonly kind: MiplKind;
  readonly message: number;
  /** −1 where the request is wider than that level. */
  readonly object: number;
  readonly instance: number;
  readonly resource: number;
  readonly flag: number;
  readonly type: number;
  readonly value: string;
  /** The event's code. */
  readonly code: number;
  /** What follows the event's code. */
  readonly extra: number;
}

const NOT_GIVEN = -1;

/**
 * Takes a +MIPL… line apart by the tables. Fields at the end may be missing, as modules of one generation differ there.
 *
 * @returns `undefined` for a line of no known kind, or the name of the field that is malformed
 */
export function parseMiplLine(line: string): MiplLine | MiplField | undefined {
  for (let i = 0; i < KINDS.length; i++) {
    const kind = KINDS[i] as MiplKind;
    const start = startOfFields(line, REQUESTS[kind].urc);
    if (start >= 0) return parseFields(kind, new FieldReader(line, start));
  }
  return undefined;
}

function parseFields(kind: MiplKind, reader: FieldReader): MiplLine | MiplField {
  const fields: readonly MiplField[] = REQUESTS[kind].fields;
  const found: Record<MiplField, number> = {
    reference: NOT_GIVEN,
    message: NOT_GIVEN,
    flag: 0,
    object: NOT_GIVEN,
    instance: NOT_GIVEN,
    resource: NOT_GIVEN,
    type: NOT_GIVEN,
    length: NOT_GIVEN,
    value: NOT_GIVEN,
    index: 0,
    code: NOT_GIVEN,
    extra: NOT_GIVEN,
  };
  let value = "";
  for (let i = 0; i < fields.length && !reader.done; i++) {
    const field = fields[i] as MiplField;
    if (field === "value") {
      value = (isText(kind, found.type) ? reader.sized(found.length) : reader.text()) ?? "";
      continue;
    }
    const number = reader.integer();
    if (number === undefined) return field;
    found[field] = number;
  }
  const { message, object, instance, resource, flag, type, code, extra } = found;
  if (kind === "event" ? code === NOT_GIVEN : object === NOT_GIVEN) return kind === "event" ? "code" : "object";
  return { kind, message, object, instance, resource, flag, type, value, code, extra };
}

/** True where the length counts the value's own characters, which may be commas and quotes. */
function isText(kind: MiplKind, type: number): boolean {
  return kind === "write" ? type === TYPES.string : true;
}
