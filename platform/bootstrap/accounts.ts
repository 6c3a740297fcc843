import { isIPv6 } from "node:net";
import type { ResourceWrite } from "../lwm2m/encode.js";
import type { DataType, Scalar } from "../lwm2m/scalar.js";

export interface ServerAccount {
  readonly host: string;
  readonly port: number;
}

/** Resources of object 0 (OMA LwM2M 1.0 appendix E.1). */
const Resource = {
  uri: 0,
  isBootstrap: 1,
  mode: 2,
  identity: 3,
  serverKey: 4,
  secretKey: 5,
  shortServerId: 10,
  holdOff: 11,
} as const;
/** Security mode without DTLS. */
const noSec = 3;
/** Of the access server; ids are 1 to 65,534. */
const shortServerId = 1;

/** One instance of the Security object, for the server that devices register with or for the bootstrap server. */
export function securityInstance(
  account: ServerAccount,
  role: "server" | "bootstrap",
  keys: readonly ResourceWrite[] = [],
): ResourceWrite[] {
  const host = isIPv6(account.host) ? `[${account.host}]` : account.host;
  return [
    resource(Resource.uri, "string", `coap://${host}:${account.port}`),
    resource(Resource.isBootstrap, "boolean", role === "bootstrap"),
    resource(Resource.mode, "integer", noSec),
    ...keys,
    role === "server"
      ? resource(Resource.shortServerId, "integer", shortServerId)
      : resource(Resource.holdOff, "integer", 0),
  ];
}

/** Resources of object 1 (OMA LwM2M 1.0 appendix E.2). */
const ServerResource = { shortServerId: 0, lifetime: 1, storing: 6, binding: 7 } as const;
/** Seconds that a registration lasts unless its device or its bootstrap plan says otherwise. */
const lifetime = 3_600;

/** The instance of the Server object that belongs to the access server. @param own resources of a bootstrap plan */
export function serverInstance(own: readonly ResourceWrite[]): ResourceWrite[] {
  const usual = [
    resource(ServerResource.shortServerId, "integer", shortServerId),
    resource(ServerResource.lifetime, "integer", lifetime),
    resource(ServerResource.storing, "boolean", true),
    resource(ServerResource.binding, "string", "U"),
  ];
  const kept = usual.filter(({ id }) => !own.some((each) => each.id === id));
  return [...kept, ...own].sort((a, b) => a.id - b.id);
}

/**
 * The keys of an account without DTLS: empty. They are mandatory (OMA LwM2M 1.0 appendix E.1), and the Leshan client
 * does not take an account in which they are missing; OneNET leaves them out.
 */
export const noKeys = (): readonly ResourceWrite[] =>
  [Resource.identity, Resource.serverKey, Resource.secretKey].map((id) => resource(id, "opaque", Buffer.alloc(0)));

const resource = (id: number, type: DataType, value: Scalar): ResourceWrite => ({ id, type, value });
