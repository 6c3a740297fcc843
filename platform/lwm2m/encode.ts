import { ContentFormat } from "../coap/numbers.js";
import { cborItem, linkText, writeCbor } from "./cbor.js";
import { writeLwm2mCbor } from "./lwm2m-cbor.js";
import { type Path, segments } from "./path.js";
import { ContentError, type DataType, type ObjectLink, type Scalar, encodeScalar } from "./scalar.js";
import { type PlacedWrite, writeLwm2mJson, writeSenmlCbor, writeSenmlJson, writeSenmlNames } from "./senml-writer.js";
import { type TlvRecord, encodeTlv } from "./tlv.js";

/** A resource to be written, with one value or with resource instances. */
export type ResourceWrite = { readonly id: number; readonly type: DataType } & (
  { readonly value: Scalar } | { readonly instances: readonly { readonly id: number; readonly value: Scalar }[] }
);

/** Content formats that values can be written in, each with what it holds: one value, an instance, several places. */
export const writeFormats: ReadonlyMap<number, "value" | "instance" | "places"> = new Map([
  [ContentFormat.text, "value"],
  [ContentFormat.opaque, "value"],
  [ContentFormat.cbor, "value"],
  [ContentFormat.draftTlv, "instance"],
  [ContentFormat.tlv, "instance"],
  [ContentFormat.draftJson, "instance"],
  [ContentFormat.json, "instance"],
  [ContentFormat.senmlJson, "places"],
  [ContentFormat.senmlCbor, "places"],
  [ContentFormat.lwm2mCbor, "places"],
]);

/**
 * Content formats of the requests of composite operations, each with the one of the answer: SenML-ETCH is for requests
 * alone (RFC 8790 clause 4; OMA LwM2M 1.2 clause 6.3.8).
 */
export const compositeFormats: ReadonlyMap<number, number> = new Map([
  [ContentFormat.senmlJson, ContentFormat.senmlJson],
  [ContentFormat.senmlCbor, ContentFormat.senmlCbor],
  [ContentFormat.senmlEtchJson, ContentFormat.senmlJson],
  [ContentFormat.senmlEtchCbor, ContentFormat.senmlCbor],
  [ContentFormat.lwm2mCbor, ContentFormat.lwm2mCbor],
]);

/**
 * The payload of a write or a create.
 * @param target the place that the request names: for a create an object, else where the resources belong
 * @param instance for a create, the one to be made; TLV alone can leave that to the device
 * @throws ContentError if the format cannot hold that
 */
export function encodeWrite(
  format: number,
  target: Path,
  resources: readonly ResourceWrite[],
  instance: number | undefined = target.instance,
): Buffer {
  if (format === ContentFormat.tlv || format === ContentFormat.draftTlv) {
    return encodeTlv(tlvRecords(target, resources, instance));
  }
  if (instance === undefined) throw new ContentError("only TLV can leave the number of the instance to the device");
  const base: Path = { ...target, instance };
  const values = resources.flatMap((resource) => placedWrites({ object: target.object, instance }, resource));
  if (writeFormats.get(format) === "value") return encodeValue(format, values);
  if (format === ContentFormat.json || format === ContentFormat.draftJson) return writeLwm2mJson(base, values);
  return encodePlaces(format, values);
}

/** The payload of a composite write. @throws ContentError if the format is not one of several places */
export function encodePlaces(format: number, values: readonly PlacedWrite[]): Buffer {
  switch (format) {
    case ContentFormat.senmlJson:
    case ContentFormat.senmlEtchJson:
      return writeSenmlJson(values);
    case ContentFormat.senmlCbor:
    case ContentFormat.senmlEtchCbor:
      return writeSenmlCbor(values);
    case ContentFormat.lwm2mCbor:
      return writeLwm2mCbor(values.map(({ path, type, value }) => ({ path, item: cborItem(type, value) })));
    default:
      throw new ContentError(`values are not written in content format ${format}`);
  }
}

/** The payload of a composite read or observation. */
export function encodePaths(format: number, paths: readonly Path[]): Buffer {
  switch (format) {
    case ContentFormat.senmlJson:
    case ContentFormat.senmlEtchJson:
      return writeSenmlNames("JSON", paths);
    case ContentFormat.senmlCbor:
    case ContentFormat.senmlEtchCbor:
      return writeSenmlNames("CBOR", paths);
    case ContentFormat.lwm2mCbor:
      return writeLwm2mCbor(paths.map((path) => ({ path, item: null })));
    default:
      throw new ContentError(`paths are not written in content format ${format}`);
  }
}

/** The values of a resource, each with its whole place. */
export function placedWrites(instance: Path, resource: ResourceWrite): PlacedWrite[] {
  const path = { ...instance, resource: resource.id };
  const { type } = resource;
  if ("value" in resource) return [{ path, type, value: resource.value }];
  if (resource.instances.length === 0) {
    throw new ContentError(`that resource ${resource.id} has no instances can be told in TLV alone`);
  }
  return resource.instances.map(({ id, value }) => ({ path: { ...path, resourceInstance: id }, type, value }));
}

function encodeValue(format: number, values: readonly PlacedWrite[]): Buffer {
  const [first] = values;
  if (first === undefined || values.length !== 1) {
    throw new ContentError(`content format ${format} holds one value, not ${values.length}`);
  }
  const { type, value } = first;
  if (format === ContentFormat.cbor) return writeCbor(cborItem(type, value));
  if (format === ContentFormat.text) return Buffer.from(textOf(value), "utf8");
  if (!Buffer.isBuffer(value))
    throw new ContentError(`content format ${format} holds bytes, not a value of type ${type}`);
  return value;
}

/** A value as plain text (OMA LwM2M 1.0 clause 6.4.1: opaque is base64). */
function textOf(value: Scalar): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (Buffer.isBuffer(value)) return value.toString("base64");
  return typeof value === "object" ? linkText(value as ObjectLink) : String(value);
}

/** Records of the level that follows the target's (OMA LwM2M 1.0 clause 6.4.3). */
function tlvRecords(target: Path, resources: readonly ResourceWrite[], instance: number | undefined): TlvRecord[] {
  const records = resources.map(tlvRecord);
  if (target.instance === undefined && instance !== undefined)
    return [{ kind: "objectInstance", id: instance, records }];
  if (segments(target).length < 4) return records;
  return records.flatMap((record) => (record.kind === "multipleResource" ? record.records : [record]));
}

function tlvRecord(resource: ResourceWrite): TlvRecord {
  const { id, type } = resource;
  if ("value" in resource) return { kind: "resource", id, value: encodeScalar(type, resource.value) };
  const records = resource.instances.map((each): TlvRecord => ({
    kind: "resourceInstance",
    id: each.id,
    value: encodeScalar(type, each.value),
  }));
  return { kind: "multipleResource", id, records };
}
