import { earlier, type Instant } from "../modules/base/machine.js";
import { between, type Random } from "../modules/base/random.js";
import type { Port } from "./at/port.js";
import type { VirtualInput, VirtualOutput } from "./contract.js";
import { type Coverage, LEVELS, type RadioOptions } from "./coverage.js";
import type { Outbox } from "./outbox.js";
import { grantedCycle, grantedSaving } from "./saving.js";
import type { Settings } from "./settings.js";

/** How a model goes to sleep and wakes up. */
export interface SleepTraits {
  /** A line that it prints before it falls asleep. */
  readonly line?: string;
  /** Milliseconds without a word from the host before it falls asleep. */
  readonly quiet: number;
  /** Whether it understands the bytes that wake it, or loses them. */
  readonly hears: boolean;
}

/** What a radio is made with. */
export interface RadioParts {
  readonly options: RadioOptions;
  readonly sleep: SleepTraits;
  /** Milliseconds without traffic after which the signalling connection is released. */
  readonly idleTime: number;
  readonly settings: Settings;
  readonly port: Port;
  readonly outbox: Outbox;
  readonly random: Random;
}

type Up = Extract<VirtualOutput, { kind: "datagram" }>;
type Down = Extract<VirtualInput, { kind: "datagram" }>;

/** A datagram on its way through the air. */
interface Transit {
  readonly due: Instant;
  readonly up?: Up;
  readonly down?: Down;
}

/** `since` is when the signalling connection was released last: from then on T3324 and T3412 run. */
type State =
  | { readonly name: "off" }
  | { readonly name: "idle"; readonly since: Instant }
  | { readonly name: "connecting"; readonly until: Instant }
  | { readonly name: "connected"; readonly idleAt: Instant }
  | { readonly name: "asleep"; readonly since: Instant };

const OFF: State = Object.freeze({ name: "off" });

/** The most datagrams in the air; further ones are lost. */
const MOST_IN_TRANSIT = 32;

/**
 * The radio of a module that is registered: signalling connection, delay and loss by the level of coverage, power
 * saving mode (3GPP TS 23.682 clause 4.5.4) and extended idle cycles (clause 4.5.13). A factor scales all delays; with
 * 0 every datagram passes at once and none is lost. The timers of power saving are never scaled: the host reads them.
 */
export class Radio {
  readonly #parts: RadioParts;
  #state: State = OFF;
  #transit: Transit[] = [];
  #heardAt: Instant = 0;
  level: Coverage;
  /** The `<n>` of AT+CSCON. */
  connectionReports = 0;

  constructor(parts: RadioParts) {
    this.#parts = parts;
    this.level = parts.options.coverage;
  }

  get connected(): boolean {
    return this.#state.name === "connected";
  }

  get asleep(): boolean {
    return this.#state.name === "asleep";
  }

  /** Milliseconds from the beginning of the search to the registration, if the model does not say so itself. */
  get attachTime(): number | undefined {
    const { factor } = this.#parts.options;
    return factor === 0 ? undefined : LEVELS[this.level].attach * factor;
  }

  /** The module has been registered, or is so no more. */
  registered(on: boolean, now: Instant): void {
    if (on) {
      this.#heardAt = now;
      this.#state = { name: "idle", since: now };
      return;
    }
    this.#release(now);
    this.#state = OFF;
    this.#transit = [];
  }

  /** The host has said something, or pulled the wake line. True if the module slept until then. */
  heard(now: Instant): boolean {
    this.#heardAt = now;
    if (this.#state.name !== "asleep") return false;
    this.#wake(this.#state.since);
    return true;
  }

  /** Sleeps at once; false if it cannot. */
  sleep(now: Instant): boolean {
    if (this.#state.name === "off" || this.#locked) return false;
    this.#release(now);
    this.#transit = [];
    if (this.#state.name !== "asleep") this.#fallAsleep(this.#state.name === "idle" ? this.#state.since : now);
    return true;
  }

  /** There is traffic, so a signalling connection is needed and stays for a while. */
  traffic(now: Instant): void {
    const state = this.#state;
    if (state.name === "off" || state.name === "connecting") return;
    if (state.name === "asleep") this.#wake(state.since);
    const setUp = this.#delay(LEVELS[this.level].setUp);
    if (state.name === "connected" || setUp === 0) this.#connect(now);
    else this.#state = { name: "connecting", until: now + setUp };
  }

  /** Sends a datagram. */
  send(up: Up, now: Instant): void {
    this.traffic(now);
    if (this.#state.name === "off" || this.#lost()) return;
    const from = this.#state.name === "connecting" ? this.#state.until : now;
    const due = from + this.#delay(LEVELS[this.level].delay);
    if (due === now && !this.#transit.some((one) => one.up !== undefined)) this.#parts.outbox.push(up);
    else this.#push({ due, up });
  }

  /** A datagram has come from the network; true if it is there at once. What comes while the module sleeps is lost. */
  receive(down: Down, now: Instant): boolean {
    if (this.#state.name === "off" || this.#state.name === "asleep" || this.#lost()) return false;
    const level = LEVELS[this.level];
    const paged = this.#state.name === "idle" ? this.#pagingWait(now) + this.#delay(level.setUp) : 0;
    const due = now + paged + this.#delay(level.delay);
    if (due === now && !this.#transit.some((one) => one.down !== undefined)) return true;
    this.#push({ due, down });
    return false;
  }

  /** The next datagram that has made its way through the air by now. */
  arrival(now: Instant): Down | undefined {
    for (let i = 0; i < this.#transit.length; i++) {
      const { due, down } = this.#transit[i] as Transit;
      if (down === undefined || due > now) continue;
      this.#transit.splice(i, 1);
      return down;
    }
    return undefined;
  }

  /** Lets what a socket has sent leave before the socket is closed. */
  flush(socket: number): void {
    const left: Transit[] = [];
    for (let i = 0; i < this.#transit.length; i++) {
      const one = this.#transit[i] as Transit;
      if (one.up?.socket === socket) this.#parts.outbox.push(one.up);
      else left.push(one);
    }
    this.#transit = left;
  }

  expire(now: Instant): void {
    const state = this.#state;
    if (state.name === "connecting" && now >= state.until) this.#connect(now);
    else if (state.name === "connected" && now >= state.idleAt) this.#release(now);
    else if (state.name === "idle" && now >= (this.#sleepAt(state.since) ?? Infinity)) this.#fallAsleep(state.since);
    const { name } = this.#state;
    // The periodic tracking area update.
    if ((name === "idle" || name === "asleep") && now >= (this.#updateAt() ?? Infinity)) this.traffic(now);
    this.#leave(now);
  }

  deadline(): Instant | undefined {
    const state = this.#state;
    let next: Instant | undefined;
    for (let i = 0; i < this.#transit.length; i++) next = earlier(next, this.#transit[i]?.due);
    if (state.name === "connecting") return earlier(next, state.until);
    if (state.name === "connected") return earlier(next, state.idleAt);
    if (state.name === "idle") next = earlier(next, this.#sleepAt(state.since));
    return earlier(next, this.#updateAt());
  }

  get #locked(): boolean {
    return this.#parts.settings.value("+SM").startsWith("LOCK");
  }

  #push(transit: Transit): void {
    if (this.#transit.length >= MOST_IN_TRANSIT) return;
    // Datagrams of one direction do not overtake each other.
    let due = transit.due;
    for (let i = 0; i < this.#transit.length; i++) {
      const other = this.#transit[i] as Transit;
      if ((other.up === undefined) === (transit.up === undefined) && other.due > due) due = other.due;
    }
    this.#transit.push({ ...transit, due });
  }

  #leave(now: Instant): void {
    for (let i = 0; i < this.#transit.length;) {
      const { due, up } = this.#transit[i] as Transit;
      if (up === undefined || due > now) {
        i++;
        continue;
      }
      this.#transit.splice(i, 1);
      this.traffic(now);
      this.#parts.outbox.push(up);
    }
  }

  #delay(milliseconds: number): number {
    const { options, random } = this.#parts;
    if (options.factor === 0) return 0;
    return Math.round(milliseconds * options.factor * between(random, 0.75, 1.25));
  }

  #lost(): boolean {
    const { options, random } = this.#parts;
    return options.factor > 0 && between(random, 0, 1) < LEVELS[this.level].loss;
  }

  /** Milliseconds to the next paging occasion of the extended cycle. */
  #pagingWait(now: Instant): number {
    const { options, settings } = this.#parts;
    const cycle = (grantedCycle(settings, options)?.milliseconds ?? 0) * options.factor;
    return cycle === 0 ? 0 : Math.ceil(now / cycle) * cycle - now;
  }

  #sleepAt(since: Instant): Instant | undefined {
    const saving = grantedSaving(this.#parts.settings, this.#parts.options);
    if (saving === undefined || this.#locked || this.#transit.length > 0) return undefined;
    return Math.max(since + saving.active, this.#heardAt + this.#parts.sleep.quiet);
  }

  #updateAt(): Instant | undefined {
    const state = this.#state;
    if (state.name !== "idle" && state.name !== "asleep") return undefined;
    const periodic = grantedSaving(this.#parts.settings, this.#parts.options)?.periodic;
    return periodic === undefined ? undefined : state.since + periodic;
  }

  #connect(now: Instant): void {
    const before = this.connected;
    this.#state = { name: "connected", idleAt: now + this.#parts.idleTime };
    if (!before) this.#reportConnection();
  }

  #release(now: Instant): void {
    const { name } = this.#state;
    if (name !== "connected" && name !== "connecting") return;
    this.#state = { name: "idle", since: now };
    if (name === "connected") this.#reportConnection();
  }

  #fallAsleep(since: Instant): void {
    this.#state = { name: "asleep", since };
    this.#reportSleep(1);
    const { line } = this.#parts.sleep;
    if (line !== undefined) this.#parts.port.line(line);
  }

  #wake(since: Instant): void {
    this.#state = { name: "idle", since };
    this.#reportSleep(0);
  }

  #reportSleep(mode: number): void {
    if (this.#parts.settings.value("+NPSMR") === "1") this.#parts.port.info("+NPSMR", `${mode}`);
  }

  #reportConnection(): void {
    if (this.connectionReports > 0) this.#parts.port.info("+CSCON", this.connected ? "1" : "0");
  }
}
