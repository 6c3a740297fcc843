import type { AttributeName } from "./attributes.js";
import { ATTRIBUTES } from "./attributes.js";
import { formatDecimal } from "./number.js";
import type { Instance, LwM2mObject } from "./object.js";
import type { DiscoverLink } from "./operation.js";
import { formatPath } from "./path.js";
import type { Version } from "./version.js";

/** The Security object, which is never announced (OMA LwM2M 1.0 clause 5.3.1). */
const SECURITY = 0;

const NO_FORMATS: readonly number[] = Object.freeze([]);

/**
 * The payload of register and update: the root with its resource type and the content formats that are told of, then
 * each instance of each object in order (OMA LwM2M 1.0 clause 5.3.1, 1.1 clause 6.2.1, RFC 6690). An object stands before
 * its instances if it has a version other than 1.0, and alone if it has no instance.
 */
export function registrationPayload(objects: readonly LwM2mObject[], formats: readonly number[] = NO_FORMATS): string {
  let text = `</>;rt="oma.lwm2m"${contentFormats(formats)}`;
  for (let i = 0; i < objects.length; i++) {
    const object = objects[i] as LwM2mObject;
    // An object at a time, so that the growing text is not copied for each instance.
    if (object.definition.model.id !== SECURITY) text += objectLinks(object);
  }
  return text;
}

/** One number stands by itself, several in quotes (RFC 7252 section 7.2.1). */
function contentFormats(formats: readonly number[]): string {
  if (formats.length === 0) return "";
  return formats.length === 1 ? `;ct=${formats[0]}` : `;ct="${formats.join(" ")}"`;
}

/** The answer to a discover: `</3/0>;pmin=10,</3/0/6>;dim=2` (OMA LwM2M 1.0 clause 5.4.2). */
export function discoverPayload(links: readonly DiscoverLink[]): string {
  let text = "";
  for (let i = 0; i < links.length; i++) {
    if (i > 0) text += ",";
    text += formatLink(links[i] as DiscoverLink);
  }
  return text;
}

/**
 * The answer to a discover of bootstrap, led by the newest LwM2M version that the device speaks (OMA LwM2M 1.0 clause
 * 5.2.7.3); since 1.1 as an attribute of the root, and with the servers' addresses (1.1 clause 6.1.7.3).
 */
export function bootstrapDiscoverPayload(links: readonly DiscoverLink[], version: Version = "1.0"): string {
  let text = version === "1.0" ? 'lwm2m="1.0"' : `</>;lwm2m=${version}`;
  for (let i = 0; i < links.length; i++) {
    const link = links[i] as DiscoverLink;
    text += `,${formatLink(link)}`;
    if (version !== "1.0" && link.uri !== undefined) text += `;uri="${link.uri}"`;
  }
  return text;
}

function objectLinks({ definition, instances }: LwM2mObject): string {
  const { id, version } = definition.model;
  let text = version !== "1.0" ? `,</${id}>;ver=${version}` : instances.length === 0 ? `,</${id}>` : "";
  for (let i = 0; i < instances.length; i++) text += `,</${id}/${(instances[i] as Instance).id}>`;
  return text;
}

function formatLink(link: DiscoverLink): string {
  let text = `<${formatPath(link.path)}>`;
  if (link.version !== undefined) text += `;ver=${link.version}`;
  if (link.server !== undefined) text += `;ssid=${link.server}`;
  if (link.dimension !== undefined) text += `;dim=${link.dimension}`;
  if (link.attributes === undefined) return text;
  for (let i = 0; i < ATTRIBUTES.length; i++) {
    const name = (ATTRIBUTES[i] as { name: AttributeName }).name;
    const value = link.attributes[name];
    if (value !== undefined) text += `;${name}=${formatDecimal(value)}`;
  }
  return text;
}
