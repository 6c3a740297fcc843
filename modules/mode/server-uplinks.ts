import { earlier, type Instant } from "../base/machine.js";
import { readTerms, type Account } from "../lwm2m/accounts.js";
import { mayRegister } from "../lwm2m/order.js";
import { Peer } from "./peer.js";
import { ServerUplink } from "./server-uplink.js";
import type { UplinkOptions } from "./uplink-messages.js";

/** The access servers, each with its registration; their places count from the first access server's peer. */
export class ServerUplinks {
  list: readonly ServerUplink[] = [];
  private readonly options: UplinkOptions;

  constructor(options: UplinkOptions) {
    this.options = options;
  }

  /**
   * Takes the accounts for the servers to be registered with, in place of all that there were.
   *
   * @param untried true if a bootstrap has just named them
   */
  enrol(accounts: readonly Account[], untried: boolean): void {
    const terms = readTerms(this.options.tree);
    const list: ServerUplink[] = [];
    for (let i = 0; i < accounts.length; i++) {
      list.push(new ServerUplink(Peer.access + i, accounts[i] as Account, terms, this.options, untried));
    }
    this.list = list;
  }

  /** Starts the registrations whose turn it is. */
  advance(now: Instant): void {
    const places = mayRegister(this.list);
    for (let i = 0; i < places.length; i++) (this.list[places[i] as number] as ServerUplink).start(now);
  }

  at(peer: number): ServerUplink | undefined {
    return this.list[peer - Peer.access];
  }

  /** The servers meant. A sole one is, whatever the number: OneNET's bootstrap server leaves our Server instance alone. */
  concerned(id: number | undefined): readonly ServerUplink[] {
    if (id === undefined || this.list.length === 1) return this.list;
    return this.list.filter((server) => server.account.server === id);
  }

  /** True if there is a registration. */
  get registered(): boolean {
    for (let i = 0; i < this.list.length; i++) if ((this.list[i] as ServerUplink).registered) return true;
    return false;
  }

  /** True if there is a registration, or one is under way. */
  get busy(): boolean {
    for (let i = 0; i < this.list.length; i++) if ((this.list[i] as ServerUplink).progress === "trying") return true;
    return this.registered;
  }

  /** True while a server counts on us to sleep between our messages. */
  get queued(): boolean {
    for (let i = 0; i < this.list.length; i++) {
      const server = this.list[i] as ServerUplink;
      if (server.queued && server.registered) return true;
    }
    return false;
  }

  /** True if a server was told that we leave. */
  get told(): boolean {
    for (let i = 0; i < this.list.length; i++) if ((this.list[i] as ServerUplink).told) return true;
    return false;
  }

  get ended(): boolean {
    for (let i = 0; i < this.list.length; i++) {
      if ((this.list[i] as ServerUplink).registration.state.name !== "deregistered") return false;
    }
    return true;
  }

  expire(now: Instant): void {
    for (let i = 0; i < this.list.length; i++) (this.list[i] as ServerUplink).registration.expire(now);
  }

  deadline(): Instant | undefined {
    let next: Instant | undefined;
    for (let i = 0; i < this.list.length; i++) {
      next = earlier(next, (this.list[i] as ServerUplink).registration.deadline());
    }
    return next;
  }
}
