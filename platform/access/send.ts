import type { Reply } from "../coap/endpoint.js";
import type { Message } from "../coap/message.js";
import { Code, ContentFormat } from "../coap/numbers.js";
import { uintValue } from "../coap/options.js";
import type { InstanceContent } from "../lwm2m/content.js";
import { ContentError } from "../lwm2m/scalar.js";
import { gather, readSenmlCbor, readSenmlJson } from "../lwm2m/senml.js";

/** What a device sends of its own accord, by object. */
export interface Sent {
  readonly values: readonly { readonly object: number; readonly instances: readonly InstanceContent[] }[];
}

/** Reads a POST to /dp (OMA LwM2M 1.1 clause 6.4.7), or gives the refusal. */
export function readSend(request: Message): Sent | Reply {
  if (request.code !== Code.post) return { code: Code.methodNotAllowed };
  const format = uintValue(request, "Content-Format");
  if (format !== ContentFormat.senmlJson && format !== ContentFormat.senmlCbor) return { code: Code.unsupportedFormat };
  try {
    const read = format === ContentFormat.senmlJson ? readSenmlJson : readSenmlCbor;
    const all = read(request.payload);
    const objects = [...new Set(all.map(({ object }) => object))];
    return {
      values: objects.map((object) => ({ object, instances: gather(all.filter((one) => one.object === object)) })),
    };
  } catch (error) {
    if (error instanceof ContentError) return { code: Code.badRequest };
    throw error;
  }
}
