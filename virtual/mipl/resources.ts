import { fromDecimal } from "../at/text.js";
import type { Parameter } from "../at/line.js";
import { whole } from "../at/numbers.js";
import type { Parts } from "../parts.js";

const MOST_ID = 65_535;

/** `<length>,"<resource>;<resource>…"`; `undefined` if it is anything else. */
export function resourceList(
  parts: Parts,
  length: Parameter | undefined,
  list: Parameter | undefined,
): number[] | undefined {
  if (list === undefined || whole(length, list.text.length, list.text.length) === undefined) return undefined;
  const resources: number[] = [];
  const texts = list.text.split(";");
  for (let i = 0; i < texts.length; i++) {
    const resource = fromDecimal(texts[i] as string);
    if (resource === undefined || resource > MOST_ID || i === parts.model.mipl.traits.mostResources) return undefined;
    resources.push(resource);
  }
  return resources;
}
