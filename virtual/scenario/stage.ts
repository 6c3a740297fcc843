import { earlier, type Instant, type Machine } from "../../modules/base/machine.js";
import { between, type Random, seededRandom } from "../../modules/base/random.js";
import { bytesOf, textOf } from "../at/text.js";
import type { VirtualInput, VirtualOutput } from "../contract.js";
import type { Coverage } from "../coverage.js";
import type { VirtualModule } from "../module.js";
import { DatagramFaults } from "./datagram-faults.js";
import { Plan } from "./plan.js";
import type { Action, Scenario } from "./scenario.js";
import { WireFaults } from "./wire-faults.js";

const CR = 13;

/** More of a line than any trigger looks at. */
const LONGEST_BEGIN = 512;

/** A virtual module that goes through a scenario. From outside it is a virtual module like any other. */
export class Stage implements Machine<VirtualInput, VirtualOutput> {
  readonly #module: VirtualModule;
  readonly #plan: Plan;
  readonly #random: Random;
  readonly #wire = new WireFaults();
  readonly #datagrams: DatagramFaults;
  readonly #outputs: VirtualOutput[] = [];
  /** Which of the host's sockets are open. */
  readonly #open: boolean[] = [];
  /** The command line that the host is typing. */
  #typing = "";
  #level: Coverage | undefined;

  /** `coverage` is what the module's radio begins with. */
  constructor(module: VirtualModule, scenario: Scenario, coverage: Coverage = 0) {
    this.#module = module;
    this.#plan = new Plan(scenario);
    this.#random = seededRandom(scenario.seed);
    this.#datagrams = new DatagramFaults(this.#random);
    this.#level = coverage;
  }

  handle(input: VirtualInput, now: Instant): void {
    if (input.kind === "powerOn") this.#plan.started(now);
    if (input.kind === "uart") this.#typed(this.#wire.fromHost(input.bytes), now);
    else if (input.kind === "datagram") this.#datagrams.send({ way: "down", datagram: input }, now);
    else this.#module.handle(input, now);
    this.#settle(now);
  }

  expire(now: Instant): void {
    this.#module.expire(now);
    this.#settle(now);
    for (let action = this.#plan.due(now); action !== undefined; action = this.#plan.due(now)) {
      this.#perform(action, now);
      this.#settle(now);
    }
    const late = this.#wire.released(now);
    for (let i = 0; i < late.length; i++) this.#outputs.push({ kind: "uart", bytes: late[i] as Uint8Array });
  }

  deadline(): Instant | undefined {
    const faults = earlier(this.#wire.deadline(), this.#datagrams.deadline());
    return earlier(earlier(this.#module.deadline(), this.#plan.deadline()), faults);
  }

  poll(): VirtualOutput | undefined {
    return this.#outputs.shift();
  }

  /** Passes bytes on to the module. A command's triggers come between the line and its end. */
  #typed(bytes: Uint8Array, now: Instant): void {
    for (let from = 0; from < bytes.length;) {
      const data = this.#module.wanted;
      let end = data > 0 ? from + data : bytes.indexOf(CR, from);
      if (end < 0 || end > bytes.length) end = bytes.length;
      if (data > 0 || end === bytes.length) {
        if (data === 0) this.#collect(bytes, from, end);
        this.#pass(bytes.slice(from, end), now);
        from = end;
        continue;
      }
      this.#collect(bytes, from, end);
      this.#pass(bytes.slice(from, end), now);
      const line = this.#typing;
      this.#typing = "";
      if (line !== "") this.#performAll(this.#plan.typed(line, now), now);
      this.#pass(bytes.slice(end, end + 1), now);
      from = end + 1;
    }
  }

  #collect(bytes: Uint8Array, from: number, end: number): void {
    for (let i = from; i < end; i++) {
      if ((bytes[i] as number) < 0x20) continue;
      if (this.#typing.length < LONGEST_BEGIN) this.#typing += textOf(bytes, i, i + 1);
    }
  }

  #pass(bytes: Uint8Array, now: Instant): void {
    if (bytes.length === 0) return;
    this.#module.handle({ kind: "uart", bytes }, now);
    this.#settle(now);
  }

  /** Carries on what the module puts out, and what has made its way, until all are at rest. */
  #settle(now: Instant): void {
    for (;;) {
      const output = this.#module.poll();
      if (output !== undefined) {
        this.#carryOn(output, now);
        continue;
      }
      const traveller = this.#datagrams.arrived(now);
      if (traveller === undefined) return;
      if (traveller.way === "up") this.#outputs.push(traveller.datagram);
      else this.#module.handle(traveller.datagram, now);
    }
  }

  #carryOn(output: VirtualOutput, now: Instant): void {
    switch (output.kind) {
      case "uart":
        this.#printed(output.bytes, now);
        break;
      case "datagram":
        this.#performAll(this.#plan.sent(now), now);
        this.#datagrams.send({ way: "up", datagram: output }, now);
        break;
      case "open":
      case "close":
        if (output.socket < this.#module.hostSockets) this.#open[output.socket] = output.kind === "open";
        this.#outputs.push(output);
        break;
      case "resolve":
        this.#outputs.push(output);
        break;
    }
  }

  /** Passes on what the module prints, line by line, each followed by what it triggers. */
  #printed(bytes: Uint8Array, now: Instant): void {
    const text = textOf(bytes);
    let from = 0;
    while (from < text.length) {
      let start = from;
      while (text.charAt(start) === "\r" || text.charAt(start) === "\n") start++;
      const end = text.indexOf("\r\n", start);
      const next = end < 0 ? text.length : end + 2;
      this.#print(bytes.slice(from, next));
      if (end > start) this.#performAll(this.#plan.printed(text.slice(start, end), now), now);
      from = next;
    }
  }

  #print(bytes: Uint8Array): void {
    const left = this.#wire.fromModule(bytes);
    if (left.length > 0) this.#outputs.push({ kind: "uart", bytes: left });
  }

  #performAll(actions: readonly Action[], now: Instant): void {
    for (let i = 0; i < actions.length; i++) this.#perform(actions[i] as Action, now);
  }

  #perform(action: Action, now: Instant): void {
    const module = this.#module;
    switch (action.do) {
      case "print":
        this.#print(bytesOf(`\r\n${action.text}\r\n`));
        break;
      case "bytes":
        this.#print(action.bytes);
        break;
      case "garbage":
        this.#print(this.#garbage(action.count));
        break;
      case "drop":
        this.#wire.drop(action.from, action.count);
        break;
      case "cut":
        this.#wire.cut();
        break;
      case "late":
        this.#wire.hold(now + action.by);
        break;
      case "echo":
        module.handle({ kind: "fault", fault: { name: "echo", on: action.on } }, now);
        break;
      case "reboot":
      case "sleep":
        module.handle({ kind: "fault", fault: { name: action.do } }, now);
        break;
      case "error":
      case "ignore": {
        const text = action.do === "error" ? action.text : undefined;
        module.handle({ kind: "fault", fault: { name: "refuse", text } }, now);
        break;
      }
      case "card":
        module.handle({ kind: "fault", fault: { name: "card", present: action.present } }, now);
        if (action.for !== undefined)
          this.#plan.later(now + action.for, { ...action, present: !action.present, for: undefined });
        break;
      case "network":
        if (action.for !== undefined)
          this.#plan.later(now + action.for, { do: "network", level: this.#level, for: undefined });
        this.#level = action.level;
        module.handle({ kind: "fault", fault: { name: "coverage", level: action.level } }, now);
        break;
      case "close":
        this.#close(action.socket, now);
        break;
      case "lose":
      case "double":
      case "delay":
      case "reorder":
        this.#datagrams.add(action);
        break;
    }
  }

  #close(socket: number | undefined, now: Instant): void {
    for (let i = 0; i < this.#open.length; i++) {
      if (this.#open[i] !== true || (socket !== undefined && socket !== i)) continue;
      this.#open[i] = false;
      this.#outputs.push({ kind: "close", socket: i });
      this.#module.handle({ kind: "closed", socket: i }, now);
    }
  }

  #garbage(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    for (let i = 0; i < count; i++) bytes[i] = Math.floor(between(this.#random, 0, 256));
    return bytes;
  }
}
