import { cborItem, linkText, writeCbor } from "./cbor.js";
import { type Path, formatPath } from "./path.js";
import type { DataType, ObjectLink, Scalar } from "./scalar.js";
import { senmlLabels } from "./senml.js";

/** A value to be written, with its whole place and its type. */
export interface PlacedWrite {
  readonly path: Path;
  readonly type: DataType;
  readonly value: Scalar;
}

/** SenML JSON, format 110 (RFC 8428 clause 5; OMA LwM2M 1.1 clause 7.4.4). Every name is whole. */
export function writeSenmlJson(values: readonly PlacedWrite[]): Buffer {
  const records = values.map((each) => `{"n":"${formatPath(each.path)}",${jsonMember(each, senmlMembers)}}`);
  return Buffer.from(`[${records.join(",")}]`);
}

/** SenML CBOR, format 112. */
export function writeSenmlCbor(values: readonly PlacedWrite[]): Buffer {
  return writeCbor(
    values.map(({ path, type, value }) => {
      const name = senmlMembers[kindOf(value)];
      // A number needs no tag for its time: SenML has the type by the resource.
      const item = cborItem(type === "time" ? "integer" : type, value);
      return new Map<unknown, unknown>([
        [senmlLabels["n"], formatPath(path)],
        [senmlLabels[name] ?? name, item],
      ]);
    }),
  );
}

/** The request of a composite read or observation: names without values. */
export function writeSenmlNames(form: "JSON" | "CBOR", paths: readonly Path[]): Buffer {
  if (form === "JSON") return Buffer.from(JSON.stringify(paths.map((path) => ({ n: formatPath(path) }))));
  return writeCbor(paths.map((path) => new Map([[senmlLabels["n"], formatPath(path)]])));
}

/**
 * LwM2M JSON, format 11543, of one object instance (OMA LwM2M 1.0 clause 6.4.4).
 * @param base where the values belong: the names are what their paths have more
 */
export function writeLwm2mJson(base: Path, values: readonly PlacedWrite[]): Buffer {
  const start = formatPath(base);
  const elements = values.map((each) => {
    const name = formatPath(each.path).slice(start.length).replace(/^\//, "");
    return `{${name === "" ? "" : `"n":"${name}",`}${jsonMember(each, lwm2mMembers)}}`;
  });
  const isWhole = values.length === 1 && formatPath(values[0]?.path ?? base) === start;
  return Buffer.from(`{"bn":"${start}${isWhole ? "" : "/"}","e":[${elements.join(",")}]}`);
}

type Kind = "number" | "text" | "flag" | "bytes" | "link";

const senmlMembers: Readonly<Record<Kind, string>> = { number: "v", text: "vs", flag: "vb", bytes: "vd", link: "vlo" };
/** Bytes are a text in base64 here. */
const lwm2mMembers: Readonly<Record<Kind, string>> = { number: "v", text: "sv", flag: "bv", bytes: "sv", link: "ov" };

function kindOf(value: Scalar): Kind {
  if (typeof value === "number" || typeof value === "bigint") return "number";
  if (typeof value === "string") return "text";
  if (typeof value === "boolean") return "flag";
  return Buffer.isBuffer(value) ? "bytes" : "link";
}

function jsonMember({ value }: PlacedWrite, members: Readonly<Record<Kind, string>>): string {
  const kind = kindOf(value);
  const name = members[kind];
  switch (kind) {
    // A bigint is written with all of its digits, which JSON.stringify does not do.
    case "number":
      return `"${name}":${String(value)}`;
    case "bytes":
      return `"${name}":"${(value as Buffer).toString(name === "vd" ? "base64url" : "base64")}"`;
    case "link":
      return `"${name}":"${linkText(value as ObjectLink)}"`;
    default:
      return `"${name}":${JSON.stringify(value)}`;
  }
}
