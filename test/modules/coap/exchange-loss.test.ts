import { expect } from "chai";
import { between, seededRandom, type Random } from "../../../modules/base/random.js";
import { Exchanges, type ExchangeOutput } from "../../../modules/coap/exchange.js";
import { textOption, uriPath } from "../../../modules/coap/options.js";
import { NB_IOT_TIMING, RFC_TIMING, type Timing } from "../../../modules/coap/timing.js";

/** What the wire does to datagrams: how many of a hundred it loses and doubles, and how long they take. */
interface Weather {
  readonly loss: number;
  readonly doubling: number;
  readonly delay: number;
}

interface Arrival {
  readonly at: number;
  readonly to: number;
  readonly bytes: Uint8Array;
}

/** A server that answers each request some time after it came, now and then too late to be piggybacked. */
interface Answer {
  readonly at: number;
  readonly exchange: number;
}

/** Two ends, a lossy wire and a clock that jumps to the next thing that is due. End 0 asks, end 1 answers. */
class Pair {
  now = 0;
  readonly ends: readonly Exchanges[];
  readonly executed: string[] = [];
  readonly outcomes: string[] = [];
  private readonly wire: Arrival[] = [];
  private readonly answers: Answer[] = [];
  private readonly random: Random;
  private readonly weather: Weather;

  constructor(seed: number, weather: Weather, timing: Timing) {
    this.random = seededRandom(seed);
    this.weather = weather;
    const options = { random: this.random, timing, maxMessage: 200, log: () => undefined };
    this.ends = [new Exchanges(options), new Exchanges(options)];
  }

  /** Asks for "/tag", or notifies with that tag. */
  ask(tag: number): void {
    const options = [textOption(11, `${tag}`)];
    this.end(0).handle({ kind: "request", peer: 1, tag, code: 2, options }, this.now);
    this.drain(0);
  }

  notify(tag: number): void {
    const token = new Uint8Array([tag >> 8, tag & 255]);
    this.end(0).handle({ kind: "notify", peer: 1, tag, token, code: 0x45, confirmable: true, options: [] }, this.now);
    this.drain(0);
  }

  /** Lets everything happen that is due up to `until`. */
  run(until: number): void {
    for (let turn = 0; turn < 100_000; turn++) {
      const next = this.next();
      if (next > until) {
        this.now = until;
        return;
      }
      this.now = next;
      this.deliver();
      this.answer();
      for (let i = 0; i < 2; i++) {
        this.end(i).expire(this.now);
        this.drain(i);
      }
    }
    throw new Error("never comes to rest");
  }

  private end(index: number): Exchanges {
    return this.ends[index] as Exchanges;
  }

  private next(): number {
    let next = Infinity;
    for (let i = 0; i < 2; i++) next = Math.min(next, this.end(i).deadline() ?? Infinity);
    for (const { at } of this.wire) next = Math.min(next, at);
    for (const { at } of this.answers) next = Math.min(next, at);
    return next;
  }

  private deliver(): void {
    for (let i = 0; i < this.wire.length;) {
      const arrival = this.wire[i] as Arrival;
      if (arrival.at > this.now) {
        i++;
        continue;
      }
      this.wire.splice(i, 1);
      this.end(arrival.to).handle({ kind: "datagram", peer: 1, bytes: arrival.bytes }, this.now);
      this.drain(arrival.to);
    }
  }

  private answer(): void {
    for (let i = 0; i < this.answers.length;) {
      const { at, exchange } = this.answers[i] as Answer;
      if (at > this.now) {
        i++;
        continue;
      }
      this.answers.splice(i, 1);
      this.end(1).handle({ kind: "respond", exchange, code: 0x44, options: [] }, this.now);
      this.drain(1);
    }
  }

  private drain(from: number): void {
    for (let output = this.end(from).poll(); output !== undefined; output = this.end(from).poll()) {
      this.take(from, output);
    }
  }

  private take(from: number, output: ExchangeOutput): void {
    if (output.kind === "send") {
      this.carry(1 - from, output.bytes);
      if (this.hundred() < this.weather.doubling) this.carry(1 - from, output.bytes);
    } else if (output.kind === "request") {
      this.executed.push(uriPath(output.message).join("/"));
      this.answers.push({ at: this.now + between(this.random, 0, 2500), exchange: output.exchange });
    } else {
      this.outcomes.push(`${output.tag} ${output.kind}`);
    }
  }

  private carry(to: number, bytes: Uint8Array): void {
    if (this.hundred() < this.weather.loss) return;
    this.wire.push({ at: this.now + between(this.random, 0.1, 2) * this.weather.delay, to, bytes });
  }

  private hundred(): number {
    return between(this.random, 0, 100);
  }
}

const GRID: readonly Weather[] = [
  { loss: 0, doubling: 0, delay: 100 },
  { loss: 0, doubling: 50, delay: 3000 },
  { loss: 10, doubling: 0, delay: 100 },
  { loss: 30, doubling: 10, delay: 1000 },
  { loss: 50, doubling: 30, delay: 5000 },
  { loss: 80, doubling: 0, delay: 100 },
  { loss: 100, doubling: 0, delay: 100 },
];

/** Runs some requests with pauses and gives the pair when all has come to rest. */
function afterRequests(seed: number, weather: Weather, timing: Timing, count: number): Pair {
  const pair = new Pair(seed, weather, timing);
  for (let tag = 1; tag <= count; tag++) {
    pair.ask(tag);
    pair.run(pair.now + 7000);
  }
  pair.run(pair.now + 3_000_000);
  return pair;
}

describe("coap/exchange: two ends and a lossy wire", () => {
  for (const weather of GRID) {
    const { loss, doubling, delay } = weather;
    it(`with ${loss} % lost, ${doubling} % doubled and ${delay} ms of delay nothing is executed twice`, () => {
      for (let seed = 1; seed <= 20; seed++) {
        const pair = afterRequests(seed, weather, seed % 2 === 0 ? RFC_TIMING : NB_IOT_TIMING, 10);
        expect(new Set(pair.executed).size, `seed ${seed}`).to.equal(pair.executed.length);
      }
    });

    it(`with ${loss} % lost, ${doubling} % doubled and ${delay} ms of delay each request has exactly one outcome`, () => {
      for (let seed = 1; seed <= 20; seed++) {
        const pair = afterRequests(seed, weather, seed % 2 === 0 ? RFC_TIMING : NB_IOT_TIMING, 10);
        const tags = pair.outcomes.map((outcome) => Number(outcome.split(" ")[0]));
        expect(
          tags.sort((a, b) => a - b),
          `seed ${seed}`,
        ).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        expect(pair.ends.map((end) => end.deadline())).to.deep.equal([undefined, undefined]);
      }
    });
  }

  it("a response means executed, on any wire", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const pair = afterRequests(seed, { loss: 40, doubling: 20, delay: 2000 }, RFC_TIMING, 10);
      for (const outcome of pair.outcomes) {
        const [tag, kind] = outcome.split(" ");
        if (kind === "response") expect(pair.executed, `seed ${seed}`).to.include(tag);
      }
    }
  });

  it("on a wire that loses nothing all requests are answered", () => {
    const pair = afterRequests(1, { loss: 0, doubling: 0, delay: 100 }, RFC_TIMING, 10);
    expect(pair.outcomes.filter((outcome) => outcome.endsWith(" response")).length).to.equal(10);
  });

  it("a notification that nobody asked for is rejected, on any wire", () => {
    for (const weather of GRID) {
      const pair = new Pair(4, weather, RFC_TIMING);
      for (let tag = 300; tag < 304; tag++) pair.notify(tag);
      pair.run(2_000_000);
      expect(pair.outcomes).to.deep.equal(["300 rejected", "301 rejected", "302 rejected", "303 rejected"]);
    }
  });
});
