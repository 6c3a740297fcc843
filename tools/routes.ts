import { lookup } from "node:dns/promises";
import { isIPv4 } from "node:net";
import { UsageError } from "./arguments.js";
import type { Endpoint } from "./pcap.js";

/** What a name leads to: a host, with a port of its own or the one that the module asks for. */
export interface ResolveRule {
  readonly name: string;
  readonly host: string;
  readonly port?: number;
}

/**
 * Where OneNET's names and addresses lead unless a rule says otherwise: to the ports on which the local platform
 * listens by default.
 */
export const DEFAULT_RULES: readonly ResolveRule[] = [
  { name: "nbiotbt.heclouds.com", host: "127.0.0.1", port: 5683 },
  { name: "183.230.40.39", host: "127.0.0.1", port: 5683 },
  { name: "nbiotacc.heclouds.com", host: "127.0.0.1", port: 5685 },
  { name: "183.230.40.40", host: "127.0.0.1", port: 5685 },
];

/** Host numbers of 192.0.2.0/24 (RFC 5737), one for each rule with a port of its own. */
const MOST_RULES = 254;

export interface Route {
  readonly name: string;
  /** What the module sends to. */
  readonly alias: string;
  readonly address: string;
  readonly port: number | undefined;
}

/**
 * "NAME=HOST[:PORT]".
 *
 * @throws UsageError
 */
export function parseRule(text: string): ResolveRule {
  const match = /^([^=\s]+)=([^=:\s]+)(?::(\d{1,5}))?$/.exec(text);
  const [, name, host, port] = match ?? [];
  if (
    name === undefined ||
    host === undefined ||
    (port !== undefined && !(Number(port) >= 1 && Number(port) <= 65_535))
  ) {
    throw new UsageError(`option --resolve takes NAME=HOST[:PORT], not "${text}"`);
  }
  return port === undefined ? { name, host } : { name, host, port: Number(port) };
}

/** The module's DNS, and where its datagrams really go. */
export class Routes {
  readonly #routes: readonly Route[];
  readonly #internet: boolean;

  private constructor(routes: readonly Route[], internet: boolean) {
    this.#routes = routes;
    this.#internet = internet;
  }

  /**
   * Looks up the hosts of the rules. Those given go before the default ones.
   *
   * @throws UsageError if a host is not known, or is none of this machine or its private network though `internet` was
   *   not asked for
   */
  static async make(rules: readonly ResolveRule[], internet: boolean): Promise<Routes> {
    const given = rules.map((rule) => rule.name.toLowerCase());
    const all = [...rules, ...DEFAULT_RULES.filter((rule) => !given.includes(rule.name))];
    if (all.length > MOST_RULES) throw new UsageError(`there can be no more than ${MOST_RULES} --resolve rules`);
    const routes: Route[] = [];
    for (const [index, { name, host, port }] of all.entries()) {
      const address = await addressOf(host);
      if (address === undefined) throw new UsageError(`--resolve ${name}=${host}: there is no host ${host}`);
      if (!internet && !isNear(address)) {
        throw new UsageError(`--resolve ${name}=${host}: ${address} is on the internet, which needs --internet`);
      }
      // A name that is an address is what the module sends to; one with a port gets an address of its own.
      const alias = isIPv4(name) ? name : port === undefined ? address : `192.0.2.${index + 1}`;
      routes.push({ name: name.toLowerCase(), alias, address, port });
    }
    return new Routes(routes, internet);
  }

  /** All of them, in the order in which they are tried. */
  get table(): readonly Route[] {
    return this.#routes;
  }

  /** True if no datagram can leave this machine. */
  get loopbackOnly(): boolean {
    return !this.#internet && this.#routes.every((route) => isLoopback(route.address));
  }

  /** The address that the module gets for a name; `undefined` if there is none. */
  async resolve(name: string): Promise<string | undefined> {
    const route = this.#routes.find((one) => one.name === name.toLowerCase());
    if (route !== undefined) return route.alias;
    if (name.toLowerCase() === "localhost") return "127.0.0.1";
    return this.#internet ? await addressOf(name) : undefined;
  }

  /** Where a datagram of the module really goes; `undefined` if it must not leave. */
  translate(to: Endpoint): Endpoint | undefined {
    const route = this.#routes.find((one) => one.alias === to.address);
    if (route !== undefined) return { address: route.address, port: route.port ?? to.port };
    return this.#internet || isLoopback(to.address) ? to : undefined;
  }
}

async function addressOf(host: string): Promise<string | undefined> {
  if (isIPv4(host)) return host;
  try {
    return (await lookup(host, { family: 4 })).address;
  } catch {
    return undefined;
  }
}

function isLoopback(address: string): boolean {
  return address.startsWith("127.");
}

/** Loopback, private (RFC 1918) and link-local (RFC 3927) addresses. */
function isNear(address: string): boolean {
  const [a = 0, b = 0] = address.split(".").map(Number);
  return (
    a === 127 || a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 169 && b === 254)
  );
}
