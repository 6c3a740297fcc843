import { between, seededRandom, type Random } from "../../../modules/base/random.js";
import { Exchanges, type ExchangeOutput } from "../../../modules/coap/exchange.js";
import type { Timing } from "../../../modules/coap/timing.js";

/** What a wire does to each datagram, each way: so many of a hundred are lost, doubled, held back. */
export interface Weather {
  readonly loss: number;
  readonly doubling: number;
  readonly reordering: number;
}

/** How the exchange goes: what answers the request, or a Confirmable notification and its acknowledgement. */
export type Manner = "piggybacked" | "separate" | "notification";

/** What came of many exchanges. */
export interface Tally {
  /** Exchanges whose other end did something. */
  executed: number;
  /** Exchanges whose other end did it more than once. */
  repeated: number;
  succeeded: number;
  /** Exchanges whose asking end heard that nothing came of it. */
  failed: number;
  /** Exchanges whose asking end heard twice, or nothing. */
  untold: number;
  datagrams: number;
}

interface Arrival {
  readonly at: number;
  readonly to: number;
  readonly bytes: Uint8Array;
}

/** Milliseconds on the way; far below any timeout, except for a datagram that is held back. */
const DELAY = 100;

/** Milliseconds after which the other end answers separately: later than an answer may wait to be piggybacked. */
const THINKING = 3000;

/** Two ends of ours, a wire and a clock that jumps to whatever is due next. One exchange after the other. */
export class Stretch {
  private readonly ends: readonly Exchanges[];
  private readonly random: Random;
  private readonly weather: Weather;
  private readonly timing: Timing;
  private readonly tally: Tally = { executed: 0, repeated: 0, succeeded: 0, failed: 0, untold: 0, datagrams: 0 };
  private now = 0;
  private wire: Arrival[] = [];
  private answers: { readonly at: number; readonly exchange: number }[] = [];
  private done = 0;
  private outcomes: string[] = [];
  private manner: Manner = "piggybacked";

  constructor(seed: number, weather: Weather, timing: Timing) {
    this.random = seededRandom(seed);
    this.weather = weather;
    this.timing = timing;
    const followed = (): boolean => {
      this.done++;
      return true;
    };
    const options = { random: this.random, timing, maxMessage: 100, log: () => undefined, followed };
    this.ends = [new Exchanges(options), new Exchanges(options)];
  }

  /** Lets so many exchanges happen and gives what came of them. */
  run(manner: Manner, count: number): Tally {
    this.manner = manner;
    for (let tag = 0; tag < count; tag++) {
      this.done = 0;
      this.outcomes = [];
      this.begin(tag);
      this.rest();
      if (this.done > 0) this.tally.executed++;
      if (this.done > 1) this.tally.repeated++;
      const [outcome] = this.outcomes;
      if (this.outcomes.length !== 1) this.tally.untold++;
      else if (outcome === "response" || outcome === "acknowledged") this.tally.succeeded++;
      else this.tally.failed++;
    }
    return this.tally;
  }

  private begin(tag: number): void {
    if (this.manner === "notification") {
      const token = new Uint8Array([tag >> 8, tag]);
      const content = { code: 0x45, options: [], confirmable: true } as const;
      this.end(0).handle({ kind: "notify", peer: 1, tag, token, ...content }, this.now);
    } else {
      this.end(0).handle({ kind: "request", peer: 1, tag, code: 2, options: [] }, this.now);
    }
    this.drain(0);
  }

  /** Goes on until neither end nor the wire has anything left to do. */
  private rest(): void {
    for (let next = this.next(); next < Infinity; next = this.next()) {
      this.now = next;
      const due = this.wire.filter(({ at }) => at <= next);
      this.wire = this.wire.filter(({ at }) => at > next);
      for (const { to, bytes } of due) {
        this.end(to).handle({ kind: "datagram", peer: 1, bytes }, next);
        this.drain(to);
      }
      for (const { exchange } of this.answers.filter(({ at }) => at <= next)) this.answer(exchange);
      this.answers = this.answers.filter(({ at }) => at > next);
      for (let i = 0; i < 2; i++) {
        this.end(i).expire(next);
        this.drain(i);
      }
    }
  }

  private next(): number {
    let next = Infinity;
    for (const end of this.ends) next = Math.min(next, end.deadline() ?? Infinity);
    for (const { at } of [...this.wire, ...this.answers]) next = Math.min(next, at);
    return next;
  }

  private answer(exchange: number): void {
    this.end(1).handle({ kind: "respond", exchange, code: 0x44, options: [] }, this.now);
    this.drain(1);
  }

  private drain(from: number): void {
    const end = this.end(from);
    for (let output = end.poll(); output !== undefined; output = end.poll()) this.take(from, output);
  }

  private take(from: number, output: ExchangeOutput): void {
    if (output.kind === "send") {
      this.tally.datagrams++;
      this.carry(1 - from, output.bytes);
      if (this.happens(this.weather.doubling)) this.carry(1 - from, output.bytes);
    } else if (output.kind === "request") {
      this.done++;
      if (this.manner === "piggybacked") this.answer(output.exchange);
      else this.answers.push({ at: this.now + THINKING, exchange: output.exchange });
    } else if (from === 0) {
      this.outcomes.push(output.kind);
    }
  }

  private carry(to: number, bytes: Uint8Array): void {
    if (this.happens(this.weather.loss)) return;
    const held = this.happens(this.weather.reordering) ? between(this.random, 0.5, 2.5) * this.timing.ackTimeout : 0;
    this.wire.push({ at: this.now + between(this.random, 0.5, 1.5) * DELAY + held, to, bytes });
  }

  private happens(ofHundred: number): boolean {
    return between(this.random, 0, 100) < ofHundred;
  }

  private end(index: number): Exchanges {
    return this.ends[index] as Exchanges;
  }
}
