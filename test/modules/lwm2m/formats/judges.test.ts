import { decode as cborDecode, encode as cborEncode } from "cborg";
import { expect } from "chai";
import { seededRandom, type Random } from "../../../../modules/base/random.js";
import { utf8Bytes, utf8Text } from "../../../../modules/base/text.js";
import { allFormats } from "../../../../modules/lwm2m/formats/all.js";
import { ContentFormat, decodeContent, encodeContent } from "../../../../modules/lwm2m/formats/index.js";
import type { Entry } from "../../../../modules/lwm2m/operation.js";
import { formatPath, pathOf } from "../../../../modules/lwm2m/path.js";
import type { ResourceType, Scalar } from "../../../../modules/lwm2m/value.js";
import { House, modelsOf } from "../house.js";

/** What other people's codecs make of our bytes, and we of theirs. They share nothing with us but the standards. */

const models = modelsOf(House);
const types = Object.values(House.resources).filter(({ type }) => type !== "none");

describe("lwm2m/formats: judged by cborg and JSON.parse", () => {
  it("says in SenML CBOR what a reader of RFC 8428 takes it for, and reads that back", () => {
    repeat((entries) => {
      const bytes = encodeContent(allFormats, ContentFormat.senmlCbor, {}, entries, models) as Uint8Array;
      const records = cborDecode(bytes, { useMaps: true }) as Map<unknown, unknown>[];
      const said = resolve(records.map((record) => (label: string) => record.get(CBOR_LABELS[label] ?? label)));
      expect(said).to.deep.equal(entries.map(plain));
      const again = cborEncode(
        entries.map(
          ({ path, value }) =>
            new Map<unknown, unknown>([
              [0, formatPath(path)],
              [CBOR_LABELS[labelFor(value)] ?? "vlo", linkText(value)],
            ]),
        ),
      );
      expect(read(ContentFormat.senmlCbor, again)).to.deep.equal(entries.map(plain));
    });
  });

  it("says in SenML JSON what a reader of RFC 8428 takes it for, and reads that back", () => {
    repeat((all) => {
      // JSON.parse rounds what is beyond 2⁵³.
      const entries = all.filter(({ value }) => typeof value !== "bigint");
      const bytes = encodeContent(allFormats, ContentFormat.senmlJson, {}, entries, models) as Uint8Array;
      const records = JSON.parse(utf8Text(bytes) as string) as Record<string, unknown>[];
      const said = resolve(records.map((record) => (label: string) => record[label])).map(([path, value], i) => [
        path,
        entries[i]?.value instanceof Uint8Array ? Uint8Array.from(Buffer.from(value as string, "base64url")) : value,
      ]);
      expect(said).to.deep.equal(entries.map(plain));
      const again = entries.map(({ path, value }) => ({ n: formatPath(path), [labelFor(value)]: jsonValue(value) }));
      expect(read(ContentFormat.senmlJson, utf8Bytes(JSON.stringify(again, undefined, 1)))).to.deep.equal(
        entries.map(plain),
      );
    });
  });

  it("says in LwM2M CBOR what nested maps mean, and reads nested maps", () => {
    repeat((entries) => {
      const bytes = encodeContent(allFormats, ContentFormat.lwm2mCbor, {}, entries, models) as Uint8Array;
      const said = leaves(cborDecode(bytes, { useMaps: true }), []);
      expect(said).to.deep.equal(entries.map(plain));
      const nested = new Map<number, unknown>();
      for (const { path, value } of entries) {
        const ids = formatPath(path).slice(1).split("/").map(Number);
        let level = nested as Map<number, unknown>;
        for (const id of ids.slice(0, -1)) {
          if (!level.has(id)) level.set(id, new Map<number, unknown>());
          level = level.get(id) as Map<number, unknown>;
        }
        level.set(ids[ids.length - 1] as number, linkText(value));
      }
      expect(read(ContentFormat.lwm2mCbor, cborEncode(nested)).sort()).to.deep.equal(entries.map(plain).sort());
    });
  });

  it("says in CBOR and in OMA JSON what the value is", () => {
    repeat((entries) => {
      for (const { path, value } of entries) {
        const bytes = encodeContent(allFormats, ContentFormat.cbor, path, [{ path, value }], models) as Uint8Array;
        // Times have the tag of seconds since 1970.
        expect(cborDecode(bytes, { tags: { 1: (inner) => inner() } })).to.deep.equal(linkText(value));
        if (typeof value === "bigint") continue;
        const text = utf8Text(
          encodeContent(allFormats, ContentFormat.json, path, [{ path, value }], models) as Uint8Array,
        );
        const { bn, e } = JSON.parse(text as string) as { bn: string; e: [Record<string, unknown>] };
        expect(bn + String(e[0]["n"])).to.equal(formatPath(path));
        const { v, bv, sv, ov } = e[0];
        expect(
          v ?? bv ?? ov ?? (value instanceof Uint8Array ? Uint8Array.from(Buffer.from(sv as string, "base64")) : sv),
        ).to.deep.equal(linkText(value));
      }
    });
  });
});

const CBOR_LABELS: Readonly<Record<string, number>> = { bn: -2, n: 0, v: 2, vs: 3, vb: 4, vd: 8 };

/** RFC 8428 section 4.6, in as few lines as it takes. */
function resolve(records: readonly ((label: string) => unknown)[]): [string, unknown][] {
  let base = "";
  return records.map((field) => {
    base = (field("bn") as string | undefined) ?? base;
    const value = ["v", "vs", "vb", "vd", "vlo"].map(field).find((one) => one !== undefined);
    return [base + ((field("n") as string | undefined) ?? ""), value];
  });
}

function leaves(node: unknown, ids: readonly number[]): [string, unknown][] {
  if (!(node instanceof Map)) return [[`/${ids.join("/")}`, node]];
  return [...(node as Map<number | number[], unknown>)].flatMap(([key, inner]) =>
    leaves(inner, [...ids, ...(Array.isArray(key) ? key : [key])]),
  );
}

function read(format: number, bytes: Uint8Array): [string, unknown][] {
  const decoded = decodeContent(allFormats, format, bytes, {}, models);
  if (decoded.kind === "refused") throw new Error(decoded.reason);
  return decoded.entries.map(plain);
}

/** A path and a value as the judges name them. */
function plain({ path, value }: Entry): [string, unknown] {
  return [formatPath(path), linkText(value)];
}

function linkText(value: Scalar): string | number | bigint | boolean | Uint8Array {
  return typeof value === "object" && !(value instanceof Uint8Array) ? `${value.object}:${value.instance}` : value;
}

function jsonValue(value: Scalar): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64url") : linkText(value);
}

function labelFor(value: Scalar): string {
  if (typeof value === "string") return "vs";
  if (typeof value === "boolean") return "vb";
  if (typeof value !== "object") return "v";
  return value instanceof Uint8Array ? "vd" : "vlo";
}

/** Runs with 200 seeded lists of values at rising paths. */
function repeat(run: (entries: Entry[]) => void): void {
  const random = seededRandom(8428);
  for (let i = 0; i < 200; i++) {
    const entries: Entry[] = [];
    for (let instance = 0; instance < 3; instance++) {
      for (const { id, type, ...rest } of types) {
        if (random() % 3 > 0) continue;
        const count = "multiple" in rest ? 1 + (random() % 3) : 0;
        for (let j = 0; j < Math.max(1, count); j++) {
          const path = pathOf(5000, instance, id, count > 0 ? j * 100 : undefined);
          entries.push({ path, value: anyValue(type, random) });
        }
      }
    }
    run(entries);
  }
}

function anyValue(type: ResourceType, random: Random): Scalar {
  const big = (BigInt(random()) << 32n) | BigInt(random());
  switch (type) {
    case "integer":
    case "time": {
      const value = BigInt.asIntN(64, big) >> BigInt(random() % 64);
      return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    }
    case "unsigned": {
      const value = big >> BigInt(random() % 64);
      return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    }
    case "float": {
      const bits = new DataView(new ArrayBuffer(8));
      bits.setBigUint64(0, big);
      const value = [bits.getFloat64(0), bits.getFloat32(0), Number(big % 2048n) / 16][random() % 3] as number;
      return Number.isFinite(value) ? value : 0.5;
    }
    case "boolean":
      return random() % 2 === 0;
    case "opaque":
      return Uint8Array.from({ length: random() % 40 }, () => random() & 255);
    case "objlink":
      return { object: random() & 0xffff, instance: random() & 0xffff };
    default:
      return Array.from({ length: random() % 12 }, () => String.fromCodePoint(anyPoint(random))).join("");
  }
}

function anyPoint(random: Random): number {
  const point = random() % [0x80, 0x800, 0x10000, 0x110000][random() % 4]!;
  return point >= 0xd800 && point <= 0xdfff ? 0x22 : point;
}
