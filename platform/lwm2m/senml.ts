import { parseCbor, typed } from "./cbor.js";
import type { InstanceContent, ResourceContent } from "./content.js";
import { resourceType } from "./objects.js";
import { ContentError, type DataType, type Scalar, decodeScalar, parseText } from "./scalar.js";

/** One value with its whole place. */
export interface PlacedValue {
  readonly object: number;
  readonly instance: number;
  readonly resource: number;
  readonly resourceInstance?: number;
  readonly value: Scalar;
}

/** A payload has at most so many records. */
const mostRecords = 4_096;

/** SenML JSON, format 110 (RFC 8428 clause 5; OMA LwM2M 1.1 clause 7.4.4). */
export function readSenmlJson(payload: Buffer): PlacedValue[] {
  return placed(asList(parseJson(payload, "SenML JSON")), (record, name) => (record as Fields)[name]);
}

/** Labels of SenML CBOR (RFC 8428 clause 6); the object link has none (OMA LwM2M 1.1 clause 7.4.4). */
export const senmlLabels: Readonly<Record<string, number>> = { bn: -2, n: 0, v: 2, vs: 3, vb: 4, vd: 8 };

/** SenML CBOR, format 112. */
export function readSenmlCbor(payload: Buffer): PlacedValue[] {
  const list = asList(parseCbor(payload, "SenML CBOR"));
  return placed(list, cborField);
}

function cborField(record: unknown, name: string): unknown {
  if (!(record instanceof Map)) throw new ContentError("SenML CBOR: a record is not a map");
  return (record as Map<unknown, unknown>).get(senmlLabels[name] ?? name);
}

/** LwM2M JSON, format 11543 (OMA LwM2M 1.0 clause 6.4.4). */
export function readLwm2mJson(payload: Buffer): PlacedValue[] {
  const { bn, e } = (parseJson(payload, "LwM2M JSON") ?? {}) as { bn?: unknown; e?: unknown };
  const names: Readonly<Record<string, string>> = { vs: "sv", vb: "bv", vlo: "ov" };
  return placed(asList(e), (record, name) => (name === "bn" ? (bn ?? "") : (record as Fields)[names[name] ?? name]));
}

/** The names in the request of a composite read or observation, which has no values (OMA LwM2M 1.1 clause 6.3.8). */
export function readSenmlNames(form: "JSON" | "CBOR", payload: Buffer): string[] {
  let base = "";
  const list = asList(form === "JSON" ? parseJson(payload, "SenML JSON") : parseCbor(payload, "SenML CBOR"));
  return list.map((record) => {
    const field = (name: string): unknown =>
      form === "JSON" ? (record as Fields | null)?.[name] : cborField(record, name);
    base = asText(field("bn")) ?? base;
    return base + (asText(field("n")) ?? "");
  });
}

/** CBOR, format 60 (OMA LwM2M 1.1 clause 7.4.3): one value. */
export function readCbor(type: DataType | undefined, payload: Buffer): Scalar {
  return typed(type, parseCbor(payload, "CBOR"));
}

/** The values by instance and resource. */
export function gather(values: readonly PlacedValue[]): InstanceContent[] {
  const instances = new Map<number, Map<number, ResourceContent>>();
  for (const { instance, resource, resourceInstance, value } of values) {
    const resources = instances.get(instance) ?? new Map<number, ResourceContent>();
    instances.set(instance, resources);
    const before = resources.get(resource);
    const others = before !== undefined && "instances" in before ? before.instances : [];
    resources.set(
      resource,
      resourceInstance === undefined
        ? { id: resource, value }
        : { id: resource, instances: [...others, { id: resourceInstance, value }] },
    );
  }
  return [...instances].map(([id, resources]) => ({ id, resources: [...resources.values()] }));
}

type Fields = Readonly<Record<string, unknown>>;

/** Base names hold until the next one (RFC 8428 clause 4.6). */
function placed(records: readonly unknown[], field: (record: unknown, name: string) => unknown): PlacedValue[] {
  let base = "";
  return records.map((record) => {
    if (typeof record !== "object" || record === null) throw new ContentError("a record is not an object");
    base = asText(field(record, "bn")) ?? base;
    const name = base + (asText(field(record, "n")) ?? "");
    const match = /^\/(\d{1,5})\/(\d{1,5})\/(\d{1,5})(?:\/(\d{1,5}))?$/.exec(name);
    if (match === null) throw new ContentError(`"${name.slice(0, 40)}" is not the place of a value`);
    const [object, instance, resource, resourceInstance] = match.slice(1).map((part) => part && Number(part)) as [
      number,
      number,
      number,
      number | undefined,
    ];
    const type = resourceType(object, resource);
    const value = valueOf(type, (name) => field(record, name));
    return {
      object,
      instance,
      resource,
      value,
      ...(resourceInstance === undefined ? {} : { resourceInstance }),
    };
  });
}

function valueOf(type: DataType | undefined, field: (name: string) => unknown): Scalar {
  const data = field("vd");
  if (data !== undefined) return bytesOf(data);
  const link = field("vlo");
  if (link !== undefined) return parseText("objlink", String(link));
  for (const name of ["v", "vs", "vb"]) {
    const value = field(name);
    if (value !== undefined) return typed(type, value);
  }
  throw new ContentError("a record has no value");
}

function bytesOf(value: unknown): Scalar {
  if (value instanceof Uint8Array) return decodeScalar("opaque", Buffer.from(value));
  if (typeof value === "string") return Buffer.from(value, "base64url");
  throw new ContentError("vd is not bytes");
}

function asText(value: unknown): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  throw new ContentError("a name is not a text");
}

function asList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new ContentError("the payload is not a list of records");
  if (value.length > mostRecords) throw new ContentError(`more than ${mostRecords} records`);
  return value;
}

function parseJson(payload: Buffer, what: string): unknown {
  try {
    return JSON.parse(payload.toString("utf8"));
  } catch {
    throw new ContentError(`${what}: it is not JSON`);
  }
}
