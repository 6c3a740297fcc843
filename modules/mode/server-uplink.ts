import { maskName } from "../base/log.js";
import type { Instant } from "../base/machine.js";
import type { Request } from "../coap/transfer.js";
import {
  bootstrapAccount,
  policyOf,
  readTerms,
  termsOf,
  type Account,
  type AccountAddress,
  type ServerTerms,
} from "../lwm2m/accounts.js";
import { announcedFormats } from "../lwm2m/formats/index.js";
import { registrationPayload } from "../lwm2m/link.js";
import type { Progress } from "../lwm2m/order.js";
import { Registration } from "../lwm2m/registration.js";
import type { RegistrationOutput } from "../lwm2m/registration-messages.js";
import { versionsFor, type Version } from "../lwm2m/version.js";
import { bindingParameter, deregisterRequest, registerRequest, updateRequest, type Addressed } from "./sdk-uplink.js";
import type { UplinkOptions, UplinkOutput } from "./uplink-messages.js";

/** The requests to an access server; their places are the lower two bits of their tags, the peer is the rest. */
export const REQUESTS = Object.freeze(["register", "update", "deregister"] as const);

/** Seconds of a registration where there is no Server instance. */
const LIFETIME = 86_400;

/** A request that waits for its server's address. */
export type Held = Extract<RegistrationOutput, { kind: "register" | "update" }>;

/** The registration with one server, and what that server knows of us. */
export class ServerUplink {
  readonly peer: number;
  readonly account: Account;
  readonly registration: Registration;
  terms: ServerTerms | undefined;
  progress: Progress = "idle";
  /** True if the server was told that we leave. */
  told = false;
  /** What waits for its address to be found: every register, and the first update after the way to it was lost. */
  private held: Held | undefined;
  private away = false;
  /** True if the server has heard of another address of ours, and may not know yet where its observations live now. */
  private moved = false;
  /** The tree's revision whose object list the server has, and the binding that it has. */
  private announced = -1;
  private binding = "";
  /** The same of the request that is under way: only its answer says that the server has them. */
  private askedRevision = -1;
  private askedBinding = "";
  /** True until the server has taken a registration, if a bootstrap has just named it. */
  private untried: boolean;
  private readonly options: UplinkOptions;

  /** `untried`: a bootstrap has just named the server. */
  constructor(peer: number, account: Account, terms: readonly ServerTerms[], options: UplinkOptions, untried: boolean) {
    this.peer = peer;
    this.untried = untried;
    this.account = account;
    this.options = options;
    this.terms = termsOf(account, terms);
    const versions = versionsFor(options.versions, options.lastVersion(account.server), this.terms?.versions);
    const policy = policyOf(this.terms, versions[0] as Version);
    const lifetime = this.terms?.lifetime ?? LIFETIME;
    const { random, exchange } = options;
    const givesUp = (): boolean => this.givesUp;
    this.registration = new Registration({ lifetime, random, policy, versions, exchange, givesUp });
  }

  get registered(): boolean {
    const { name } = this.registration.state;
    return name === "registered" || name === "updating";
  }

  /** True if the end of the server's chances leads to a bootstrap (resource 1/x/16). */
  get bootstraps(): boolean {
    return this.terms?.bootstraps !== false && bootstrapAccount(this.options.tree) !== undefined;
  }

  /**
   * True if an outright refusal leads to a bootstrap (resource 1/x/16). Not where a bootstrap has just named the server, as
   * the two could send us to each other for ever; and not in LwM2M 1.0, which leaves the order of attempts to us.
   */
  private get givesUp(): boolean {
    return !this.untried && this.registration.version !== "1.0" && this.bootstraps;
  }

  /** True if the server counts on us to sleep: by our own wish, or by its own in the binding (LwM2M 1.0). */
  get queued(): boolean {
    return this.options.queue || (this.terms?.binding.includes("Q") ?? false);
  }

  start(now: Instant): void {
    this.progress = "trying";
    // The delay is for the first registration after a bootstrap (resource 1/x/14).
    this.registration.handle({ kind: "start", delay: this.untried ? (this.terms?.delay ?? 0) : 0 }, now);
  }

  suspend(now: Instant): void {
    this.progress = "idle";
    this.held = undefined;
    this.away = true;
    this.registration.handle({ kind: "suspend" }, now);
  }

  stop(now: Instant): void {
    this.registration.handle({ kind: "stop" }, now);
    // What was not sent yet needs no taking back.
    if (this.held !== undefined) this.unreached(now);
  }

  update(now: Instant): void {
    const before = this.terms?.lifetime;
    this.terms = termsOf(this.account, readTerms(this.options.tree));
    const lifetime = this.terms?.lifetime;
    if (lifetime !== undefined && lifetime !== before) {
      this.registration.handle({ kind: "lifetime", seconds: lifetime }, now);
    } else {
      this.registration.handle({ kind: "update" }, now);
    }
  }

  /** Tells the server of the objects, if it has an old list. */
  tellObjects(now: Instant): void {
    if (this.announced !== this.options.tree.revision) this.registration.handle({ kind: "update" }, now);
  }

  /** An observation ended otherwise than by a cancel; see the uplink's input of this name. */
  mend(cause: "reset" | "timeout", now: Instant): void {
    this.registration.handle({ kind: cause === "reset" && !this.moved ? "update" : "renew" }, now);
  }

  /** The server has shown that it has observations under our present address. */
  heard(): void {
    this.moved = false;
  }

  disable(pause: number, now: Instant): void {
    this.registration.handle({ kind: "disable", pause }, now);
  }

  /** The way is open: the request that was held for it, and whether it is a new registration. */
  reached(): Held | undefined {
    const { held } = this;
    this.held = undefined;
    this.away = false;
    return held;
  }

  /** The request that goes out for what was held. */
  request(held: Held): Request {
    this.moved = held.kind === "update";
    if (held.kind === "update") return this.updateRequest(held.location, held.lifetime);
    const { endpoint, log } = this.options;
    const { version } = this.registration;
    const { host, port } = this.account.address as AccountAddress;
    log("info", `registering at ${host}:${port} (LwM2M ${version}) as ${maskName(endpoint)}`);
    this.askedBinding = this.letters(version);
    const what = {
      endpoint,
      version,
      lifetime: held.lifetime,
      binding: this.transport,
      queue: this.queued,
      links: this.links(version),
    };
    return registerRequest(this.to("register"), what);
  }

  unreached(now: Instant): void {
    const request = this.held?.kind ?? "register";
    this.held = undefined;
    this.registration.handle({ kind: "failed", request, cause: "unreachable" }, now);
  }

  poll(): UplinkOutput | undefined {
    const output = this.registration.poll();
    return output === undefined ? undefined : (this.translated(output) ?? this.poll());
  }

  private translated(output: RegistrationOutput): UplinkOutput | undefined {
    switch (output.kind) {
      case "register":
        return this.hold(output);
      case "update":
        if (this.away) return this.hold(output);
        return { kind: "request", request: this.updateRequest(output.location, output.lifetime) };
      case "deregister":
        this.told = true;
        return { kind: "request", request: deregisterRequest(this.to("deregister"), output.location) };
      case "registered":
        this.progress = "registered";
        this.told = false;
        this.untried = false;
        this.taken();
        return { kind: "registered", server: this.account.server, version: output.version };
      case "unregistered":
        return { ...output, peer: this.peer, server: this.account.server };
      case "exhausted":
        this.progress = "failed";
        return { kind: "retry", cause: output.cause, pause: output.retry };
      case "postponed":
        this.options.log("warning", `${output.cause}; next try in ${Math.ceil(output.retry / 1000)} s`);
        return undefined;
      case "disabled":
        // Its observations went with the registration, so that nothing is told to it until it observes again.
        return {
          kind: "unregistered",
          peer: this.peer,
          server: this.account.server,
          cause: "the server asked to be left",
          retry: output.pause,
        };
      case "updated":
        this.taken();
        return { kind: "updated", server: this.account.server };
      case "deregistered":
        return { kind: "deregistered", told: this.told };
    }
  }

  /** The server has what the request that it answered told it. */
  private taken(): void {
    this.announced = this.askedRevision;
    this.binding = this.askedBinding;
  }

  private hold(held: Held): UplinkOutput | undefined {
    this.held = held;
    const server = this.account.address;
    return server && { kind: "reach", peer: this.peer, server };
  }

  private updateRequest(location: readonly string[], lifetime: number | undefined): Request {
    const { version } = this.registration;
    const letters = this.letters(version);
    const binding = letters === this.binding ? undefined : letters;
    this.askedBinding = letters;
    this.askedRevision = this.announced;
    const links = this.announced === this.options.tree.revision ? undefined : this.links(version);
    return updateRequest(this.to("update"), location, { lifetime, binding, links });
  }

  private to(request: (typeof REQUESTS)[number]): Addressed {
    return { peer: this.peer, tag: this.peer * 4 + REQUESTS.indexOf(request) };
  }

  /** The binding as this version writes it. */
  private letters(version: Version): string {
    return bindingParameter(version, this.transport, this.queued);
  }

  /** The binding without the letter of queue mode. */
  private get transport(): string {
    const binding = this.terms?.binding ?? "U";
    return binding.endsWith("Q") ? binding.slice(0, -1) : binding;
  }

  /** The object list as it is now, for the server to be told, in the objects' versions that go with its LwM2M. */
  private links(version: Version): string {
    const { tree, formats } = this.options;
    this.askedRevision = tree.revision;
    return registrationPayload(tree.objectsOf(version), announcedFormats(formats, version));
  }
}
