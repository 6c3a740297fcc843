import type { Message } from "../coap/message.js";
import { Code, ContentFormat } from "../coap/numbers.js";
import { findOption, uintValue, uriQuery } from "../coap/options.js";
import { type ObjectList, parseObjectList } from "../lwm2m/links.js";
import { ContentError } from "../lwm2m/scalar.js";
import type { BootstrapKind } from "../store/records.js";

/** LwM2M versions that are served: OneNET's access speaks 1.0 alone. */
const versions: Readonly<Record<BootstrapKind, readonly string[]>> = {
  onenet: ["1.0"],
  standard: ["1.0", "1.1", "1.2"],
};
/** Seconds, where a registration names no lifetime (OMA LwM2M 1.0 clause 5.3.1). */
const defaultLifetime = 86_400;
/** A lifetime is an unsigned number of 32 bits. */
const maxLifetime = 0xffff_ffff;
/** An object list with more instances is not taken. */
const maxInstances = 256;

export interface RegisterRequest {
  readonly lifetime: number;
  readonly version: string;
  readonly binding: string;
  readonly queueMode: boolean;
  readonly list: ObjectList;
}

export interface UpdateRequest {
  readonly lifetime?: number;
  readonly binding?: string;
  readonly list?: ObjectList;
}

/** The code of a refusal and its reason for the log. */
export interface Refusal {
  readonly code: string;
  readonly why: string;
}

/** Reads a register request (OMA LwM2M 1.0 clause 5.3.1). Who sends it is looked at elsewhere. */
export function readRegister(message: Message, kind: BootstrapKind): RegisterRequest | Refusal {
  const query = uriQuery(message);
  const version = query.get("lwm2m") ?? "1.0";
  if (!versions[kind].includes(version)) return { code: Code.preconditionFailed, why: `LwM2M version ${version}` };
  const update = readUpdate(message);
  if ("why" in update) return update;
  if (update.list === undefined) return { code: Code.badRequest, why: "no object list" };
  const binding = update.binding ?? "U";
  return {
    version,
    lifetime: update.lifetime ?? defaultLifetime,
    binding,
    queueMode: isQueueMode(version, binding, query.has("Q")),
    list: update.list,
  };
}

/** Queue mode is part of the binding in LwM2M 1.0 (UQ), a parameter of its own from 1.1 on. */
export const isQueueMode = (version: string, binding: string, asked: boolean): boolean =>
  version === "1.0" ? binding.includes("Q") : asked;

/** Reads an update request (clause 5.3.2): what it does not name stays as it was. */
export function readUpdate(message: Message): UpdateRequest | Refusal {
  const query = uriQuery(message);
  const lifetime = readLifetime(query.get("lt"));
  if (lifetime === "wrong") return { code: Code.badRequest, why: "lifetime is not a number of seconds" };
  const binding = query.get("b");
  if (binding !== undefined && !/^[UQSTNMH]{1,7}$/.test(binding))
    return { code: Code.badRequest, why: "unknown binding" };
  const list = readList(message);
  if (list !== undefined && "why" in list) return list;
  return {
    ...(lifetime === undefined ? {} : { lifetime }),
    ...(binding === undefined ? {} : { binding }),
    ...(list === undefined ? {} : { list }),
  };
}

function readLifetime(text: string | undefined): number | undefined | "wrong" {
  if (text === undefined) return undefined;
  const seconds = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  return seconds >= 1 && seconds <= maxLifetime ? seconds : "wrong";
}

function readList(message: Message): ObjectList | Refusal | undefined {
  if (message.payload.length === 0) return undefined;
  const format =
    findOption(message, "Content-Format") === undefined ? ContentFormat.link : uintValue(message, "Content-Format");
  if (format !== ContentFormat.link)
    return { code: Code.unsupportedFormat, why: `object list in content format ${format}` };
  try {
    const list = parseObjectList(message.payload.toString("utf8"));
    const instances = list.objects.reduce((sum, entry) => sum + entry.instances.length, 0);
    if (list.objects.length === 0) return { code: Code.badRequest, why: "object list names no object" };
    if (instances > maxInstances) return { code: Code.entityTooLarge, why: `object list with ${instances} instances` };
    return list;
  } catch (error) {
    if (error instanceof ContentError) return { code: Code.badRequest, why: error.message };
    throw error;
  }
}
