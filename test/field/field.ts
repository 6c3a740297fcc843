import { earlier, type Instant, type Machine } from "../../modules/base/machine.js";
import { seededRandom } from "../../modules/base/random.js";
import { Method } from "../../modules/coap/codes.js";
import { RFC_TIMING } from "../../modules/coap/timing.js";
import { findVirtualModel, type Variant, variantOf } from "../../virtual/models/index.js";
import { VirtualModule, type VirtualInput, type VirtualOptions, type VirtualOutput } from "../../virtual/module.js";
import type { Scenario } from "../../virtual/scenario/scenario.js";
import { Stage } from "../../virtual/scenario/stage.js";
import { FieldHost } from "./host.js";
import { BOOTSTRAP, type Place, Server } from "./server.js";

export interface FieldOptions {
  readonly module: string;
  readonly mode: "sdk" | "module";
  readonly scenario?: Scenario;
  /** How the virtual module differs from what its model is taken for. */
  readonly variant?: Variant;
  readonly radio?: VirtualOptions["radio"];
  readonly seed?: number;
  /** The firmware's settings, beside mode and module. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A device in the field on virtual time: the firmware, a virtual module on its UART, servers on the other side. */
export class Field {
  readonly host: FieldHost;
  readonly server = new Server();
  readonly module: VirtualModule;
  readonly #machine: Machine<VirtualInput, VirtualOutput>;
  /** Which socket sent last to an address: the servers answer to it, as a NAT would lead them. */
  readonly #sockets: Record<string, number> = {};
  now: Instant = 0;

  constructor({ module, mode, scenario, variant = {}, radio, seed = 1, settings = {} }: FieldOptions) {
    const known = findVirtualModel(module);
    const model = known === undefined ? undefined : variantOf(known, variant);
    if (model === undefined) throw new Error(`no model ${module}`);
    const random = seededRandom(seed + 1);
    this.module = new VirtualModule({
      model,
      imei: "490154203237518",
      imsi: "460040123456789",
      random,
      timing: RFC_TIMING,
      epoch: Date.UTC(2026, 10, 22, 11, 44, 4),
      ...(radio === undefined ? {} : { radio }),
    });
    this.#machine = scenario === undefined ? this.module : new Stage(this.module, scenario, radio?.coverage);
    this.host = new FieldHost({
      settings: { mode, module, ...settings },
      seed,
      measure: (name) => (name === "load" ? 0.25 : name === "freeMemory" ? 1_048_576 : undefined),
    });
  }

  /** Gives the module power and starts the firmware. */
  start(): void {
    this.#machine.handle({ kind: "powerOn" }, this.now);
    this.host.start();
    this.#settle();
  }

  stop(): void {
    this.host.stop();
    this.#settle();
  }

  /** Goes on for so many milliseconds, or until something holds; true if it does. */
  pass(milliseconds: number, until: () => boolean = () => false): boolean {
    const end = this.now + milliseconds;
    for (let turn = 0; turn < 200_000; turn++) {
      if (until()) return true;
      const device = this.host.status === undefined ? this.host.alarm : undefined;
      const next = earlier(earlier(device, this.#machine.deadline()), this.server.deadline());
      if (next === undefined || next > end) {
        this.now = end;
        this.host.time = end;
        return until();
      }
      if (next > this.now) this.now = next;
      this.host.time = this.now;
      this.#machine.expire(this.now);
      this.host.ring();
      this.server.expire(this.now);
      this.#settle();
    }
    throw new Error("the deadline never moves on");
  }

  /** Reads a resource as the access server; "2.05 …", or nothing if there was no answer within a time. */
  read(path: string, within = 120_000): string | undefined {
    let answer: string | undefined;
    this.server.ask(Method.get, path, [], undefined, this.now, (text) => (answer = text));
    this.#settle();
    this.pass(within, () => answer !== undefined);
    return answer;
  }

  #settle(): void {
    for (let busy = true; busy;) {
      busy = false;
      for (const wish of this.host.wanted.splice(0)) {
        busy = true;
        if (wish.kind === "write") this.#machine.handle({ kind: "uart", bytes: wish.bytes }, this.now);
        else if (wish.kind === "pulse") this.#machine.handle({ ...wish, kind: "line" }, this.now);
      }
      for (let output = this.#machine.poll(); output !== undefined; output = this.#machine.poll()) {
        busy = true;
        this.#carryOut(output);
      }
      for (let letter = this.server.poll(); letter !== undefined; letter = this.server.poll()) {
        busy = true;
        this.#deliver(letter.from, letter.bytes);
      }
    }
  }

  #carryOut(output: VirtualOutput): void {
    switch (output.kind) {
      case "uart":
        this.host.receive(output.bytes);
        break;
      case "datagram":
        this.#sockets[output.address] = output.socket;
        this.server.receive(output, output.bytes, this.now);
        break;
      case "resolve":
        this.#machine.handle({ kind: "resolved", name: output.name, address: BOOTSTRAP.address }, this.now);
        break;
      case "open":
      case "close":
        break;
    }
  }

  #deliver({ address, port }: Place, bytes: Uint8Array): void {
    const socket = this.#sockets[address];
    if (socket === undefined) return;
    this.#machine.handle({ kind: "datagram", socket, address, port, bytes }, this.now);
  }
}
