import { ContentError } from "./scalar.js";

/** TLV records by the type of their identifier (OMA LwM2M 1.0, table 6.4.3-1, bits 7 and 6). */
const kinds = ["objectInstance", "resourceInstance", "multipleResource", "resource"] as const;

export type TlvRecord =
  | {
      readonly kind: "objectInstance" | "multipleResource";
      readonly id: number;
      readonly records: readonly TlvRecord[];
    }
  | { readonly kind: "resourceInstance" | "resource"; readonly id: number; readonly value: Buffer };

type TlvKind = TlvRecord["kind"];

/** What a container may hold (clause 6.4.3): nothing else nests. */
const content: Readonly<Record<"objectInstance" | "multipleResource", readonly TlvKind[]>> = {
  objectInstance: ["multipleResource", "resource"],
  multipleResource: ["resourceInstance"],
};

/** At the top there are object instances or resources; resource instances in answers to a read of one resource. */
const topLevel: readonly TlvKind[] = ["objectInstance", "resourceInstance", "multipleResource", "resource"];

/** Reads a TLV payload. Throws `ContentError` naming the byte at which it breaks. */
export function decodeTlv(bytes: Buffer): TlvRecord[] {
  return decodeRecords(bytes, 0, bytes.length, topLevel);
}

export function encodeTlv(records: readonly TlvRecord[]): Buffer {
  return Buffer.concat(records.map(encodeRecord));
}

function decodeRecords(bytes: Buffer, start: number, end: number, allowed: readonly TlvKind[]): TlvRecord[] {
  const records: TlvRecord[] = [];
  let at = start;
  while (at < end) {
    const head = readHead(bytes, at, end);
    if (!allowed.includes(head.kind)) throw new ContentError(`TLV: ${head.kind} at byte ${at} is out of place`);
    const { kind, id } = head;
    if (kind === "objectInstance" || kind === "multipleResource") {
      records.push({ kind, id, records: decodeRecords(bytes, head.value, head.end, content[kind]) });
    } else {
      records.push({ kind, id, value: bytes.subarray(head.value, head.end) });
    }
    at = head.end;
  }
  return records;
}

function readHead(bytes: Buffer, at: number, end: number): { kind: TlvKind; id: number; value: number; end: number } {
  const type = bytes.readUInt8(at);
  const idSize = (type & 0x20) === 0 ? 1 : 2;
  const lengthSize = (type >> 3) & 3;
  const value = at + 1 + idSize + lengthSize;
  if (value > end) throw new ContentError(`TLV: the record at byte ${at} is cut off`);
  const id = bytes.readUIntBE(at + 1, idSize);
  const length = lengthSize === 0 ? type & 7 : bytes.readUIntBE(at + 1 + idSize, lengthSize);
  if (value + length > end) throw new ContentError(`TLV: the value at byte ${at} is cut off`);
  return { kind: kinds[type >> 6] as TlvKind, id, value, end: value + length };
}

function encodeRecord(record: TlvRecord): Buffer {
  const value = "records" in record ? encodeTlv(record.records) : record.value;
  const idSize = record.id > 0xff ? 2 : 1;
  const lengthSize = value.length < 8 ? 0 : value.length < 0x100 ? 1 : value.length < 0x1_0000 ? 2 : 3;
  const head = Buffer.alloc(1 + idSize + lengthSize);
  const type = (kinds.indexOf(record.kind) << 6) | ((idSize - 1) << 5) | (lengthSize << 3);
  head.writeUInt8(lengthSize === 0 ? type | value.length : type, 0);
  head.writeUIntBE(record.id, 1, idSize);
  if (lengthSize > 0) head.writeUIntBE(value.length, 1 + idSize, lengthSize);
  return Buffer.concat([head, value]);
}
