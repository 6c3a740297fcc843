import { earlier, type Instant, type Machine } from "../base/machine.js";
import type { Random } from "../base/random.js";
import type { Message } from "../coap/message.js";
import { locationPath } from "../coap/options.js";
import type { Request } from "../coap/transfer.js";
import { Bootstrap, type BootstrapOutput, type BootstrapState } from "../lwm2m/bootstrap.js";
import { registrationPayload } from "../lwm2m/link.js";
import {
  Registration,
  type RegistrationOutput,
  type RegistrationState,
  type UplinkFailure,
} from "../lwm2m/registration.js";
import type { Tree } from "../lwm2m/tree.js";
import { Peer } from "./peer.js";
import { bootstrapRequest, deregisterRequest, registerRequest, updateRequest } from "./sdk-uplink.js";

export interface UplinkOptions {
  readonly endpoint: string;
  /** Registration lifetime in seconds. */
  readonly lifetime: number;
  readonly tree: Tree;
  readonly random: Random;
}

export type UplinkInput =
  /** The way to a server is open. */
  | { readonly kind: "reached"; readonly peer: number }
  /** The way to the servers is gone, and with it whatever was asked of them. */
  | { readonly kind: "suspend" }
  /** Deregister and come to an end. */
  | { readonly kind: "stop" }
  | { readonly kind: "update" }
  | { readonly kind: "renew" }
  | { readonly kind: "lifetime"; readonly seconds: number }
  /** A server answered a request, or it came to nothing. */
  | { readonly kind: "response"; readonly tag: number; readonly message: Message }
  | { readonly kind: "failed"; readonly tag: number; readonly cause: UplinkFailure }
  /** The bootstrap server asked for something, so it is at work. */
  | { readonly kind: "activity" }
  /** It says that it is done; `accepted` tells whether what it wrote makes sense. */
  | { readonly kind: "finish"; readonly accepted: boolean };

export type UplinkOutput =
  /** A request for a server. With `fresh` it is a registration, before which there are no observations. */
  | { readonly kind: "request"; readonly request: Request; readonly fresh: boolean }
  | { readonly kind: "bootstrapped" }
  | { readonly kind: "registered" }
  | { readonly kind: "updated" }
  | { readonly kind: "unregistered"; readonly cause: string; readonly retry: number }
  /** The access server refused so often that everything should begin anew. */
  | { readonly kind: "exhausted"; readonly cause: string }
  | { readonly kind: "deregistered" };

/** Marks of the requests: places in the list below. */
const Tag = Object.freeze({ bootstrap: 0, register: 1, update: 2, deregister: 3 } as const);

const REQUESTS = Object.freeze(["bootstrap", "register", "update", "deregister"] as const);

/** What the device asks of its two servers: an account of the one, a registration with the other; as CoAP requests. */
export class Uplink implements Machine<UplinkInput, UplinkOutput> {
  private readonly options: UplinkOptions;
  private readonly registration: Registration;
  private readonly bootstrap: Bootstrap;
  /** The tree's revision whose object list the server has. */
  private announced = -1;

  constructor(options: UplinkOptions) {
    this.options = options;
    this.registration = new Registration(options.lifetime, options.random);
    this.bootstrap = new Bootstrap(options.random);
  }

  /** Where bootstrap and registration stand. */
  get states(): { readonly bootstrap: BootstrapState; readonly registration: RegistrationState } {
    return { bootstrap: this.bootstrap.state, registration: this.registration.state };
  }

  handle(input: UplinkInput, now: Instant): void {
    switch (input.kind) {
      case "reached":
        if (input.peer === Peer.bootstrap) this.bootstrap.handle(START, now);
        else this.registration.handle(START, now);
        break;
      case "suspend":
        this.bootstrap.handle(STOP, now);
        this.registration.handle(input, now);
        break;
      case "stop":
        this.bootstrap.handle(input, now);
        this.registration.handle(input, now);
        break;
      case "update":
      case "renew":
      case "lifetime":
        this.registration.handle(input, now);
        break;
      case "response":
        this.response(input.tag, input.message, now);
        break;
      case "failed":
        this.failed(input.tag, input.cause, now);
        break;
      case "activity":
      case "finish":
        this.bootstrap.handle(input, now);
        break;
    }
  }

  expire(now: Instant): void {
    this.bootstrap.expire(now);
    this.registration.expire(now);
  }

  deadline(): Instant | undefined {
    return earlier(this.bootstrap.deadline(), this.registration.deadline());
  }

  poll(): UplinkOutput | undefined {
    const bootstrap = this.bootstrap.poll();
    if (bootstrap !== undefined) return this.ofBootstrap(bootstrap);
    const registration = this.registration.poll();
    return registration === undefined ? undefined : this.ofRegistration(registration);
  }

  private response(tag: number, message: Message, now: Instant): void {
    const request = REQUESTS[tag];
    const { code } = message;
    if (request === "bootstrap") {
      this.bootstrap.handle({ kind: "answered", code }, now);
    } else if (request !== undefined) {
      this.registration.handle({ kind: "answered", request, code, location: locationPath(message) }, now);
    }
  }

  private failed(tag: number, cause: UplinkFailure, now: Instant): void {
    const request = REQUESTS[tag];
    if (request === "bootstrap") this.bootstrap.handle({ kind: "failed", cause }, now);
    else if (request !== undefined) this.registration.handle({ kind: "failed", request, cause }, now);
  }

  private ofBootstrap(output: BootstrapOutput): UplinkOutput {
    switch (output.kind) {
      case "request":
        return { kind: "request", request: bootstrapRequest(this.options.endpoint, Tag.bootstrap), fresh: false };
      case "finished":
        return { kind: "bootstrapped" };
      case "failed":
        return { kind: "unregistered", cause: `bootstrap: ${output.cause}`, retry: output.retry };
    }
  }

  private ofRegistration(output: RegistrationOutput): UplinkOutput {
    switch (output.kind) {
      case "register": {
        const { endpoint } = this.options;
        const request = registerRequest(endpoint, output.lifetime, this.links(), Tag.register);
        return { kind: "request", request, fresh: true };
      }
      case "update": {
        const links = this.announced === this.options.tree.revision ? undefined : this.links();
        const request = updateRequest(output.location, output.lifetime, links, Tag.update);
        return { kind: "request", request, fresh: false };
      }
      case "deregister":
        return { kind: "request", request: deregisterRequest(output.location, Tag.deregister), fresh: false };
      case "registered":
      case "updated":
      case "unregistered":
      case "exhausted":
      case "deregistered":
        return output;
    }
  }

  /** The object list as it is now, for the server to be told. */
  private links(): string {
    const { tree } = this.options;
    this.announced = tree.revision;
    return registrationPayload(tree.objects);
  }
}

const START = Object.freeze({ kind: "start" });
const STOP = Object.freeze({ kind: "stop" });
