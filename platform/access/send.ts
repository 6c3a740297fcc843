import type { Reply } from "../coap/endpoint.js";
import type { Message } from "../coap/message.js";
import { Code, ContentFormat } from "../coap/numbers.js";
import { uintValue } from "../coap/options.js";
import { type ObjectContent, decodePlaces } from "../lwm2m/content.js";
import { ContentError } from "../lwm2m/scalar.js";

/** Formats that a device may send in: the last one came with LwM2M 1.2. */
const formats: readonly (number | undefined)[] = [
  ContentFormat.senmlJson,
  ContentFormat.senmlCbor,
  ContentFormat.lwm2mCbor,
];

/** Reads a POST to /dp (OMA LwM2M 1.1 clause 6.4.7): what the device tells of its own accord, or the refusal. */
export function readSend(request: Message): { readonly content: readonly ObjectContent[] } | Reply {
  if (request.code !== Code.post) return { code: Code.methodNotAllowed };
  const format = uintValue(request, "Content-Format");
  if (!formats.includes(format)) return { code: Code.unsupportedFormat };
  try {
    return { content: decodePlaces(format, request.payload) };
  } catch (error) {
    if (error instanceof ContentError) return { code: Code.badRequest };
    throw error;
  }
}
