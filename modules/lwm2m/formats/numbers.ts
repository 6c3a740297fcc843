import type { Models } from "../model.js";
import type { Path } from "../path.js";

/** Content-format numbers (OMA LwM2M 1.0 clause 6.4 and the CoAP registry; `oldTlv` stood in drafts and lives on). */
export const ContentFormat = Object.freeze({
  text: 0,
  link: 40,
  opaque: 42,
  oldTlv: 1542,
  tlv: 11542,
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
