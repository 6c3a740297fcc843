import { silent } from "../modules/base/log.js";
import { earlier, type Instant, type Machine } from "../modules/base/machine.js";
import { latinText } from "../modules/base/text.js";
import { parseCommandLine } from "./at/line.js";
import { Port } from "./at/port.js";
import { LineReader, type Received } from "./at/reader.js";
import type { VirtualInput, VirtualOptions, VirtualOutput } from "./contract.js";
import { Mipl } from "./mipl/mipl.js";
import { Names } from "./names.js";
import { Network } from "./network.js";
import { Outbox } from "./outbox.js";
import { Cme, type Parts, runCommand } from "./parts.js";
import { Settings } from "./settings.js";
import { Sockets } from "./sockets/sockets.js";

export type { VirtualInput, VirtualOptions, VirtualOutput } from "./contract.js";

type State =
  | { readonly name: "off" }
  /** `cause` is the first line that it will print. What comes on the UART meanwhile is lost. */
  | { readonly name: "booting"; readonly cause: string; readonly until: Instant }
  | { readonly name: "running"; readonly parts: Parts; readonly reader: LineReader };

const OFF: State = Object.freeze({ name: "off" });

/**
 * A virtual NB-IoT module: AT commands on one side, UDP datagrams on the other, and an LwM2M client of its own inside.
 * It starts when it gets power, boots anew after a pulse on its reset line, and knows nothing of real time or I/O.
 */
export class VirtualModule implements Machine<VirtualInput, VirtualOutput> {
  readonly #options: VirtualOptions;
  readonly #outbox = new Outbox();
  #state: State = OFF;

  constructor(options: VirtualOptions) {
    this.#options = options;
  }

  /** What it does, in a word for logs and tests. */
  get state(): State["name"] {
    return this.#state.name;
  }

  handle(input: VirtualInput, now: Instant): void {
    const state = this.#state;
    switch (input.kind) {
      case "powerOn":
        if (state.name === "off") this.#boot(this.#options.model.boot.causes.power, now);
        break;
      case "line": {
        const pulse = this.#options.model.pulses[input.line];
        if (state.name === "off" || pulse === undefined || input.milliseconds < pulse.least) break;
        this.#reboot(this.#options.model.boot.causes.pin, now);
        break;
      }
      case "uart":
        if (state.name === "running") this.#received(state.parts, state.reader, input.bytes, now);
        break;
      case "datagram":
      case "resolved":
      case "closed":
        if (state.name === "running") {
          fromNetwork(state.parts, input, now);
          this.#settle(state.parts, now);
        }
        break;
    }
  }

  expire(now: Instant): void {
    const state = this.#state;
    if (state.name === "booting" && now >= state.until) this.#start(state.cause, now);
    if (state.name !== "running") return;
    const { network, names, mipl, model } = state.parts;
    network.expire(now);
    if (names.expired(now)) model.dialect.resolved(state.parts, undefined);
    mipl.expire(now);
    this.#settle(state.parts, now);
  }

  deadline(): Instant | undefined {
    const state = this.#state;
    if (state.name === "off") return undefined;
    if (state.name === "booting") return state.until;
    const { network, names, mipl } = state.parts;
    return earlier(earlier(network.deadline(), names.deadline()), mipl.deadline());
  }

  poll(): VirtualOutput | undefined {
    return this.#outbox.shift();
  }

  #boot(cause: string, now: Instant): void {
    this.#state = { name: "booting", cause, until: now + (this.#options.bootTime ?? this.#options.model.boot.time) };
  }

  #reboot(cause: string, now: Instant): void {
    if (this.#state.name === "running") {
      this.#state.parts.sockets.closeAll();
      this.#state.parts.mipl.closeSocket();
    }
    this.#boot(cause, now);
  }

  #start(cause: string, now: Instant): void {
    const { model } = this.#options;
    const parts = makeParts(this.#options, this.#outbox, now);
    this.#state = { name: "running", parts, reader: new LineReader(model.uart.lineLimit) };
    parts.port.line(cause);
    for (let i = 0; i < model.boot.lines.length; i++) parts.port.line(model.boot.lines[i] as string);
    if (model.boot.radio) parts.network.radio(true, now);
  }

  #received(parts: Parts, reader: LineReader, bytes: Uint8Array, now: Instant): void {
    let echoed = 0;
    for (let i = 0; i < bytes.length; i++) {
      const received = reader.take(bytes[i] as number);
      if (received === undefined) continue;
      if (parts.port.echo) parts.port.echoed(latinText(bytes, echoed, i + 1));
      echoed = i + 1;
      this.#command(parts, received, now);
      // The rest of what the host has sent is lost in the reboot.
      if (this.#state.name !== "running") return;
    }
    if (parts.port.echo) parts.port.echoed(latinText(bytes, echoed));
  }

  #command(parts: Parts, received: Received, now: Instant): void {
    if (received.kind === "line" && received.text === "") return;
    const line = received.kind === "line" ? parseCommandLine(received.text) : undefined;
    const wasAttached = parts.network.attached;
    parts.port.final(line === undefined ? { cme: Cme.parameter } : runCommand(parts, line, now));
    if (wasAttached && !parts.network.attached) loseSockets(parts);
    this.#settle(parts, now);
  }

  /** Lets the client inside say what it has to say, then boots if anything asked for it. */
  #settle(parts: Parts, now: Instant): void {
    parts.mipl.settle(now);
    if (parts.mipl.rebootWanted) parts.reboot = parts.model.boot.causes.command;
    if (parts.reboot !== undefined) this.#reboot(parts.reboot, now);
  }
}

function makeParts(options: VirtualOptions, outbox: Outbox, now: Instant): Parts {
  const { model } = options;
  const port = new Port(outbox, model.uart.echo, model.uart.blank);
  const network = new Network(model.cell, options.attachTime ?? model.cell.attachTime, options.imsi !== "", port);
  return {
    model,
    options: { log: silent, ...options },
    outbox,
    port,
    network,
    names: new Names(outbox),
    settings: new Settings(model.settings),
    sockets: new Sockets(model.sockets, network, outbox),
    mipl: new Mipl(options, port, network, outbox),
    bootedAt: now,
    reboot: undefined,
  };
}

/** What comes from the side of the network. */
function fromNetwork(
  parts: Parts,
  input: Extract<VirtualInput, { kind: "datagram" | "resolved" | "closed" }>,
  now: Instant,
): void {
  const { model, network, names, sockets, mipl } = parts;
  switch (input.kind) {
    case "datagram": {
      if (input.socket === mipl.socket) return mipl.datagram(input.address, input.port, input.bytes, now);
      if (!network.attached) return;
      network.traffic(now);
      const socket = sockets.arrived(input.socket, input);
      if (socket !== undefined) model.dialect.arrived(parts, input.socket, socket);
      break;
    }
    case "resolved":
      if (names.answered(input.name)) model.dialect.resolved(parts, input.address);
      mipl.resolved(input.name, input.address, now);
      break;
    case "closed":
      if (sockets.forget(input.socket)) model.dialect.closed(parts, input.socket);
      break;
  }
}

/** Without a network there are no sockets. */
function loseSockets(parts: Parts): void {
  const closed = parts.sockets.closeAll();
  for (let i = 0; i < closed.length; i++) parts.model.dialect.closed(parts, closed[i] as number);
}
