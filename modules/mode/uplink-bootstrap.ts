import { earlier, type Instant } from "../base/machine.js";
import { maskName } from "../base/log.js";
import { accessAccounts, bootstrapAccount, type Account } from "../lwm2m/accounts.js";
import { Bootstrap, type BootstrapInput, type BootstrapState } from "../lwm2m/bootstrap.js";
import { Peer } from "./peer.js";
import { bootstrapRequest } from "./sdk-uplink.js";
import type { UplinkOptions, UplinkOutput } from "./uplink-messages.js";

/** Marks of the requests to the bootstrap server, in the order of the server uplink's below its first peer. */
export const BootstrapTag = Object.freeze({ bootstrap: 0, pack: 1 } as const);

/** Bootstraps that fail in a row before the accounts of before are tried again. */
const PATIENCE = 4;

const STOP = Object.freeze({ kind: "stop" });

/** What a bootstrap led to, besides requests. */
export type BootstrapNews =
  | UplinkOutput
  /** The accounts are in place. */
  | { readonly kind: "finished" }
  /** The bootstrap server is no help: the servers of before may be back by now. */
  | { readonly kind: "hopeless"; readonly then: UplinkOutput };

/** The part of the uplink that gets the accounts: the requests to the bootstrap server, and that server's account. */
export class UplinkBootstrap {
  /** A bootstrap is to come first, though there are accounts. */
  wanted = false;
  private readonly options: UplinkOptions;
  private readonly machine: Bootstrap;
  /** When the bootstrap server's account has had its time. */
  private purgeAt: Instant | undefined = undefined;

  constructor(options: UplinkOptions) {
    this.options = options;
    this.machine = new Bootstrap(options.random, options.packs !== undefined);
  }

  get state(): BootstrapState {
    return this.machine.state;
  }

  /** True if the bootstrap server may write. */
  get open(): boolean {
    return this.machine.open;
  }

  /** The bootstrap server's account, if there is one. */
  get account(): Account | undefined {
    return bootstrapAccount(this.options.tree);
  }

  /** False if there is no bootstrap server. */
  start(now: Instant): boolean {
    const account = bootstrapAccount(this.options.tree);
    if (account?.address === undefined) return false;
    this.wanted = true;
    this.machine.handle({ kind: "start", holdOff: account.holdOff }, now);
    return true;
  }

  stop(now: Instant): void {
    this.machine.handle(STOP, now);
  }

  handle(input: BootstrapInput, now: Instant): void {
    this.machine.handle(input, now);
  }

  /** The request that waited for the bootstrap server's address. */
  reached(): UplinkOutput | undefined {
    const { endpoint, preferred, packs, versions, log } = this.options;
    const server = bootstrapAccount(this.options.tree)?.address;
    const { name } = this.machine.state;
    if (server === undefined || (name !== "packing" && name !== "requesting")) return undefined;
    log("info", `asking the bootstrap server ${server.host}:${server.port} as ${maskName(endpoint)}`);
    if (name === "packing" && packs !== undefined) return packs(endpoint, BootstrapTag.pack);
    const format = versions[0] === "1.0" ? undefined : preferred;
    return { kind: "request", request: bootstrapRequest(endpoint, format, BootstrapTag.bootstrap) };
  }

  /** `true` if the bootstrap server's account is to go now (resource 0/x/12). */
  expire(now: Instant): boolean {
    this.machine.expire(now);
    if (this.purgeAt === undefined || now < this.purgeAt) return false;
    this.purgeAt = undefined;
    return true;
  }

  deadline(): Instant | undefined {
    return earlier(this.machine.deadline(), this.purgeAt);
  }

  poll(now: Instant): BootstrapNews | undefined {
    const output = this.machine.poll();
    switch (output?.kind) {
      case undefined:
        return undefined;
      case "pack":
      case "request": {
        const server = bootstrapAccount(this.options.tree)?.address;
        return server === undefined ? this.poll(now) : { kind: "reach", peer: Peer.bootstrap, server };
      }
      case "finished": {
        const timeout = bootstrapAccount(this.options.tree)?.timeout ?? 0;
        this.purgeAt = timeout === 0 ? undefined : now + timeout;
        this.wanted = false;
        return FINISHED;
      }
      case "failed": {
        const { cause, retry, attempt } = output;
        const then: UplinkOutput = { kind: "bootstrapFailed", cause, retry };
        if (attempt < PATIENCE || accessAccounts(this.options.tree).length === 0) return then;
        this.wanted = false;
        this.stop(now);
        return { kind: "hopeless", then };
      }
    }
  }
}

const FINISHED: BootstrapNews = Object.freeze({ kind: "finished" });
