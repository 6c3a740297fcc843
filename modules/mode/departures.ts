import type { Log } from "../base/log.js";
import type { Account, AccountAddress } from "../lwm2m/accounts.js";
import { Peer } from "./peer.js";
import { deregisterRequest } from "./sdk-uplink.js";
import type { ServerUplink } from "./server-uplink.js";
import type { UplinkOutput } from "./uplink-messages.js";

/** The mark of a deregistration: the fourth of each four, which no request of a server uplink's has. */
export const DEPARTURE_TAG = 3;

/** A registration whose account is gone. */
interface Departure {
  readonly server: AccountAddress;
  readonly location: readonly string[];
}

/**
 * Registrations with servers whose accounts a bootstrap took away. Each is ended there (OMA LwM2M 1.0 clause 5.3.3; clause
 * E.1.3 leaves it to the device), one after the other and by one request, whatever comes of it: the server drops it anyway
 * at the end of its lifetime. They share a peer of their own, because the accounts' peers stand for others from now on.
 */
export class Departures {
  private list: Departure[] = [];
  private readonly log: Log;

  constructor(log: Log) {
    this.log = log;
  }

  /** Takes note of the registrations that have no account any more; gives what finds the way to the first one. */
  begin(servers: readonly ServerUplink[], accounts: readonly Account[]): UplinkOutput | undefined {
    this.list = [];
    for (let i = 0; i < servers.length; i++) {
      const { account, registration } = servers[i] as ServerUplink;
      const { address: server } = account;
      const { state } = registration;
      if (server === undefined || !("location" in state) || accounts.some((one) => isAt(one, server))) continue;
      this.list.push({ server, location: state.location });
    }
    return this.next();
  }

  /** The way to the first one is open: the request for it. */
  request(): UplinkOutput | undefined {
    const [one] = this.list;
    if (one === undefined) return undefined;
    const to = { peer: Peer.leaving, tag: DEPARTURE_TAG };
    return { kind: "request", request: deregisterRequest(to, one.location) };
  }

  /** It has answered, or will not: what finds the way to the next one. */
  ended(): UplinkOutput | undefined {
    this.list.shift();
    return this.next();
  }

  /** The way to the servers is gone; they may have the rest of the lifetime. */
  clear(): void {
    this.list = [];
  }

  private next(): UplinkOutput | undefined {
    const [one] = this.list;
    if (one === undefined) return undefined;
    const { server } = one;
    this.log("info", `deregistering from ${server.host}:${server.port}, for which there is no account any more`);
    return { kind: "reach", peer: Peer.leaving, server };
  }
}

/** A new registration at the same address takes the place of the old one (OMA LwM2M 1.0 clause 5.3.1). */
function isAt({ address }: Account, { host, port }: AccountAddress): boolean {
  return address?.host === host && address.port === port;
}
