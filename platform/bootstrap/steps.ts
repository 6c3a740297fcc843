import type { Message, Option } from "../coap/message.js";
import { Code, ContentFormat } from "../coap/numbers.js";
import { textOption, uintOption } from "../coap/options.js";
import { type ResourceWrite, encodePlaces, encodeWrite, placedWrites, writeFormats } from "../lwm2m/encode.js";
import { parseLinks } from "../lwm2m/links.js";
import { type Path, formatPath, parsePath } from "../lwm2m/path.js";
import { ContentError } from "../lwm2m/scalar.js";
import type { BootstrapKind } from "../store/records.js";
import { type ServerAccount, noKeys, securityInstance, serverInstance } from "./accounts.js";
import type { BootstrapPlan, InstanceWrite } from "./plan.js";

/** One request of a bootstrap. */
export interface Step {
  readonly name: string;
  readonly code: string;
  readonly options: readonly Option[];
  readonly payload?: Buffer;
  /** The answer that is success. */
  readonly wanted: string;
  /** Another answer does not end the bootstrap. */
  readonly optional?: boolean;
}

export interface Accounts {
  readonly access: ServerAccount;
  readonly bootstrap: ServerAccount;
  /** Of what is written. */
  readonly format: number;
}

/** The requests of one bootstrap in order; each answer is given back before the next one. */
export function* steps(kind: BootstrapKind, accounts: Accounts, plan: BootstrapPlan): Generator<Step, void, Message> {
  if (kind === "onenet") {
    // Instance 0 becomes the LwM2M server, instance 1 the bootstrap server.
    yield write(accounts, { object: 0, instance: 0 }, securityInstance(accounts.access, "server"));
    yield write(accounts, { object: 0, instance: 1 }, securityInstance(accounts.bootstrap, "bootstrap"));
    yield finish;
    return;
  }
  // OMA LwM2M 1.1 clause 6.1.7.
  const found = plan.discover ? yield discover : undefined;
  for (const place of plan.remove) yield remove(place);
  const own = found?.code === Code.content ? bootstrapInstance(found.payload) : undefined;
  for (const { path, resources } of instances(accounts.access, plan, own === 0 ? 1 : 0)) {
    yield write(accounts, path, resources);
  }
  for (const place of plan.read) yield read(place);
  yield finish;
}

/** Formats in which all of a bootstrap fits one message. */
export const packFormats: readonly number[] = [...writeFormats]
  .filter(([, holds]) => holds === "places")
  .map(([format]) => format);

/** All that a bootstrap writes, for the answer to a Bootstrap-Pack-Request (OMA LwM2M 1.2 clause 6.1.7.8). */
export function bootstrapPack(access: ServerAccount, plan: BootstrapPlan, format: number): Buffer {
  const writes = instances(access, plan, 0);
  return encodePlaces(
    format,
    writes.flatMap(({ path, resources }) => resources.flatMap((resource) => placedWrites(path, resource))),
  );
}

/** @param security instance of the Security object for the access server */
const instances = (access: ServerAccount, plan: BootstrapPlan, security: number): InstanceWrite[] => [
  { path: { object: 0, instance: security }, resources: securityInstance(access, "server", noKeys()) },
  { path: { object: 1, instance: 0 }, resources: serverInstance(plan.server) },
  ...plan.writes,
];

const at = (path: string): Option[] =>
  path
    .split("/")
    .filter((part) => part !== "")
    .map((part) => textOption("Uri-Path", part));

const write = ({ format }: Accounts, path: Path, resources: readonly ResourceWrite[]): Step => ({
  name: `PUT ${formatPath(path)}`,
  code: Code.put,
  options: [...at(formatPath(path)), uintOption("Content-Format", format)],
  payload: encodeWrite(format, path, resources),
  wanted: Code.changed,
});

const discover: Step = {
  name: "GET / (discover)",
  code: Code.get,
  options: [uintOption("Accept", ContentFormat.link)],
  wanted: Code.content,
  optional: true,
};

const remove = (place: string): Step => ({
  name: `DELETE ${place}`,
  code: Code.delete,
  options: at(place),
  wanted: Code.deleted,
});

/** LwM2M 1.0 has no Bootstrap-Read. */
const read = (place: string): Step => ({
  name: `GET ${place}`,
  code: Code.get,
  options: [...at(place), uintOption("Accept", ContentFormat.tlv)],
  wanted: Code.content,
  optional: true,
});

const finish: Step = { name: "POST /bs", code: Code.post, options: at("/bs"), wanted: Code.changed };

/** The Security instance of the bootstrap server: the one that has no short server id (OMA LwM2M 1.1 clause 6.1.7.2). */
function bootstrapInstance(payload: Buffer): number | undefined {
  try {
    for (const { target, attributes } of parseLinks(payload.toString("utf8"))) {
      const path = parsePath(target);
      if (path?.object === 0 && path.instance !== undefined && attributes["ssid"] === undefined) return path.instance;
    }
    return undefined;
  } catch (error) {
    if (error instanceof ContentError) return undefined;
    throw error;
  }
}
