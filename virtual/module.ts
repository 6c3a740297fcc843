import { earlier, type Instant, type Machine } from "../modules/base/machine.js";
import { textOf } from "./at/text.js";
import { parseCommandLine } from "./at/line.js";
import { LineReader, type Received } from "./at/reader.js";
import type { Fault, VirtualInput, VirtualOptions, VirtualOutput } from "./contract.js";
import { NO_DELAY } from "./coverage.js";
import { initialConfiguration } from "./mipl/mipl.js";
import type { Pulse } from "./models/model.js";
import type { Surroundings } from "./network.js";
import { Outbox } from "./outbox.js";
import { type BootCause, Cme, type Parts, runCommand } from "./parts.js";
import { arrived, fromNetwork, loseSockets, makeParts } from "./running.js";

export type { Fault, VirtualInput, VirtualOptions, VirtualOutput } from "./contract.js";

type State =
  | { readonly name: "off" }
  /** What comes on the UART meanwhile is lost. */
  | { readonly name: "booting"; readonly cause: BootCause; readonly until: Instant }
  | {
      readonly name: "running";
      readonly parts: Parts;
      readonly reader: LineReader;
      /** When raw data that were prompted for are no longer waited for. */
      dataUntil: Instant | undefined;
    };

type Running = Extract<State, { name: "running" }>;

const OFF: State = Object.freeze({ name: "off" });

/** Milliseconds that the host has for the raw data that it has announced. */
const DATA_PATIENCE = 30_000;

/**
 * A virtual NB-IoT module: AT commands on one side, UDP datagrams on the other, and an LwM2M client of its own inside.
 * It starts when it gets power, does what pulses on its lines make it do, and knows nothing of real time or I/O.
 */
export class VirtualModule implements Machine<VirtualInput, VirtualOutput> {
  readonly #options: VirtualOptions;
  readonly #outbox = new Outbox();
  readonly #surroundings: Surroundings;
  /** What a reboot leaves as it is. */
  readonly #configuration = initialConfiguration();
  #state: State = OFF;
  /** What the next command is answered with instead of being carried out; undefined inside for nothing at all. */
  #refusal: { readonly text: string | undefined } | undefined;

  constructor(options: VirtualOptions) {
    this.#options = options;
    this.#surroundings = { card: options.imsi !== "", coverage: (options.radio ?? NO_DELAY).coverage };
  }

  /** What it does, in a word for logs and tests. */
  get state(): State["name"] | "asleep" {
    const state = this.#state;
    return state.name === "running" && state.parts.network.radio.asleep ? "asleep" : state.name;
  }

  /** How many bytes of raw data it waits for; 0 if it reads lines. */
  get wanted(): number {
    return this.#state.name === "running" ? this.#state.reader.wanted : 0;
  }

  /** How many sockets the host can have; that of the LwM2M client inside has the number behind them. */
  get hostSockets(): number {
    return this.#options.model.sockets[0].limits.count;
  }

  handle(input: VirtualInput, now: Instant): void {
    const state = this.#state;
    switch (input.kind) {
      case "powerOn":
        if (state.name === "off") this.#boot("power", now);
        break;
      case "line":
        this.#pulse(this.#options.model.pulses[input.line] ?? [], input.milliseconds, now);
        break;
      case "uart":
        if (state.name === "running") this.#received(state, input.bytes, now);
        break;
      case "fault":
        this.#befall(input.fault, now);
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
    for (let down = network.radio.arrival(now); down !== undefined; down = network.radio.arrival(now)) {
      arrived(state.parts, down, now);
    }
    const unanswered = names.expired(now);
    if (unanswered !== undefined) model.sockets[0].dialect.resolved(state.parts, unanswered, undefined);
    mipl.expire(now);
    if (state.dataUntil !== undefined && now >= state.dataUntil) this.#giveUp(state);
    this.#settle(state.parts, now);
  }

  deadline(): Instant | undefined {
    const state = this.#state;
    if (state.name === "off") return undefined;
    if (state.name === "booting") return state.until;
    const { network, names, mipl } = state.parts;
    return earlier(earlier(earlier(network.deadline(), names.deadline()), mipl.deadline()), state.dataUntil);
  }

  poll(): VirtualOutput | undefined {
    return this.#outbox.shift();
  }

  #boot(cause: BootCause, now: Instant): void {
    this.#state = { name: "booting", cause, until: now + (this.#options.bootTime ?? this.#options.model.boot.time) };
  }

  #stop(): void {
    if (this.#state.name !== "running") return;
    this.#state.parts.sockets.closeAll();
    this.#state.parts.mipl.closeSocket();
    this.#state = OFF;
  }

  #start(cause: BootCause, now: Instant): void {
    const { boot, uart } = this.#options.model;
    const parts = makeParts(this.#options, this.#surroundings, this.#configuration, this.#outbox, now);
    this.#state = { name: "running", parts, reader: new LineReader(uart.lineLimit), dataUntil: undefined };
    if (boot.causes !== undefined) parts.port.line(boot.causes[cause]);
    for (let i = 0; i < boot.lines.length; i++) {
      const { text, card } = boot.lines[i] as (typeof boot.lines)[number];
      if (card !== true || parts.network.card) parts.port.line(text);
    }
    if (boot.radio) parts.network.switch(true, now);
  }

  #pulse(pulses: readonly Pulse[], milliseconds: number, now: Instant): void {
    let found: Pulse | undefined;
    for (let i = 0; i < pulses.length; i++) {
      const pulse = pulses[i] as Pulse;
      if (milliseconds >= pulse.least && (found === undefined || pulse.least > found.least)) found = pulse;
    }
    const off = this.#state.name === "off";
    if (found?.does === "on" && off) this.#boot("power", now);
    else if (found?.does === "off") {
      this.#stop();
      this.#state = OFF;
    } else if (found?.does === "wake" && this.#state.name === "running") this.#state.parts.network.radio.heard(now);
    else if (found?.does === "reboot" && !off) this.#reboot("pin", now);
  }

  #reboot(cause: BootCause, now: Instant): void {
    this.#stop();
    this.#boot(cause, now);
  }

  #befall(fault: Fault, now: Instant): void {
    const state = this.#state;
    if (fault.name === "card") this.#surroundings.card = fault.present && this.#options.imsi !== "";
    else if (fault.name === "coverage") this.#surroundings.coverage = fault.level;
    else if (fault.name === "reboot" && state.name !== "off") return this.#reboot("fault", now);
    if (state.name !== "running") return;
    const { parts } = state;
    if (fault.name === "refuse") this.#refusal = { text: fault.text };
    else if (fault.name === "echo") parts.port.echo = fault.on;
    else if (fault.name === "sleep") parts.network.radio.sleep(now);
    else {
      const wasThere = parts.network.attached;
      parts.network.surroundingsChanged(now);
      if (fault.name === "card" && wasThere && !parts.network.attached) loseSockets(parts);
    }
    this.#settle(parts, now);
  }

  #received(state: Running, bytes: Uint8Array, now: Instant): void {
    const { parts, reader } = state;
    if (parts.network.radio.heard(now) && !parts.model.sleep.hears) return;
    let echoed = 0;
    for (let i = 0; i < bytes.length; i++) {
      const wasData = reader.wanted > 0;
      const received = reader.take(bytes[i] as number);
      if (received === undefined) continue;
      // Raw data are not sent back.
      if (parts.port.echo && !wasData) parts.port.echoed(textOf(bytes, echoed, i + 1));
      echoed = i + 1;
      this.#command(state, received, now);
      // The rest of what the host has sent is lost in the reboot.
      if (this.#state.name !== "running") return;
    }
    if (parts.port.echo && reader.wanted === 0) parts.port.echoed(textOf(bytes, echoed));
  }

  #command(state: Running, received: Received, now: Instant): void {
    if (received.kind === "line" && received.text === "") return;
    const { parts, reader } = state;
    const wasAttached = parts.network.attached;
    const refusal = received.kind === "data" ? undefined : this.#refusal;
    if (refusal !== undefined) {
      this.#refusal = undefined;
      if (refusal.text !== undefined) parts.port.line(refusal.text);
    } else if (received.kind === "data") {
      const { awaited } = parts;
      parts.awaited = undefined;
      state.dataUntil = undefined;
      parts.port.final(awaited?.done(parts, received.bytes, now) ?? "silent");
    } else {
      const line = received.kind === "line" ? parseCommandLine(received.text) : undefined;
      parts.port.final(line === undefined ? { cme: Cme.parameter } : runCommand(parts, line, now));
      if (parts.awaited !== undefined) {
        parts.port.prompt(parts.awaited.prompt);
        reader.raw(parts.awaited.count);
        state.dataUntil = now + DATA_PATIENCE;
      }
    }
    if (wasAttached && !parts.network.attached) loseSockets(parts);
    this.#settle(parts, now);
  }

  /** The host has not sent the data that it had announced. */
  #giveUp(state: Running): void {
    state.dataUntil = undefined;
    state.parts.awaited = undefined;
    state.reader.raw(0);
    state.parts.port.final({ cme: Cme.parameter });
  }

  /** Lets the client inside say what it has to say, then boots if anything asked for it. */
  #settle(parts: Parts, now: Instant): void {
    parts.mipl.settle(now);
    if (parts.mipl.rebootWanted) parts.reboot = "command";
    if (parts.reboot !== undefined) this.#reboot(parts.reboot, now);
  }
}
