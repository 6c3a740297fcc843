import { ByteWriter } from "../../base/bytes.js";
import { freeze } from "../../base/freeze.js";
import type { Models } from "../model.js";
import type { Entry } from "../operation.js";
import type { Path } from "../path.js";
import { depth } from "../path.js";
import type { ResourceType } from "../value.js";
import { valueBytes } from "./tlv-value.js";

/** Bits 7 and 6 of the first byte: what the identifier names. */
export const TlvKind = freeze({ instance: 0, resourceInstance: 1, multiple: 2, resource: 3 } as const);

/** Writes values as TLV up to a limit in bytes. The entries of an instance, and of a resource, follow each other. */
export class TlvWriter {
  readonly #models: Models;
  readonly #limit: number;
  #overflowed = false;

  constructor(models: Models, limit: number) {
    this.#models = models;
    this.#limit = limit;
  }

  /** The bytes of what was read at `path`, or `undefined` if they are more than the limit. */
  write(path: Path, entries: readonly Entry[]): Uint8Array | undefined {
    const writer = this.writer();
    const level = depth(path);
    if (level < 2) this.instances(writer, entries);
    else if (level === 4) this.values(writer, entries, 0, entries.length);
    else if (level === 3 && entries.length === 0) this.header(writer, TlvKind.multiple, path.resource as number, 0);
    else this.resources(writer, entries, 0, entries.length);
    const bytes = writer.finish();
    return this.#overflowed || writer.overflowed ? undefined : bytes;
  }

  private instances(writer: ByteWriter, entries: readonly Entry[]): void {
    let start = 0;
    while (start < entries.length) {
      const id = (entries[start] as Entry).path.instance as number;
      let end = start + 1;
      while (end < entries.length && entries[end]?.path.instance === id) end++;
      const inner = this.writer();
      this.resources(inner, entries, start, end);
      this.wrap(writer, TlvKind.instance, id, inner);
      start = end;
    }
  }

  private resources(writer: ByteWriter, entries: readonly Entry[], start: number, end: number): void {
    let at = start;
    while (at < end) {
      const { resource, resourceInstance } = (entries[at] as Entry).path;
      let next = at + 1;
      if (resourceInstance === undefined) {
        this.value(writer, TlvKind.resource, resource as number, entries[at] as Entry);
      } else {
        while (next < end && entries[next]?.path.resource === resource) next++;
        const inner = this.writer();
        this.values(inner, entries, at, next);
        this.wrap(writer, TlvKind.multiple, resource as number, inner);
      }
      at = next;
    }
  }

  private values(writer: ByteWriter, entries: readonly Entry[], start: number, end: number): void {
    for (let i = start; i < end; i++) {
      const entry = entries[i] as Entry;
      this.value(writer, TlvKind.resourceInstance, entry.path.resourceInstance as number, entry);
    }
  }

  private value(writer: ByteWriter, kind: number, id: number, entry: Entry): void {
    const bytes = valueBytes(this.type(entry.path), entry.value);
    this.header(writer, kind, id, bytes.length);
    writer.put(bytes);
  }

  private wrap(writer: ByteWriter, kind: number, id: number, inner: ByteWriter): void {
    if (inner.overflowed) this.#overflowed = true;
    this.header(writer, kind, id, inner.length);
    writer.put(inner.finish());
  }

  /** Type byte, identifier of 8 or 16 bits, and length in the type byte itself or in 8, 16 or 24 bits. */
  private header(writer: ByteWriter, kind: number, id: number, length: number): void {
    const idSize = id < 0x100 ? 1 : 2;
    const lengthSize = length < 8 ? 0 : length < 0x100 ? 1 : length < 0x1_0000 ? 2 : 3;
    writer.uint((kind << 6) | ((idSize - 1) << 5) | (lengthSize << 3) | (lengthSize === 0 ? length : 0), 1);
    writer.uint(id, idSize);
    if (lengthSize > 0) writer.uint(length, lengthSize);
  }

  private type(path: Path): ResourceType {
    return this.#models.resourceModel(path.object as number, path.resource as number)?.type ?? "opaque";
  }

  private writer(): ByteWriter {
    return new ByteWriter(64, this.#limit);
  }
}
