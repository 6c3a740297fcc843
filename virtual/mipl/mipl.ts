import { silent } from "../../modules/base/log.js";
import type { Instant } from "../../modules/base/machine.js";
import { RFC_TIMING } from "../../modules/coap/timing.js";
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
  created: Created | undefined;
  assembly: Assembly | undefined;
  updatesItself: boolean;
  /** True once the platform has executed a reboot. */
  rebootWanted = false;
  #socketOpen = false;

  constructor(options: VirtualOptions, port: Port, network: Network, outbox: Outbox) {
    this.#options = options;
    this.#port = port;
    this.#network = network;
    this.#outbox = outbox;
    this.updatesItself = options.model.mipl.updatesItself;
  }

  /** The client's socket has the number after the host's. */
  get socket(): number {
    return this.#options.model.sockets.count;
  }

  create(server: ServerChoice, authCode: string): void {
    const { model, imei, imsi, random, log } = this.#options;
    const traits = { ...model.mipl, answerTime: this.#options.answerTime ?? model.mipl.answerTime };
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
      timing: this.#options.timing ?? RFC_TIMING,
      maxMessage: model.sockets.maxDatagram,
      log: log ?? silent,
    });
    client.enrolment.updatesItself = this.updatesItself;
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
    this.#outbox.push({ kind: "close", socket: this.socket });
  }

  datagram(address: string, port: number, bytes: Uint8Array, now: Instant): void {
    if (!this.#network.attached) return;
    this.#network.traffic(now);
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
          this.#network.traffic(now);
          this.#outbox.push({ ...output, socket: this.socket });
          break;
        case "resolve":
          this.#outbox.push(output);
          break;
        case "event":
          this.#event(output.code, output.extra);
          break;
        case "ask":
          printAsk(this.#port, output.ask);
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

  #event(code: number, extra: number | undefined): void {
    if (!this.#options.model.mipl.events.includes(code)) return;
    this.#port.info("+MIPLEVENT", extra === undefined ? `0,${code}` : `0,${code},${extra}`);
  }
}
