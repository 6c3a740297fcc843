import { contentFormatNames } from "../coap/numbers.js";
import { readLwm2mCbor, readLwm2mCborPaths } from "./lwm2m-cbor.js";
import { resourceType } from "./objects.js";
import { type Path, covers, formatPath } from "./path.js";
import {
  type PlacedValue,
  gather,
  readCbor,
  readLwm2mJson,
  readSenmlCbor,
  readSenmlJson,
  readSenmlNames,
} from "./senml.js";
import { ContentError, type JsonScalar, type Scalar, decodeScalar, parseText, toJson } from "./scalar.js";
import { type TlvRecord, decodeTlv } from "./tlv.js";

/** A resource with one value, or with resource instances. */
export type ResourceContent =
  | { readonly id: number; readonly value: Scalar }
  | { readonly id: number; readonly instances: readonly { readonly id: number; readonly value: Scalar }[] };

export interface InstanceContent {
  readonly id: number;
  readonly resources: readonly ResourceContent[];
}

/** What a payload tells of one object. */
export interface ObjectContent {
  readonly object: number;
  readonly instances: readonly InstanceContent[];
}

/**
 * Reads the payload of an answer or a notification.
 * @param format its Content-Format; undefined is taken as plain text
 * @throws ContentError if the payload is not what its format says, or tells of another place than `path`
 */
export function decodeContent(path: Path, format: number | undefined, payload: Buffer): InstanceContent[] {
  switch (format) {
    case 1542:
    case 11542:
      return tlvContent(path, decodeTlv(payload));
    case undefined:
    case 0:
      return single(path, (type) => parseText(type, payload.toString("utf8")));
    case 42:
      return single(path, () => payload);
    case 60:
      return single(path, (type) => readCbor(type, payload));
    default:
      return placedContent(path, placedValues(format, payload));
  }
}

/**
 * Reads a payload that tells of several places: the answer to a composite read, a notification of a composite
 * observation, or what a device sends of its own accord.
 * @param paths those that were asked for; without them any place may be told of
 * @throws ContentError if the payload is not what its format says, or tells of another place
 */
export function decodePlaces(format: number | undefined, payload: Buffer, paths?: readonly Path[]): ObjectContent[] {
  const values = placedValues(format, payload);
  if (paths !== undefined && !values.every((value) => paths.some((path) => covers(path, value)))) {
    throw new ContentError("the answer tells of another place than was asked for");
  }
  const objects = [...new Set(values.map(({ object }) => object))];
  return objects.map((object) => ({ object, instances: gather(values.filter((value) => value.object === object)) }));
}

/** The places in the request of a composite read or observation. */
export function decodeNames(format: number | undefined, payload: Buffer): string[] {
  switch (format) {
    case 110:
    case 320:
      return readSenmlNames("JSON", payload);
    case 112:
    case 322:
      return readSenmlNames("CBOR", payload);
    case 11544:
      return readLwm2mCborPaths(payload).map(formatPath);
    default:
      throw new ContentError(`content format ${format}${formatName(format)} is not understood`);
  }
}

/** The values of a format in which each has its place. */
function placedValues(format: number | undefined, payload: Buffer): PlacedValue[] {
  switch (format) {
    case 110:
    case 320:
      return readSenmlJson(payload);
    case 112:
    case 322:
      return readSenmlCbor(payload);
    case 1543:
    case 11543:
      return readLwm2mJson(payload);
    case 11544:
      return readLwm2mCbor(payload);
    default:
      throw new ContentError(`content format ${format}${formatName(format)} is not understood`);
  }
}

/** The value of a resource for JSON: resource instances become an object with their ids as names. */
export function contentJson(resource: ResourceContent): JsonScalar | Record<string, JsonScalar> {
  if ("value" in resource) return toJson(resource.value);
  return Object.fromEntries(resource.instances.map(({ id, value }) => [String(id), toJson(value)]));
}

const formatName = (format: number | undefined): string => {
  const name = format === undefined ? undefined : contentFormatNames[format];
  return name === undefined ? "" : ` (${name})`;
};

function single(path: Path, value: (type: ReturnType<typeof resourceType>) => Scalar): InstanceContent[] {
  const { object, instance, resource, resourceInstance } = path;
  if (instance === undefined || resource === undefined) {
    throw new ContentError("one value came where several resources were asked for");
  }
  const read = value(resourceType(object, resource));
  const content: ResourceContent =
    resourceInstance === undefined
      ? { id: resource, value: read }
      : { id: resource, instances: [{ id: resourceInstance, value: read }] };
  return [{ id: instance, resources: [content] }];
}

function placedContent(path: Path, values: readonly PlacedValue[]): InstanceContent[] {
  if (values.some(({ object }) => object !== path.object)) {
    throw new ContentError("the answer tells of another object than was asked for");
  }
  return checked(path, gather(values));
}

function tlvContent(path: Path, records: readonly TlvRecord[]): InstanceContent[] {
  const instances = records.flatMap((record) =>
    record.kind === "objectInstance"
      ? [{ id: record.id, resources: record.records.map((inner) => resourceContent(path.object, inner)) }]
      : [],
  );
  const loose = records.filter((record) => record.kind !== "objectInstance");
  if (loose.length > 0) {
    if (instances.length > 0) throw new ContentError("TLV: resources beside object instances");
    // A device with a single instance may leave its record out, as in OMA LwM2M 1.0 clause 6.4.3.1.
    instances.push({ id: path.instance ?? 0, resources: looseResources(path, loose) });
  }
  return checked(path, instances);
}

/** Bare resource instances belong to the one resource that was asked for. */
function looseResources(path: Path, records: readonly TlvRecord[]): ResourceContent[] {
  if (records[0]?.kind !== "resourceInstance") return records.map((record) => resourceContent(path.object, record));
  if (path.resource === undefined) throw new ContentError("TLV: a resource instance without its resource");
  return [resourceContent(path.object, { kind: "multipleResource", id: path.resource, records })];
}

function resourceContent(object: number, record: TlvRecord): ResourceContent {
  const type = resourceType(object, record.id);
  if (record.kind === "resource") return { id: record.id, value: decodeScalar(type, record.value) };
  if (record.kind !== "multipleResource") throw new ContentError("TLV: records of two levels are mixed");
  return {
    id: record.id,
    instances: record.records.flatMap((inner) =>
      "value" in inner ? [{ id: inner.id, value: decodeScalar(type, inner.value) }] : [],
    ),
  };
}

function checked(path: Path, instances: InstanceContent[]): InstanceContent[] {
  for (const { id, resources } of instances) {
    const foreign =
      (path.instance !== undefined && id !== path.instance) ||
      (path.resource !== undefined && resources.some((resource) => resource.id !== path.resource)) ||
      (path.resourceInstance !== undefined && resources.some((resource) => !isAlone(resource, path.resourceInstance)));
    if (foreign) throw new ContentError("the answer tells of another instance or resource than was asked for");
  }
  return instances;
}

const isAlone = (resource: ResourceContent, instance: number | undefined): boolean =>
  "instances" in resource && resource.instances.every(({ id }) => id === instance);
