import type { Models } from "../model.js";
import type { Path } from "../path.js";

/**
 * Content-format numbers (OMA LwM2M 1.0 clause 6.4, 1.1 and 1.2 clause 7.4, and the CoAP registry). `oldTlv` and
 * `oldJson` stood in drafts and live on.
 */
export const ContentFormat = Object.freeze({
  text: 0,
  link: 40,
  opaque: 42,
  cbor: 60,
  senmlJson: 110,
  senmlCbor: 112,
  senmlEtchJson: 320,
  senmlEtchCbor: 322,
  oldTlv: 1542,
  oldJson: 1543,
  tlv: 11542,
  json: 11543,
  lwm2mCbor: 11544,
} as const);

/**
 * The format of an answer when the server asked for none: text for a resource with one value, its plain bytes if they
 * are opaque, TLV for everything else. `tlv` is the number that the server is known to speak.
 */
export function defaultFormat(path: Path, models: Models, tlv: number = ContentFormat.tlv): number {
  if (path.object === undefined || path.resource === undefined) return tlv;
  const resource = models.resourceModel(path.object, path.resource);
  if (resource === undefined || (resource.multiple === true && path.resourceInstance === undefined)) return tlv;
  return resource.type === "opaque" ? ContentFormat.opaque : ContentFormat.text;
}
