import { ByteReader, ByteWriter } from "../base/bytes.js";
import { crc32 } from "../base/checksum.js";
import type { Store } from "./store.js";

/** "NBL" and the layout's number: the first four bytes of every record. */
const MAGIC = 0x4e42_4c01;
/** Magic, sequence, length of the payload. */
const HEAD_BYTES = 12;
const CHECKSUM_BYTES = 4;

/** The most bytes that a record's payload may have. NVS keeps blobs of this size in one page. */
export const MAX_PAYLOAD_BYTES = 1024;

/** What was found under a record's two keys. */
export interface LoadedRecord {
  readonly payload: Uint8Array | undefined;
  /** Counts writes; the copy with the later one is the valid one. */
  readonly sequence: number;
  /** What is wrong with copies that are there, each in words. */
  readonly problems: readonly string[];
}

/**
 * Loads the newer of the two copies of a record. Each write goes to the key that does not hold the newest copy, so a
 * power cut at any byte of it leaves the other one whole.
 */
export function loadRecord(store: Store, name: string): LoadedRecord {
  let payload: Uint8Array | undefined;
  let sequence = 0;
  const problems: string[] = [];
  for (let copy = 0; copy < 2; copy++) {
    const key = copyKey(name, copy);
    const bytes = loadCopy(store, key);
    if (bytes === undefined) continue;
    if (typeof bytes === "string") {
      problems.push(bytes);
      continue;
    }
    const reader = new ByteReader(bytes);
    const found = openRecord(reader, bytes);
    if (found === undefined) {
      problems.push(`record ${key} is damaged, ignored`);
    } else if (payload === undefined || newer(found, sequence)) {
      sequence = found;
      payload = bytes.slice(HEAD_BYTES, bytes.length - CHECKSUM_BYTES);
    }
  }
  return { payload, sequence, problems };
}

/**
 * Saves a record beside the copy that is valid now.
 *
 * @param sequence that of the loaded record, 0 if there was none
 * @returns the new sequence
 * @throws Error if the payload is too large or the store refuses
 */
export function saveRecord(store: Store, name: string, payload: Uint8Array, sequence: number): number {
  if (payload.length > MAX_PAYLOAD_BYTES) {
    throw new Error(`record ${name}: ${payload.length} bytes, at most ${MAX_PAYLOAD_BYTES} fit`);
  }
  const next = (sequence + 1) >>> 0;
  const size = HEAD_BYTES + payload.length + CHECKSUM_BYTES;
  const writer = new ByteWriter(size, size);
  writer.uint(MAGIC, 4).uint(next, 4).uint(payload.length, 4).put(payload);
  writer.uint(crc32(writer.finish()), CHECKSUM_BYTES);
  store.save(copyKey(name, next % 2), writer.finish());
  return next;
}

/** The bytes of one copy, if there is one; a text says why the place does not give them. */
function loadCopy(store: Store, key: string): Uint8Array | string | undefined {
  try {
    return store.load(key);
  } catch (error) {
    return `record ${key} cannot be read, ignored: ${(error as Error).message}`;
  }
}

/** The sequence of a whole record, or `undefined` for anything else. */
function openRecord(reader: ByteReader, bytes: Uint8Array): number | undefined {
  if (reader.uint(4) !== MAGIC) return undefined;
  const sequence = reader.uint(4);
  const length = reader.uint(4);
  if (length === undefined || bytes.length !== HEAD_BYTES + length + CHECKSUM_BYTES) return undefined;
  reader.skip(length);
  return reader.uint(CHECKSUM_BYTES) === crc32(bytes, 0, HEAD_BYTES + length) ? sequence : undefined;
}

/** Serial number comparison (RFC 1982), so that the count may wrap. */
function newer(a: number, b: number): boolean {
  return ((a - b) | 0) > 0;
}

function copyKey(name: string, copy: number): string {
  return copy === 0 ? `${name}.a` : `${name}.b`;
}
