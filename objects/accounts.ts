import { ByteReader, ByteWriter } from "../modules/base/bytes.js";
import { latinText, utf8Bytes, utf8Text } from "../modules/base/text.js";
import type { Instance, LwM2mObject } from "../modules/lwm2m/object.js";
import type { Multiple } from "../modules/lwm2m/value.js";

/** The layout of what `packAccounts` makes; another one is not read. */
const LAYOUT = 2;

/** The most bytes: a record of the store. */
const LIMIT = 1024;

/** The kinds of fields; numbers have 1, 2 or 6 bytes, and a list's values are numbers. */
const Tag = Object.freeze({
  nothing: 0,
  no: 1,
  yes: 2,
  number: 3,
  text: 4,
  bytes: 5,
  small: 6,
  short: 7,
  list: 8,
} as const);

/** What a field of an instance's state may be. */
type Field = undefined | boolean | number | string | Uint8Array | Multiple<number | bigint>;

/**
 * The instances of the account objects as bytes, to be kept over a restart: for each object the number of instances, for
 * each of those its id, the number of fields, and the fields in the order in which a new state has them.
 *
 * @param source where the accounts come from; they are of use only to who asks for accounts from there
 * @returns no bytes if it is more than a record holds: better no accounts than half of the rights
 */
export function packAccounts(objects: readonly Pick<LwM2mObject, "instances">[], source: string): Uint8Array {
  const writer = new ByteWriter(256, LIMIT);
  writer.uint(LAYOUT, 1);
  putText(writer, source);
  for (const object of objects) {
    writer.uint(object.instances.length, 1);
    for (const { id, state } of object.instances) {
      const fields = Object.values(state as object) as Field[];
      writer.uint(id, 2).uint(fields.length, 1);
      for (const field of fields) putField(writer, field);
    }
  }
  return writer.overflowed ? new Uint8Array(0) : writer.finish();
}

/**
 * Puts packed accounts in place of the instances that there are.
 *
 * @param fresh for each object, how the state of a new instance looks
 * @returns what is wrong with the bytes, in words; nothing is changed then
 */
export function unpackAccounts(
  bytes: Uint8Array,
  objects: readonly LwM2mObject[],
  fresh: readonly (() => object)[],
  source: string,
): string | undefined {
  if (bytes.length === 0) return "the accounts were too many to be kept";
  const reader = new ByteReader(bytes);
  if (reader.uint(1) !== LAYOUT) return "the kept accounts are of another layout";
  if (takeText(reader) !== source) return "the kept accounts are of another bootstrap server";
  const found: Instance[][] = [];
  for (const make of fresh) {
    const instances = takeInstances(reader, make);
    if (instances === undefined) return "the kept accounts are not of this firmware";
    found.push(instances);
  }
  for (let i = 0; i < objects.length; i++) {
    const { instances } = objects[i] as LwM2mObject;
    instances.length = 0;
    for (const instance of found[i] as Instance[]) instances.push(instance);
  }
  return undefined;
}

function takeInstances(reader: ByteReader, make: () => object): Instance[] | undefined {
  const instances: Instance[] = [];
  const count = reader.uint(1);
  if (count === undefined) return undefined;
  for (let i = 0; i < count; i++) {
    const id = reader.uint(2);
    const state = make() as Record<string, Field>;
    const names = Object.keys(state);
    if (id === undefined || reader.uint(1) !== names.length) return undefined;
    for (const name of names) {
      const field = takeField(reader);
      if (field === "malformed") return undefined;
      state[name] = field.value;
    }
    instances.push({ id, state });
  }
  return instances;
}

function putField(writer: ByteWriter, field: Field): void {
  switch (typeof field) {
    case "boolean":
      writer.uint(field ? Tag.yes : Tag.no, 1);
      break;
    case "number":
      putNumber(writer, field);
      break;
    case "string":
      writer.uint(Tag.text, 1);
      putText(writer, field);
      break;
    case "object":
      if (field instanceof Uint8Array) writer.uint(Tag.bytes, 1).uint(field.length, 2).put(field);
      else putList(writer, field);
      break;
    default:
      writer.uint(Tag.nothing, 1);
  }
}

function putNumber(writer: ByteWriter, value: number): void {
  if (value <= 0xff) writer.uint(Tag.small, 1).uint(value, 1);
  else if (value <= 0xffff) writer.uint(Tag.short, 1).uint(value, 2);
  else writer.uint(Tag.number, 1).uint(value, 6);
}

function putList(writer: ByteWriter, { instances }: Multiple<number | bigint>): void {
  writer.uint(Tag.list, 1).uint(instances.length, 2);
  for (let i = 0; i < instances.length; i++) {
    const { id, value } = instances[i] as { id: number; value: number | bigint };
    writer.uint(id, 2).uint(Number(value), 2);
  }
}

function takeList(reader: ByteReader): { readonly value: Field } | "malformed" {
  const count = reader.uint(2);
  const instances: { id: number; value: number }[] = [];
  for (let i = 0; i < (count ?? 0); i++) {
    const id = reader.uint(2);
    const value = reader.uint(2);
    if (id === undefined || value === undefined) return "malformed";
    instances.push({ id, value });
  }
  return count === undefined ? "malformed" : { value: { instances } };
}

function takeNumber(reader: ByteReader, bytes: number): { readonly value: Field } | "malformed" {
  const value = reader.uint(bytes);
  return value === undefined ? "malformed" : { value };
}

function takeField(reader: ByteReader): { readonly value: Field } | "malformed" {
  switch (reader.uint(1)) {
    case Tag.nothing:
      return { value: undefined };
    case Tag.no:
      return { value: false };
    case Tag.yes:
      return { value: true };
    case Tag.number:
      return takeNumber(reader, 6);
    case Tag.small:
      return takeNumber(reader, 1);
    case Tag.short:
      return takeNumber(reader, 2);
    case Tag.list:
      return takeList(reader);
    case Tag.text: {
      const value = takeText(reader);
      return value === undefined ? "malformed" : { value };
    }
    case Tag.bytes: {
      const value = reader.take(reader.uint(2) ?? Infinity);
      return value === undefined ? "malformed" : { value };
    }
    default:
      return "malformed";
  }
}

function putText(writer: ByteWriter, text: string): void {
  const bytes = utf8Bytes(text);
  writer.uint(bytes.length, 2).put(bytes);
}

function takeText(reader: ByteReader): string | undefined {
  const bytes = reader.take(reader.uint(2) ?? Infinity);
  return bytes && (utf8Text(bytes) ?? latinText(bytes));
}
