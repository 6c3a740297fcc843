import type { Option } from "../../modules/coap/options.js";
import { OptionNumber, uintOption } from "../../modules/coap/options.js";
import { basicFormats } from "../../modules/lwm2m/formats/basic.js";
import { decodeContent, encodeContent } from "../../modules/lwm2m/formats/index.js";
import { ContentFormat } from "../../modules/lwm2m/formats/numbers.js";
import type { Models, ResourceModel } from "../../modules/lwm2m/model.js";
import { Code, type Entry } from "../../modules/lwm2m/operation.js";
import type { Path } from "../../modules/lwm2m/path.js";
import type { ResourceType, Scalar } from "../../modules/lwm2m/value.js";
import type { WriteItem } from "./contract.js";

/** A value whose type came with it: the module has no object models. */
export interface TypedEntry {
  readonly path: Path;
  readonly type: ResourceType;
  readonly value: Scalar;
}

/** A response's code, options and payload. */
export interface Answer {
  readonly code: number;
  readonly options: readonly Option[];
  readonly payload?: Uint8Array;
}

/** Answers that carry nothing but a code. */
export function bare(code: number): Answer {
  return { code, options: [] };
}

/** Link format (RFC 6690) as a response. */
export function links(text: Uint8Array): Answer {
  return { code: Code.content, options: [uintOption(OptionNumber.contentFormat, ContentFormat.link)], payload: text };
}

/**
 * The answer to a read: one resource as text, or as bytes if it is opaque, everything else as TLV; but always in the
 * format that the platform asked for, if the values can have it.
 *
 * @param accept the request's Accept option
 * @param tlv the number that TLV has if there was no such option
 */
export function content(path: Path, values: readonly TypedEntry[], accept: number | undefined, tlv: number): Answer {
  const single = path.resource !== undefined && values.length === 1 && values[0]?.path.resourceInstance === undefined;
  const usual = !single ? tlv : values[0]?.type === "opaque" ? ContentFormat.opaque : ContentFormat.text;
  const format = accept ?? usual;
  const entries = values.slice().sort(byInstance);
  const payload = encodeContent(basicFormats, format, path, entries, new TypedModels(values));
  if (typeof payload === "number") return bare(payload);
  return { code: Code.content, options: [uintOption(OptionNumber.contentFormat, format)], payload };
}

/**
 * The values of a write, as bytes. A text without a format counts as plain text (OMA LwM2M 1.0 clause 6.4.1); several
 * values of one resource have no place in the talk with the host.
 *
 * @returns the code of the refusal if they cannot be had
 */
export function writeItems(path: Path, format: number | undefined, payload: Uint8Array): WriteItem[] | number {
  const { resource } = path;
  const known = format ?? ContentFormat.text;
  if (resource !== undefined && (known === ContentFormat.text || known === ContentFormat.opaque)) {
    return [{ resource, bytes: payload, text: known === ContentFormat.text }];
  }
  if (known !== ContentFormat.tlv && known !== ContentFormat.oldTlv) return Code.unsupportedFormat;
  const decoded = decodeContent(basicFormats, known, payload, path, BYTES);
  if (decoded.kind === "refused") return decoded.code;
  return decoded.entries.length === 0 ? Code.badRequest : itemsOf(decoded.entries);
}

function itemsOf(entries: readonly Entry[]): WriteItem[] | number {
  const items: WriteItem[] = [];
  for (let i = 0; i < entries.length; i++) {
    const { path, value } = entries[i] as Entry;
    if (path.resource === undefined || !(value instanceof Uint8Array)) return Code.badRequest;
    if (path.resourceInstance !== undefined) return Code.methodNotAllowed;
    items.push({ resource: path.resource, bytes: value, text: false });
  }
  return items;
}

/** Knows no resource, so that values stay bytes. */
export const BYTES: Models = Object.freeze({ resourceModel: () => undefined });

/** Models made of values that bring their types. */
class TypedModels implements Models {
  readonly #values: readonly TypedEntry[];

  constructor(values: readonly TypedEntry[]) {
    this.#values = values;
  }

  resourceModel(object: number, resource: number): ResourceModel | undefined {
    for (let i = 0; i < this.#values.length; i++) {
      const { path, type } = this.#values[i] as TypedEntry;
      if (path.object !== object || path.resource !== resource) continue;
      return { id: resource, type, access: "R", multiple: path.resourceInstance !== undefined };
    }
    return undefined;
  }
}

/** TLV holds an instance in one piece, while the host may send its values in any order. */
function byInstance(a: TypedEntry, b: TypedEntry): number {
  return (a.path.instance ?? 0) - (b.path.instance ?? 0);
}
