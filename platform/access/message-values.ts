import type { Message } from "../coap/message.js";
import { Code } from "../coap/numbers.js";
import { uintValue, uriPath } from "../coap/options.js";
import { type ObjectContent, contentJson, decodeContent, decodeNames, decodePlaces } from "../lwm2m/content.js";
import { type Path, parsePath } from "../lwm2m/path.js";
import { ContentError } from "../lwm2m/scalar.js";
import type { DataValue } from "../store/records.js";

/** What tells the place of a payload: a request's Uri-Path. */
export type Asked = Pick<Message, "options">;

/**
 * What a payload says, by path such as "/3303/0/5700". Undefined if it cannot be told: the one line of text still shows
 * the bytes.
 * @param asked the request that tells the place: the message itself, or what it answers
 */
export function valuesOf(message: Message, asked: Asked | undefined): Record<string, DataValue> | undefined {
  if (message.payload.length === 0 || asked === undefined) return undefined;
  return understood(() => {
    const values: Record<string, DataValue> = {};
    for (const { object, instances } of contentOf(message, placeOf(asked))) {
      for (const instance of instances) {
        const number = isUnnumbered(message) ? "new" : instance.id;
        for (const resource of instance.resources)
          values[`/${object}/${number}/${resource.id}`] = contentJson(resource);
      }
    }
    return values;
  });
}

/** The places that a composite read or observation asks for. */
export function namesOf(message: Message): readonly string[] {
  if (message.code !== Code.fetch) return [];
  return understood(() => decodeNames(uintValue(message, "Content-Format"), message.payload)) ?? [];
}

function contentOf(message: Message, path: Path | undefined): ObjectContent[] {
  const format = uintValue(message, "Content-Format");
  if (path === undefined) return decodePlaces(format, message.payload);
  return [{ object: path.object, instances: decodeContent(path, format, message.payload) }];
}

/** The place in the device, under whatever root it has. */
function placeOf(message: Asked): Path | undefined {
  const segments = uriPath(message);
  const first = segments.findIndex((segment) => /^\d+$/.test(segment));
  return first < 0 ? undefined : parsePath(`/${segments.slice(first).join("/")}`);
}

/** A create in TLV that leaves the number of the instance to the device: its resources stand alone. */
function isUnnumbered(message: Message): boolean {
  const isTlv = [1542, 11_542].includes(uintValue(message, "Content-Format") ?? 0);
  return (
    message.code === Code.post &&
    isTlv &&
    placeOf(message)?.instance === undefined &&
    message.payload.readUInt8(0) >= 0x40
  );
}

function understood<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof ContentError) return undefined;
    throw error;
  }
}
