import { decimal } from "../base/text.js";
import { findRow, type Instance, type LwM2mObject } from "./object.js";
import { DEFAULT_POLICY, LONGEST_PAUSE, OWN_POLICY, type RetryPolicy } from "./retry.js";
import { isMultiple, type Value } from "./value.js";
import type { Version } from "./version.js";

/** The most access servers at a time; a bootstrap that names more is not consistent. */
export const MAX_SERVERS = 4;

/** A server's address out of the Security object (OMA LwM2M 1.0 appendix E.1). */
export interface AccountAddress {
  readonly host: string;
  readonly port: number;
}

/** An account: one Security instance. */
export interface Account {
  readonly instance: number;
  readonly bootstrap: boolean;
  /** `undefined` if the URI is none that this device can use. */
  readonly address: AccountAddress | undefined;
  /** Short server id; the bootstrap server's has no meaning. */
  readonly server: number | undefined;
  /** Milliseconds to wait before a bootstrap (resource 11). */
  readonly holdOff: number;
  /** Milliseconds after a bootstrap until the bootstrap account goes (resource 12), 0 for never. */
  readonly timeout: number;
}

/** How to behave towards a server: one Server instance. */
export interface ServerTerms {
  readonly server: number;
  /** Seconds. */
  readonly lifetime: number;
  readonly binding: string;
  /** Place in the order of registrations (resource 13); without it the server does not wait for others. */
  readonly priority: number | undefined;
  /** Milliseconds from the end of the registration before to this one (resource 14). */
  readonly delay: number;
  /** True if no later server may be registered once this one failed (resource 15). */
  readonly blocks: boolean;
  /** True if a failed registration leads to a bootstrap (resource 16). */
  readonly bootstraps: boolean;
  /** Resources 17 to 20, as far as they are there. */
  readonly attempts: number | undefined;
  readonly first: number | undefined;
  readonly pause: number | undefined;
  readonly sequences: number | undefined;
  /** The versions of LwM2M that the server speaks, as resource 25 has them; `undefined` if it does not say. */
  readonly versions: readonly string[] | undefined;
}

/** What gives the objects: the tree. */
export interface AccountSource {
  object(id: number): LwM2mObject | undefined;
}

/** The pause between sequences, in seconds, that stands for none after the first (OMA LwM2M 1.2 appendix E.2, 1/x/19). */
const NO_OTHER_SEQUENCE = 0xffff_ffff;

/** Object and resource ids (OMA LwM2M 1.1 appendix E.1 and E.2). */
const SECURITY = 0;
const SERVER = 1;
const Security = Object.freeze({ uri: 0, bootstrap: 1, server: 10, holdOff: 11, timeout: 12 } as const);
const Server = Object.freeze({
  id: 0,
  lifetime: 1,
  binding: 7,
  priority: 13,
  delay: 14,
  blocks: 15,
  bootstraps: 16,
  attempts: 17,
  first: 18,
  pause: 19,
  sequences: 20,
  versions: 25,
} as const);

/** The accounts in the Security object. */
export function readAccounts(source: AccountSource): Account[] {
  return readEach(source.object(SECURITY), readAccount);
}

/** The instances of the Server object. */
export function readTerms(source: AccountSource): ServerTerms[] {
  return readEach(source.object(SERVER), readOneTerms);
}

/**
 * The terms that go with an account. A sole account takes a sole Server instance whatever its number is: OneNET's
 * bootstrap server writes none, and leaves the device its own.
 */
export function termsOf(account: Account, terms: readonly ServerTerms[]): ServerTerms | undefined {
  for (let i = 0; i < terms.length; i++) if ((terms[i] as ServerTerms).server === account.server) return terms[i];
  return terms.length === 1 ? terms[0] : undefined;
}

/** How a server is to be tried again: what its Server instance says, else what the version of LwM2M says. */
export function policyOf(terms: ServerTerms | undefined, version: Version): RetryPolicy {
  const base = version === "1.0" ? OWN_POLICY : DEFAULT_POLICY;
  if (terms === undefined) return base;
  const { attempts, first, pause, sequences } = terms;
  const once = pause !== undefined && pause >= NO_OTHER_SEQUENCE;
  if (attempts === undefined && first === undefined && pause === undefined && sequences === undefined) return base;
  return {
    attempts: atLeastOne(attempts ?? DEFAULT_POLICY.attempts),
    first: milliseconds(first ?? DEFAULT_POLICY.first / 1000),
    longest: LONGEST_PAUSE,
    pause: once ? Infinity : atLeastOne(pause ?? DEFAULT_POLICY.pause / 1000) * 1000,
    sequences: once ? 1 : atLeastOne(sequences ?? DEFAULT_POLICY.sequences),
  };
}

/**
 * What keeps the accounts from making sense together, in words; `undefined` if they do (OMA LwM2M 1.1 clause 6.1.7.7):
 * there is an access server, each has an address and a number of its own, and with several each has a Server instance.
 */
export function inconsistency(source: AccountSource): string | undefined {
  const accounts = accessAccounts(source);
  if (accounts.length === 0) return "no access server was given";
  if (accounts.length > MAX_SERVERS) return `${accounts.length} access servers, at most ${MAX_SERVERS} are served`;
  const terms = readTerms(source);
  for (let i = 0; i < accounts.length; i++) {
    const { address, server, instance } = accounts[i] as Account;
    if (address === undefined) return `/0/${instance} has no address that can be used`;
    if (accounts.length === 1) break;
    if (server === undefined || server < 1 || server > 65_534) return `/0/${instance} has no short server id`;
    for (let j = 0; j < i; j++) {
      if ((accounts[j] as Account).server === server) return `short server id ${server} is given twice`;
    }
    if (!terms.some((one) => one.server === server)) return `no Server instance has the short server id ${server}`;
  }
  return undefined;
}

/** The accounts of access servers. */
export function accessAccounts(source: AccountSource): Account[] {
  const accounts = readAccounts(source);
  for (let i = accounts.length - 1; i >= 0; i--) if ((accounts[i] as Account).bootstrap) accounts.splice(i, 1);
  return accounts;
}

/** The bootstrap server's account, if there is one. */
export function bootstrapAccount(source: AccountSource): Account | undefined {
  const accounts = readAccounts(source);
  for (let i = 0; i < accounts.length; i++) if ((accounts[i] as Account).bootstrap) return accounts[i];
  return undefined;
}

/** Parses "coap://host:port"; other schemes and IPv6 literals give `undefined`. The default port is 5683 (RFC 7252). */
export function parseServerUri(uri: string): AccountAddress | undefined {
  const scheme = "coap://";
  if (!uri.startsWith(scheme)) return undefined;
  let authority = uri.slice(scheme.length);
  const slash = authority.indexOf("/");
  if (slash >= 0) authority = authority.slice(0, slash);
  const colon = authority.lastIndexOf(":");
  const host = colon < 0 ? authority : authority.slice(0, colon);
  const port = colon < 0 ? 5683 : decimal(authority.slice(colon + 1));
  if (host.length === 0 || host.indexOf(":") >= 0) return undefined;
  return port === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}

function readEach<T>(object: LwM2mObject | undefined, read: (object: LwM2mObject, instance: Instance) => T): T[] {
  const all: T[] = [];
  if (object === undefined) return all;
  for (let i = 0; i < object.instances.length; i++) all.push(read(object, object.instances[i] as Instance));
  return all;
}

function readAccount(object: LwM2mObject, instance: Instance): Account {
  const uri = valueOf(object, instance, Security.uri);
  return {
    instance: instance.id,
    bootstrap: valueOf(object, instance, Security.bootstrap) === true,
    address: typeof uri === "string" ? parseServerUri(uri) : undefined,
    server: count(object, instance, Security.server),
    holdOff: (count(object, instance, Security.holdOff) ?? 0) * 1000,
    timeout: (count(object, instance, Security.timeout) ?? 0) * 1000,
  };
}

function readOneTerms(object: LwM2mObject, instance: Instance): ServerTerms {
  const binding = valueOf(object, instance, Server.binding);
  return {
    server: count(object, instance, Server.id) ?? 0,
    lifetime: count(object, instance, Server.lifetime) ?? 86_400,
    binding: typeof binding === "string" ? binding : "U",
    priority: count(object, instance, Server.priority),
    delay: (count(object, instance, Server.delay) ?? 0) * 1000,
    blocks: valueOf(object, instance, Server.blocks) === true,
    bootstraps: valueOf(object, instance, Server.bootstraps) !== false,
    attempts: count(object, instance, Server.attempts),
    first: count(object, instance, Server.first),
    pause: count(object, instance, Server.pause),
    sequences: count(object, instance, Server.sequences),
    versions: texts(valueOf(object, instance, Server.versions)),
  };
}

function count(object: LwM2mObject, instance: Instance, resource: number): number | undefined {
  const found = valueOf(object, instance, resource);
  return typeof found === "number" || typeof found === "bigint" ? Number(found) : undefined;
}

function valueOf(object: LwM2mObject, instance: Instance, resource: number): Value | undefined {
  return findRow(object.definition, resource)?.read?.(instance.state as never);
}

function texts(value: Value | undefined): readonly string[] | undefined {
  if (value === undefined || !isMultiple(value)) return undefined;
  return value.instances.map((one) => one.value as string);
}

function atLeastOne(count: number): number {
  return count < 1 ? 1 : count;
}

/** Seconds as milliseconds, at least one second and at most a day. */
function milliseconds(seconds: number): number {
  const whole = seconds * 1000;
  return whole < 1000 ? 1000 : whole > LONGEST_PAUSE ? LONGEST_PAUSE : whole;
}
