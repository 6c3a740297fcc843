import { freeze } from "../../base/freeze.js";
import type { Models } from "../model.js";
import type { Entry } from "../operation.js";
import { Code } from "../operation.js";
import type { Path } from "../path.js";
import { CborReader } from "./cbor-reader.js";
import { CborWriter, Major } from "./cbor-writer.js";
import type { DecodedPaths, Format } from "./format.js";
import { ContentFormat } from "./numbers.js";
import { Label, SenmlPack } from "./senml-pack.js";
import { labelOf, RecordHeads, type RecordHead } from "./senml-records.js";

/** SenML in CBOR (RFC 8428 section 6; OMA LwM2M 1.1 clause 7.4.6). */
export const senmlCbor: Format = freeze({
  numbers: [ContentFormat.senmlCbor],
  encode,
  decode: (bytes, path, models) => readPack(bytes, new SenmlPack("values", path, models)).values(),
  decodePaths,
});

/** The bodies of composite requests, in which null takes a value away; answers are in SenML (RFC 8790 section 4). */
export const senmlEtchCbor: Format = freeze({
  numbers: [ContentFormat.senmlEtchCbor],
  encode: () => Code.notAcceptable,
  decode: (bytes, path, models) => readPack(bytes, new SenmlPack("patch", path, models)).values(),
  decodePaths,
});

/** The label of object links, the only one that is a text (OMA LwM2M 1.1 clause 7.4.6). */
const LINK = "vlo";

function decodePaths(bytes: Uint8Array): DecodedPaths {
  return readPack(bytes, new SenmlPack("paths", {}, undefined)).paths();
}

function encode(_path: Path, entries: readonly Entry[], models: Models, limit: number): Uint8Array | Code {
  const writer = new CborWriter(limit);
  const heads = new RecordHeads(entries);
  writer.array(entries.length);
  for (let i = 0; i < entries.length; i++) writeRecord(writer, heads.next(), entries[i] as Entry, models);
  return writer.finish() ?? Code.internalError;
}

function writeRecord(writer: CborWriter, head: RecordHead, { path, value }: Entry, models: Models): void {
  const { baseName, baseTime, name, time } = head;
  let count = 1;
  if (baseName !== undefined) count++;
  if (baseTime !== undefined) count++;
  if (name !== undefined) count++;
  if (time !== undefined) count++;
  writer.map(count);
  if (baseName !== undefined) writer.integer(Label.baseName).text(baseName);
  if (baseTime !== undefined) writer.integer(Label.baseTime).number(baseTime);
  if (name !== undefined) writer.integer(Label.name).text(name);
  if (time !== undefined) writer.integer(Label.time).number(time);
  const label = labelOf(value);
  if (label === Label.link) writer.text(LINK);
  else writer.integer(label);
  const type = models.resourceModel(path.object as number, path.resource as number)?.type;
  // Leshan refuses an integer where the definition says float, though it could stand for one.
  if (type === "float" && typeof value === "number") writer.float(value);
  else writer.value(value);
}

/** Brings a payload's records to the pack, which then says what came of it. */
function readPack(bytes: Uint8Array, pack: SenmlPack): SenmlPack {
  const reader = new CborReader(bytes);
  for (let left = reader.open(Major.array); reader.another(left); left--) {
    const at = reader.position;
    for (let fields = reader.open(Major.map); reader.another(fields); fields--) readField(reader, pack);
    if (reader.failure === undefined) pack.endRecord(at);
    if (pack.refused !== undefined) return pack;
  }
  reader.end();
  if (reader.failure !== undefined) pack.refuse(reader.failure.what, reader.failure.at);
  return pack;
}

function readField(reader: CborReader, pack: SenmlPack): void {
  const at = reader.position;
  const label = reader.scalar();
  const known = typeof label === "number" && label >= Label.baseSum && label <= Label.data;
  if (known || label === LINK) {
    const value = reader.scalar();
    if (value !== undefined) pack.field(known ? label : Label.link, value, at);
  } else if (typeof label === "string" && label.endsWith("_")) {
    // A field that must be understood (RFC 8428 section 4.4).
    pack.refuse("unknown field that must be understood", at);
  } else if (typeof label === "string" || typeof label === "number") {
    reader.skip();
  } else {
    reader.fail("label that is neither a number nor a text", at);
  }
}
