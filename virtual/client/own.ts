import { asciiBytes } from "../../modules/base/text.js";
import { basicFormats } from "../../modules/lwm2m/formats/basic.js";
import { decodeContent } from "../../modules/lwm2m/formats/index.js";
import { ContentFormat } from "../../modules/lwm2m/formats/numbers.js";
import type { Models } from "../../modules/lwm2m/model.js";
import { Code } from "../../modules/lwm2m/operation.js";
import { covers, type Path, pathOf } from "../../modules/lwm2m/path.js";
import type { ResourceType, Scalar } from "../../modules/lwm2m/value.js";
import type { Declarations } from "../mipl/declarations.js";
import { OWN_OBJECTS } from "../mipl/traits.js";
import { type Answer, bare, content, links, type TypedEntry } from "./content.js";
import type { ServerRequest } from "./request.js";

/** What the module's own objects tell. */
export interface OwnFacts {
  readonly manufacturer: string;
  readonly model: string;
  readonly serial: string;
  readonly firmware: string;
  readonly address: string;
  /** dBm */
  readonly signal: number;
  readonly cell: number;
}

/** What the module's Server object says of the registration. */
export interface Standing {
  /** Short server id. */
  readonly server: number;
  /** Seconds. */
  readonly lifetime: number;
}

/** What a request to an own object brings about, beside the answer. */
export type OwnEffect =
  { readonly kind: "reboot" } | { readonly kind: "update"; readonly lifetime: number } | undefined;

const SECURITY = 0;
const LIFETIME: Path = Object.freeze({ object: 1, instance: 0, resource: 1 });
const UPDATE_TRIGGER: Path = Object.freeze({ object: 1, instance: 0, resource: 8 });
const REBOOT: Path = Object.freeze({ object: 3, instance: 0, resource: 4 });

/** Narrow-band IoT among network bearers (OMA LwM2M 1.0 appendix E.5). */
const NB_IOT = 7;

/**
 * Serves objects 1, 3, 4 and 5 (OMA LwM2M 1.0 appendix E), which the host does not see. They cannot be observed, and
 * object 0 is no server's business.
 */
export function serveOwn(
  request: Exclude<ServerRequest, { kind: "refused" }>,
  facts: OwnFacts,
  standing: Standing,
  tlv: number,
): { readonly answer: Answer; readonly effect?: OwnEffect } {
  if (request.path.object === SECURITY) return { answer: bare(Code.unauthorized) };
  if (request.path.instance !== undefined && request.path.instance !== 0) return { answer: bare(Code.notFound) };
  switch (request.kind) {
    case "read":
      return { answer: read(request.path, request.accept, facts, standing, tlv) };
    case "discover":
      return { answer: discover(request.path, facts, standing) };
    case "execute":
      return execute(request.path, facts, standing);
    case "write":
      return write(request.path, request.format, request.payload);
    case "observe":
    case "cancel":
    case "parameter":
      return { answer: bare(Code.methodNotAllowed) };
  }
}

function read(path: Path, accept: number | undefined, facts: OwnFacts, standing: Standing, tlv: number): Answer {
  const values = ownValues(facts, standing).filter((entry) => covers(path, entry.path));
  if (values.length > 0) return content(path, values, accept, tlv);
  return bare(isExecutable(path) ? Code.methodNotAllowed : Code.notFound);
}

function discover(path: Path, facts: OwnFacts, standing: Standing): Answer {
  const { object } = path;
  const ids: number[] = [];
  const values = ownValues(facts, standing);
  for (let i = 0; i < values.length; i++) {
    const place = (values[i] as TypedEntry).path;
    if (place.object === object && !ids.includes(place.resource as number)) ids.push(place.resource as number);
  }
  if (object === LIFETIME.object) ids.push(UPDATE_TRIGGER.resource as number);
  if (object === REBOOT.object) ids.push(REBOOT.resource as number);
  return listing(path, [0], ids);
}

/** The answer to a discover: the path and what lies below it; 4.04 if it is not there. */
export function listing(path: Path, instances: readonly number[], resources: readonly number[]): Answer {
  const { object, instance, resource } = path;
  if (instance !== undefined && !instances.includes(instance)) return bare(Code.notFound);
  if (resource !== undefined) {
    if (!resources.includes(resource)) return bare(Code.notFound);
    return links(asciiBytes(`</${object}/${instance}/${resource}>`));
  }
  const parts: string[] = instance === undefined ? [`</${object}>`] : [];
  for (let i = 0; i < instances.length; i++) {
    const id = instances[i] as number;
    if (instance !== undefined && instance !== id) continue;
    parts.push(`</${object}/${id}>`);
    for (let j = 0; j < resources.length; j++) parts.push(`</${object}/${id}/${resources[j] as number}>`);
  }
  return links(asciiBytes(parts.join(",")));
}

/** What is registered: the root with its resource type, then each instance (OMA LwM2M 1.0 clause 5.3.1). */
export function objectLinks(declarations: Declarations): Uint8Array {
  const parts = ['</>;rt="oma.lwm2m"'];
  for (const object of OWN_OBJECTS) if (object !== SECURITY) parts.push(`</${object}/0>`);
  for (const object of declarations.objects) {
    for (const instance of object.instances) parts.push(`</${object.id}/${instance}>`);
  }
  return asciiBytes(parts.join(","));
}

function isExecutable(path: Path): boolean {
  return covers(path, REBOOT) || covers(path, UPDATE_TRIGGER);
}

function execute(path: Path, facts: OwnFacts, standing: Standing): { answer: Answer; effect?: OwnEffect } {
  if (covers(path, REBOOT)) return { answer: bare(Code.changed), effect: { kind: "reboot" } };
  if (covers(path, UPDATE_TRIGGER)) return { answer: bare(Code.changed), effect: { kind: "update", lifetime: 0 } };
  const there = ownValues(facts, standing).some((entry) => covers(path, entry.path));
  return { answer: bare(there ? Code.methodNotAllowed : Code.notFound) };
}

/** Nothing of the own objects can be written but the lifetime. */
function write(path: Path, format: number | undefined, payload: Uint8Array): { answer: Answer; effect?: OwnEffect } {
  if (path.object !== LIFETIME.object) return { answer: bare(Code.methodNotAllowed) };
  const decoded = decodeContent(basicFormats, format ?? ContentFormat.text, payload, path, INTEGERS);
  if (decoded.kind === "refused") return { answer: bare(decoded.code) };
  const entry = decoded.entries[0];
  const value = entry?.value;
  if (decoded.entries.length !== 1 || entry?.path.resource !== LIFETIME.resource || typeof value !== "number") {
    return { answer: bare(Code.methodNotAllowed) };
  }
  if (value < 1 || value > 0x0fff_ffff) return { answer: bare(Code.badRequest) };
  return { answer: bare(Code.changed), effect: { kind: "update", lifetime: value } };
}

const INTEGERS: Models = Object.freeze({
  resourceModel: (_object: number, id: number) => ({ id, type: "integer", access: "RW" }) as const,
});

/** All that can be read, by object and resource. */
function ownValues(facts: OwnFacts, standing: Standing): TypedEntry[] {
  const values: TypedEntry[] = [];
  const add = (object: number, resource: number, type: ResourceType, value: Scalar, at?: number): void => {
    values.push({ path: pathOf(object, 0, resource, at), type, value });
  };
  add(1, 0, "integer", standing.server);
  add(1, 1, "integer", standing.lifetime);
  add(1, 6, "boolean", false);
  add(1, 7, "string", "U");
  add(3, 0, "string", facts.manufacturer);
  add(3, 1, "string", facts.model);
  add(3, 2, "string", facts.serial);
  add(3, 3, "string", facts.firmware);
  add(3, 11, "integer", 0, 0);
  add(3, 16, "string", "U");
  add(4, 0, "integer", NB_IOT);
  add(4, 1, "integer", NB_IOT, 0);
  add(4, 2, "integer", facts.signal);
  add(4, 4, "string", facts.address, 0);
  add(4, 8, "integer", facts.cell);
  add(5, 3, "integer", 0);
  add(5, 5, "integer", 0);
  return values;
}
