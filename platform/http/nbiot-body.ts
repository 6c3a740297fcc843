import { objectModels } from "../lwm2m/objects.js";
import { ContentError, type DataType, encodeScalar, fromJson } from "../lwm2m/scalar.js";
import { type TlvRecord, encodeTlv } from "../lwm2m/tlv.js";
import { Errno } from "./errors.js";
import { Fields } from "./fields.js";

/** A write or the arguments of an execute are at most so long (OneNET). */
const mostBytes = 2_048;

/**
 * Reads the body of a write: `{"data":[{"res_id":n,"val":v,"type":t?}]}`; a resource with several instances has
 * `"res_inst":[{"res_inst_id":n,"val":v}]` instead of val.
 * @returns the TLV records of the instance
 */
export function readWrite(body: Readonly<Record<string, unknown>>, object: number): TlvRecord[] {
  const fields = new Fields(body, Errno.body);
  const data = fields.needed(fields.raw("data"), "data");
  if (!Array.isArray(data) || data.length === 0) throw fields.wrong("data", "is not a list of resources");
  const records = data.map((entry: unknown) => readResource(fields, entry, object));
  if (new Set(records.map(({ id }) => id)).size < records.length) throw fields.wrong("data", "names a resource twice");
  if (encodeTlv(records).length > mostBytes) throw fields.wrong("data", `is longer than ${mostBytes} bytes`);
  return records;
}

export function readArguments(body: Readonly<Record<string, unknown>>): string {
  const fields = new Fields(body, Errno.body);
  const args = fields.text("args", mostBytes) ?? "";
  if (Buffer.byteLength(args) > mostBytes) throw fields.wrong("args", `is longer than ${mostBytes} bytes`);
  return args;
}

function readResource(fields: Fields, entry: unknown, object: number): TlvRecord {
  if (typeof entry !== "object" || entry === null) throw fields.wrong("data", "is not a list of resources");
  const resource = new Fields(entry as Record<string, unknown>, Errno.body);
  const id = resource.needed(resource.integer("res_id", 0, 0xfffe), "res_id");
  const hint = resource.integer("type", 1, 2) as 1 | 2 | undefined;
  const model = objectModels.get(object)?.resources.find((each) => each.id === id);
  const value = (json: unknown): Buffer => encodeJson(fields, id, model?.type, json, hint);
  const instances = resource.raw("res_inst");
  if (Array.isArray(instances))
    return { kind: "multipleResource", id, records: instances.map((each) => readInstance(each, value)) };
  if (model?.multiple === true) throw fields.wrong(`res_id ${id}`, "has several instances: give res_inst");
  return { kind: "resource", id, value: value(resource.needed(resource.raw("val"), `val of res_id ${id}`)) };
}

function readInstance(entry: unknown, value: (json: unknown) => Buffer): TlvRecord {
  const fields = new Fields((entry ?? {}) as Record<string, unknown>, Errno.body);
  const id = fields.needed(fields.integer("res_inst_id", 0, 0xfffe), "res_inst_id");
  return { kind: "resourceInstance", id, value: value(fields.needed(fields.raw("val"), "val")) };
}

function encodeJson(
  fields: Fields,
  id: number,
  type: DataType | undefined,
  json: unknown,
  hint: 1 | 2 | undefined,
): Buffer {
  try {
    const typed = fromJson(type, json, hint);
    return encodeScalar(typed.type, typed.value);
  } catch (error) {
    if (error instanceof ContentError) throw fields.wrong(`val of res_id ${id}`, `does not fit: ${error.message}`);
    throw error;
  }
}
