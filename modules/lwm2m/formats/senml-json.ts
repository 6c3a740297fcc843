import { freeze } from "../../base/freeze.js";
import type { Models } from "../model.js";
import type { Entry } from "../operation.js";
import { Code } from "../operation.js";
import type { Path } from "../path.js";
import type { ObjectLink, Scalar } from "../value.js";
import { base64UrlBytes, base64UrlOf } from "./base64.js";
import type { DecodedPaths, Format } from "./format.js";
import { Bracket, JsonReader } from "./json-reader.js";
import { JsonWriter } from "./json-writer.js";
import { ContentFormat } from "./numbers.js";
import { formatObjectLink } from "./raw.js";
import { Label, SenmlPack } from "./senml-pack.js";
import { RecordHeads, type RecordHead } from "./senml-records.js";

/** SenML in JSON (RFC 8428 section 5; OMA LwM2M 1.1 clause 7.4.5). */
export const senmlJson: Format = freeze({
  numbers: [ContentFormat.senmlJson],
  encode,
  decode: (bytes, path, models) => readPack(bytes, new SenmlPack("values", path, models)).values(),
  decodePaths,
});

/** The bodies of composite requests, in which null takes a value away; answers are in SenML (RFC 8790 section 4). */
export const senmlEtchJson: Format = freeze({
  numbers: [ContentFormat.senmlEtchJson],
  encode: () => Code.notAcceptable,
  decode: (bytes, path, models) => readPack(bytes, new SenmlPack("patch", path, models)).values(),
  decodePaths,
});

/** The names of labels (RFC 8428 section 12.2; "vlo" is LwM2M's). */
const NAMES: readonly { readonly name: string; readonly label: number }[] = freeze([
  { name: "n", label: Label.name },
  { name: "v", label: Label.value },
  { name: "vs", label: Label.text },
  { name: "vb", label: Label.boolean },
  { name: "vd", label: Label.data },
  { name: "vlo", label: Label.link },
  { name: "bn", label: Label.baseName },
  { name: "bt", label: Label.baseTime },
  { name: "t", label: Label.time },
  { name: "bv", label: Label.baseValue },
  { name: "bver", label: Label.baseVersion },
  { name: "u", label: Label.unit },
  { name: "bu", label: Label.baseUnit },
  { name: "s", label: Label.sum },
  { name: "bs", label: Label.baseSum },
  { name: "ut", label: Label.updateTime },
]);

function decodePaths(bytes: Uint8Array): DecodedPaths {
  return readPack(bytes, new SenmlPack("paths", {}, undefined)).paths();
}

function encode(_path: Path, entries: readonly Entry[], _models: Models, limit: number): Uint8Array | Code {
  const writer = new JsonWriter(limit);
  const heads = new RecordHeads(entries);
  writer.mark("[");
  for (let i = 0; i < entries.length; i++) {
    if (i > 0) writer.mark(",");
    writeHead(writer, heads.next());
    writeValue(writer, (entries[i] as Entry).value);
    writer.mark("}");
  }
  return writer.mark("]").finish() ?? Code.internalError;
}

function writeHead(writer: JsonWriter, { baseName, baseTime, name, time }: RecordHead): void {
  writer.mark("{");
  if (baseName !== undefined) writer.mark('"bn":').string(baseName).mark(",");
  if (baseTime !== undefined) writer.mark('"bt":').number(baseTime).mark(",");
  if (name !== undefined) writer.mark('"n":').string(name).mark(",");
  if (time !== undefined) writer.mark('"t":').number(time).mark(",");
}

function writeValue(writer: JsonWriter, value: Scalar): void {
  switch (typeof value) {
    case "string":
      writer.mark('"vs":').string(value);
      break;
    case "boolean":
      writer.mark(value ? '"vb":true' : '"vb":false');
      break;
    case "object":
      writeObject(writer, value);
      break;
    default:
      writer.mark('"v":').number(value);
  }
}

function writeObject(writer: JsonWriter, value: Uint8Array | ObjectLink): void {
  if (value instanceof Uint8Array) writer.mark('"vd":').quoted(base64UrlOf(value));
  else writer.mark('"vlo":').string(formatObjectLink(value));
}

/** Brings a payload's records to the pack, which then says what came of it. */
function readPack(bytes: Uint8Array, pack: SenmlPack): SenmlPack {
  const reader = new JsonReader(bytes);
  for (let more = reader.open(Bracket.array); more; more = reader.another(Bracket.array)) {
    const at = reader.position;
    for (let field = reader.open(Bracket.object); field; field = reader.another(Bracket.object)) {
      readField(reader, pack);
    }
    if (reader.failure === undefined) pack.endRecord(at);
    if (pack.refused !== undefined) return pack;
  }
  reader.end();
  if (reader.failure !== undefined) pack.refuse(reader.failure.what, reader.failure.at);
  return pack;
}

function readField(reader: JsonReader, pack: SenmlPack): void {
  const at = reader.position;
  const name = reader.name();
  if (name === undefined) return;
  const label = labelOf(name);
  if (label === undefined) {
    // A field that must be understood (RFC 8428 section 4.4).
    if (name.endsWith("_")) pack.refuse("unknown field that must be understood", at);
    else reader.skip();
    return;
  }
  const value = reader.scalar();
  if (value === undefined) return;
  const content = label === Label.data && typeof value === "string" ? base64UrlBytes(value) : value;
  if (content === undefined) pack.refuse("not base64url", at);
  else pack.field(label, content, at);
}

function labelOf(name: string): number | undefined {
  for (let i = 0; i < NAMES.length; i++) if (NAMES[i]?.name === name) return NAMES[i]?.label;
  return undefined;
}
