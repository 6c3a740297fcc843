import { silent } from "../../modules/base/log.js";
import type { Instant } from "../../modules/base/machine.js";
import { RFC_TIMING, type Timing } from "../../modules/coap/timing.js";
import type { Port } from "../at/port.js";
import { InnerClient } from "../client/client.js";
import type { VirtualOptions } from "../contract.js";
import type { Network } from "../network.js";
import type { Outbox } from "../outbox.js";
import type { ServerChoice } from "./blob.js";
import { Declarations } from "./declarations.js";
import { printAsk } from "./urc.js";
import type { HostValue } from "./values.js";

/** The one instance that the host may create. */
export interface Created {
  readonly server: ServerChoice;
  readonly declarations: Declarations;
  readonly client: InnerClient;
  /** Values of a notification that is not complete yet. */
  values: HostValue[];
}

/** What AT+MIPLCONFIG sets. It outlasts a reboot. */
export interface Configuration {
  server: ServerChoice;
  /** ACK_TIMEOUT of the CoAP inside in seconds; `undefined` for its own. */
  ackTimeout: number | undefined;
  /** Whether observe requests are answered by the module. */
  answersObserve: boolean;
  authCode: string;
  /** Empty for no DTLS. */
  key: string;
  /** Whether written text is printed as such. */
  printsText: boolean;
}

/** The configuration of a new module. */
export function initialConfiguration(): Configuration {
  return {
    server: { host: "183.230.40.39", port: 5683, bootstrap: true },
    ackTimeout: undefined,
    answersObserve: false,
    authCode: "",
    key: "",
    printsText: false,
  };
}

/** The pieces of a configuration blob that have come so far. */
export interface Assembly {
  readonly total: number;
  readonly bytes: number[];
  readonly nextIndex: number;
}

/** OneNET access inside the module: what the host has created, and the LwM2M client that does it. */
export class Mipl {
  readonly #options: VirtualOptions;
  readonly #port: Port;
  readonly #network: Network;
  readonly #outbox: Outbox;
  readonly configuration: Configuration;
  created: Created | undefined;
  assembly: Assembly | undefined;
  updatesItself: boolean;
  /** True once the platform has executed a reboot. */
  rebootWanted = false;
  #socketOpen = false;

  constructor(options: VirtualOptions, configuration: Configuration, port: Port, network: Network, outbox: Outbox) {
    this.configuration = configuration;
    this.#options = options;
    this.#port = port;
    this.#network = network;
    this.#outbox = outbox;
    this.updatesItself = options.model.mipl.traits.updatesItself;
  }

  /** The client's socket has the number after the host's. */
  get socket(): number {
    return this.#options.model.sockets[0].limits.count;
  }

  create(server: ServerChoice, authCode: string): void {
    const { model, imei, imsi, random, log } = this.#options;
    const traits = { ...model.mipl.traits, answerTime: this.#options.answerTime ?? model.mipl.traits.answerTime };
    const declarations = new Declarations();
    const client = new InnerClient({
      traits,
      declarations,
      endpoint: `${imei};${imsi}`,
      authCode,
      facts: {
        manufacturer: model.manufacturer,
        model: model.name,
        serial: imei,
        firmware: model.firmware,
        address: model.cell.address,
        signal: Math.round(model.cell.rsrp / 10),
        cell: Number.parseInt(model.cell.cell, 16),
      },
      random,
      timing: this.#timing(),
      maxMessage: traits.maxMessage,
      log: log ?? silent,
    });
    client.enrolment.updatesItself = this.updatesItself;
    client.answersObserve = this.configuration.answersObserve;
    this.created = { server, declarations, client, values: [] };
  }

  /** Starts to register; `lifetime` in seconds, `timeout` in milliseconds. */
  open(created: Created, lifetime: number, timeout: number, now: Instant): void {
    this.#socketOpen = true;
    this.#outbox.push({ kind: "open", socket: this.socket, port: 0 });
    created.client.open(created.server, lifetime, timeout, now);
  }

  /** Forgets everything without a word to the platform. */
  destroy(): void {
    this.created = undefined;
    this.closeSocket();
  }

  closeSocket(): void {
    if (!this.#socketOpen) return;
    this.#socketOpen = false;
    this.#network.radio.flush(this.socket);
    this.#outbox.push({ kind: "close", socket: this.socket });
  }

  datagram(address: string, port: number, bytes: Uint8Array, now: Instant): void {
    if (!this.#network.attached) return;
    this.created?.client.datagram(address, port, bytes, now);
  }

  resolved(name: string, address: string | undefined, now: Instant): void {
    this.created?.client.resolved(name, address, now);
  }

  expire(now: Instant): void {
    this.created?.client.expire(now);
  }

  deadline(): Instant | undefined {
    return this.created?.client.deadline();
  }

  /** Passes on what the client has put out. To be called when the running command is over: lines never mix. */
  settle(now: Instant): void {
    const client = this.created?.client;
    for (let output = client?.poll(); output !== undefined; output = client?.poll()) {
      switch (output.kind) {
        case "datagram":
          if (!this.#network.attached) break;
          this.#network.radio.send({ ...output, socket: this.socket }, now);
          break;
        case "resolve":
          this.#outbox.push(output);
          break;
        case "event":
          this.#event(output.code, output.extra);
          break;
        case "ask":
          printAsk(this.#port, output.ask, this.#options.model.mipl.traits, this.#printsText);
          break;
        case "reboot":
          this.rebootWanted = true;
          break;
        case "ended":
          this.closeSocket();
          break;
      }
    }
  }

  /** What came as text is printed as such, unless a configuration says otherwise. */
  get #printsText(): boolean {
    return this.#options.model.mipl.name === "C" || this.configuration.printsText;
  }

  #timing(): Timing {
    const timing = this.#options.timing ?? RFC_TIMING;
    const { ackTimeout } = this.configuration;
    return ackTimeout === undefined ? timing : { ...timing, ackTimeout: ackTimeout * 1000 };
  }

  #event(code: number, extra: number | undefined): void {
    if (!this.#options.model.mipl.traits.events.includes(code)) return;
    this.#port.info("+MIPLEVENT", extra === undefined ? `0,${code}` : `0,${code},${extra}`);
  }
}
