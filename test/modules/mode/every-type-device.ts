import { expect } from "chai";
import { asciiBytes, hexText } from "../../../modules/base/text.js";
import { composite } from "../../../modules/lwm2m/composite.js";
import { allFormats } from "../../../modules/lwm2m/formats/all.js";
import { ContentFormat, encodeContent } from "../../../modules/lwm2m/formats/index.js";
import type { Models } from "../../../modules/lwm2m/model.js";
import { formatPath, pathOf, type Path } from "../../../modules/lwm2m/path.js";
import { Tree } from "../../../modules/lwm2m/tree.js";
import type { ResourceType, Scalar } from "../../../modules/lwm2m/value.js";
import { everyTypeObject, newEveryType } from "../../../objects/every-type.js";
import { EveryType } from "../../../objects/models/26241-every-type.js";
import { hex } from "../../support/hex.js";
import { newRoom, shownValue } from "./room.js";
import { SdkDoor } from "./sdk-door.js";

/** Formats of a write, and whether they mark where a value ends. */
export const FORMATS: readonly { readonly name: string; readonly number: number; readonly ends: boolean }[] = [
  { name: "text", number: ContentFormat.text, ends: false },
  { name: "CBOR", number: ContentFormat.cbor, ends: true },
  { name: "TLV", number: ContentFormat.tlv, ends: true },
  { name: "TLV (1542)", number: ContentFormat.oldTlv, ends: true },
  { name: "OMA JSON", number: ContentFormat.json, ends: true },
  { name: "OMA JSON (1543)", number: ContentFormat.oldJson, ends: true },
  { name: "SenML JSON", number: ContentFormat.senmlJson, ends: true },
  { name: "SenML CBOR", number: ContentFormat.senmlCbor, ends: true },
  { name: "LwM2M CBOR", number: ContentFormat.lwm2mCbor, ends: true },
];
export type Format = (typeof FORMATS)[number];

/** Formats that name the places of their values, so that one payload has several. */
export const NAMING = FORMATS.filter(({ number }) => number !== ContentFormat.text && number !== ContentFormat.cbor);

const OBJECT = EveryType.id;
export const INSTANCE = pathOf(OBJECT, 0);

/** A device with one instance of the object, spoken to by a server. */
export class Device {
  readonly tree: Tree;
  private readonly door: SdkDoor;
  private id = 0x2000;
  private payload = "";

  constructor() {
    const room = newRoom(true);
    const object = everyTypeObject([{ id: 0, state: newEveryType() }]);
    this.tree = new Tree([...room.tree.objects, object], { composite });
    this.door = new SdkDoor({ formats: allFormats, maxDatagram: 1200 }, () => 0, { ...room, tree: this.tree });
    this.door.registered();
  }

  /** Puts a payload to a path, or patches the root; gives the answer's code. */
  write(path: Path, format: number, payload: Uint8Array): string {
    const method = path.object === undefined ? "07" : "03";
    return this.ask(`${method}`, `${uri(path)} ${numbered(path, 12, format)}`, payload);
  }

  /** What a read gives in a format, as hex; or the code of a refusal. */
  read(path: Path, format: number): string {
    const code = this.ask("01", `${uri(path)} ${numbered(path, 17, format)}`, new Uint8Array(0));
    return code === "2.05" ? this.payload : code;
  }

  /** All that the instance holds, as text. */
  get content(): string {
    const { entries = [] } = this.tree.operate({ kind: "read", path: INSTANCE });
    return entries.map(({ path, value }) => `${formatPath(path)}=${shownValue(value)}`).join(" ");
  }

  /** Writes what must be refused with 4.00, and sees that nothing has changed. */
  refuses(path: Path, format: number, payload: Uint8Array, why: string): void {
    const before = this.content;
    expect(this.write(path, format, payload), `${why}: ${hexText(payload)}`).to.equal("4.00");
    expect(this.content, why).to.equal(before);
  }

  private ask(code: string, options: string, payload: Uint8Array): string {
    const id = (this.id++).toString(16).padStart(4, "0");
    const body = payload.length === 0 ? "" : `ff ${hexText(payload)}`;
    const [answer = "", ...more] = this.door.datagram(`40 ${code} ${id} ${options} ${body}`);
    expect(more.length, "something more was sent").to.equal(0);
    const [, digits = ""] = /^60..(?:....)(.*)$/.exec(answer) ?? [];
    // The options of an answer are Content-Format alone, in two bytes at the most.
    this.payload = digits.replace(/^c(?:0|1..|2....)/, "").replace(/^ff/, "");
    const number = parseInt(answer.slice(2, 4), 16);
    return `${number >> 5}.${`${number & 31}`.padStart(2, "0")}`;
  }
}

export function uri({ object, instance, resource }: Path): string {
  const segments = [object, instance, resource].filter((id) => id !== undefined).map(String);
  return segments.map((text, i) => `${i === 0 ? "b" : "0"}${text.length} '${text}'`).join(" ");
}

/** An option with a number in as few bytes as it takes, behind Uri-Path. */
function numbered({ object }: Path, option: number, value: number): string {
  const digits = value === 0 ? "" : value.toString(16).padStart(value < 256 ? 2 : 4, "0");
  return `${(option - (object === undefined ? 0 : 11)).toString(16)}${digits.length / 2} ${digits}`;
}

export function resource(id: number): Path {
  return pathOf(OBJECT, 0, id);
}

/** The payload of a value at a resource; `as` writes it as if the resource were of another type. */
export function payloadOf(format: Format, id: number, value: Scalar, as?: ResourceType): Uint8Array {
  const path = resource(id);
  return written(format, path, [{ path, value }], as === undefined ? typesOf() : typesOf(id, as));
}

export function written(
  format: Format,
  path: Path,
  entries: Parameters<typeof encodeContent>[3],
  models: Models,
): Uint8Array {
  const payload = encodeContent(allFormats, format.number, path, entries, models);
  if (typeof payload === "number") throw new Error(`${format.name} cannot hold it`);
  return payload;
}

/** The object's resources, one of them perhaps with another type. */
export function typesOf(other?: number, type?: ResourceType): Models {
  return {
    resourceModel: (_, id) => {
      const model = Object.values(EveryType.resources).find((one) => one.id === id);
      return model && id === other && type !== undefined ? { ...model, type } : model;
    },
  };
}

/** A payload with some bytes in the place of others; nothing if it does not have those. */
export function replaced(payload: Uint8Array, wanted: string, by: string): Uint8Array | undefined {
  const digits = hexText(payload).toLowerCase();
  for (let at = digits.indexOf(wanted); at >= 0; at = digits.indexOf(wanted, at + 1)) {
    if (at % 2 === 0) return hex(digits.slice(0, at) + by + digits.slice(at + wanted.length));
  }
  return undefined;
}

export function ascii(text: string): string {
  return hexText(asciiBytes(text)).toLowerCase();
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return hex(parts.map((part) => hexText(part)).join(""));
}
