import { between, seededRandom } from "../../../modules/base/random.js";
import { Method, Response } from "../../../modules/coap/codes.js";
import { RFC_TIMING } from "../../../modules/coap/timing.js";
import { expectation } from "../../modules/coap/loss-table.js";
import type { Weather as Rates } from "../../modules/coap/weather.js";
import { type Checks, must } from "../check.js";
import type { Peer } from "./aiocoap.js";
import { Endpoint } from "./endpoint.js";
import { CARRIED, LOST, Relay, type Fate, type Weather } from "./relay.js";

/** Pairs of ends that talk at the same time, each over a wire of its own, and the exchanges of each. */
const PAIRS = 20;
const EXCHANGES = 10;

/** With so few transmissions a request fails often enough for the rate to be told from another one. */
const TIMING = { ...RFC_TIMING, ackTimeout: 200, maxRetransmit: 2 };

/** A datagram is held back for this many ACK_TIMEOUTs at the most, so that what is sent last still gets there in time. */
const LONGEST_HELD = 2;

const STORMS: readonly Rates[] = [
  { loss: 10, doubling: 10, reordering: 10 },
  { loss: 30, doubling: 30, reordering: 30 },
];

/** For libcoap's server, which does not know duplicates, a wire that makes none. */
const LOSSES: Rates = { loss: 30, doubling: 0, reordering: 0 };

/** How many exchanges of a storm ended in an answer, and in being told that there is none. */
interface Outcomes {
  readonly succeeded: number;
  readonly failed: number;
}

/**
 * Wires that lose, double and hold back datagrams, each way, by a seed: nothing is executed twice, whoever asked hears
 * of each failure, and the success rate lies where the formula of the retransmission puts it (RFC 7252 section 4.2).
 */
export async function inStorms(checks: Checks, peer: Peer): Promise<void> {
  for (const rates of STORMS) {
    await checks.run(`asks us over wires with ${named(rates)}`, () => askedByPeer(rates, peer));
    await checks.run(`is asked by us over wires with ${named(rates)}`, () => askingPeer(rates, peer));
  }
}

/**
 * libcoap's client and its server in such storms. `client` asks at a port for "count" and gives what it received; its
 * own timing is the RFC's, so it is asked for little.
 */
export async function inLibcoapStorms(
  checks: Checks,
  client: (port: number, payload: string) => Promise<string>,
  server: number,
): Promise<void> {
  const [mild] = STORMS as [Rates];
  await checks.run(`asks us, twenty at a time, over wires with ${named(mild)}`, async () => {
    const executed = new Map<string, number>();
    const told = await behindWires(mild, executed, (port) => client(port, "once"));
    const answered = told.filter((text) => text === "counted").length;
    const twice = [...executed.values()].filter((times) => times > 1).length;
    must(answered === PAIRS && executed.size === PAIRS, `${answered} answered, ${executed.size} executed`);
    must(twice === 0, `${twice} executed more than once`);
    return `${answered} of ${PAIRS} answered, each executed once`;
  });
  await checks.run(`is asked by us over wires with ${LOSSES.loss} % lost each way`, async () => {
    return judged(LOSSES, await asking(LOSSES, server, Method.get, "time", Response.content));
  });
}

/** Four standard deviations of a binomial distribution: one run in fifteen thousand is outside by chance. */
function judged(rates: Rates, { succeeded, failed }: Outcomes, executed?: readonly number[]): string {
  const all = PAIRS * EXCHANGES;
  must(succeeded + failed === all, `${all - succeeded - failed} of ${all} told nothing`);
  if (executed !== undefined) {
    const twice = executed.filter((times) => times > 1).length;
    must(twice === 0, `${twice} executed more than once`);
    must(succeeded <= executed.length, `${succeeded} succeeded, ${executed.length} executed`);
  }
  const { success } = expectation(rates, TIMING, "piggybacked");
  const most = 4 * Math.sqrt(all * success * (1 - success)) + 1;
  const expected = (all * success).toFixed(1);
  must(Math.abs(succeeded - all * success) <= most, `${succeeded} succeeded instead of ${expected}`);
  const done = executed === undefined ? "" : `, ${executed.length} executed`;
  return `${succeeded} of ${all} succeeded, ${expected} expected${done}`;
}

/** aiocoap asks: twenty servers of ours, each behind a wire. */
async function askedByPeer(rates: Rates, peer: Peer): Promise<string> {
  const executed = new Map<string, number>();
  const { ackTimeout, maxRetransmit } = TIMING;
  const tuning = { timeout: ackTimeout / 1000, retransmit: maxRetransmit };
  const ports: number[] = [];
  // All at once: it is told when the last wire is there.
  const answers = await behindWires(rates, executed, async (port) => {
    if (ports.push(port) < PAIRS) return undefined;
    return peer.tell({ do: "storm", ports, count: EXCHANGES, ...tuning });
  });
  const { outcomes = [], failed: complaint } = answers.find((answer) => answer !== undefined) ?? {};
  must(complaint === undefined, complaint ?? "");
  const told = outcomes.flat();
  const succeeded = told.filter((outcome) => outcome === "2.04").length;
  const failed = told.filter((outcome) => outcome === "ConRetransmitsExceeded").length;
  return judged(rates, { succeeded, failed }, [...executed.values()]);
}

/** We ask: aiocoap's server behind twenty wires. */
async function askingPeer(rates: Rates, peer: Peer): Promise<string> {
  const before = await executions(peer);
  const outcomes = await asking(rates, peer.port, Method.post, "count", Response.changed);
  const times = new Map<string, number>();
  for (const one of (await executions(peer)).slice(before.length)) times.set(one, (times.get(one) ?? 0) + 1);
  return judged(rates, outcomes, [...times.values()]);
}

/** Puts an end of ours that counts what it executes behind each of twenty wires, while something is done at each. */
async function behindWires<T>(
  rates: Rates,
  executed: Map<string, number>,
  use: (port: number) => Promise<T>,
): Promise<T[]> {
  const servers = await Promise.all(pairs((pair) => counting(pair, executed)));
  const relays = await Promise.all(servers.map(({ port }, pair) => Relay.open(port, storm(rates, pair + 1))));
  try {
    return await Promise.all(relays.map(({ port }) => use(port)));
  } finally {
    for (const one of [...servers, ...relays]) one.close();
  }
}

/** An end that counts how often each request of a pair was executed; the request's payload is its number. */
function counting(pair: number, executed: Map<string, number>): Promise<Endpoint> {
  const answer = ({ payload }: { readonly payload: Uint8Array }): { code: number; payload: Uint8Array } => {
    const request = `${pair} ${Buffer.from(payload).toString()}`;
    executed.set(request, (executed.get(request) ?? 0) + 1);
    return { code: Response.changed, payload: Buffer.from("counted") };
  };
  return Endpoint.open({ resources: { count: { answer } }, timing: TIMING });
}

/** Twenty ends of ours ask the server at a port, each over a wire of its own, one request after the other. */
async function asking(rates: Rates, port: number, method: number, path: string, wanted: number): Promise<Outcomes> {
  const clients = await Promise.all(pairs(() => Endpoint.open({ timing: TIMING })));
  const relays = await Promise.all(clients.map((_, pair) => Relay.open(port, storm(rates, pair + 1001))));
  const outcomes = { succeeded: 0, failed: 0 };
  const all = async (client: Endpoint, pair: number): Promise<void> => {
    const wire = (relays[pair] as Relay).port;
    for (let turn = 0; turn < EXCHANGES; turn++) {
      const payload = method === Method.get ? undefined : Buffer.from(`${pair}/${turn}`);
      const outcome = await outcomeOf(client.request(wire, method, path, payload));
      if (outcome === wanted) outcomes.succeeded++;
      else if (outcome === "timeout") outcomes.failed++;
    }
  };
  try {
    await Promise.all(clients.map(all));
    return outcomes;
  } finally {
    for (const one of [...clients, ...relays]) one.close();
  }
}

/** The code of the answer, or the reason why there is none. */
async function outcomeOf(request: ReturnType<Endpoint["request"]>): Promise<number | string> {
  try {
    return (await request).code;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function executions(peer: Peer): Promise<readonly string[]> {
  return (await peer.tell({ do: "did" })).executed ?? [];
}

/** A wire by its rates: each copy of a datagram meets a fate of its own. */
function storm({ loss, doubling, reordering }: Rates, seed: number): Weather {
  const random = seededRandom(seed);
  const happens = (ofHundred: number): boolean => between(random, 0, 100) < ofHundred;
  const copy = (): Fate => {
    if (happens(loss)) return LOST;
    return happens(reordering) ? [between(random, 0.5, LONGEST_HELD) * TIMING.ackTimeout] : CARRIED;
  };
  return () => (happens(doubling) ? [...copy(), ...copy()] : copy());
}

function named({ loss, doubling, reordering }: Rates): string {
  return `${loss} % lost, ${doubling} % doubled, ${reordering} % held back, each way`;
}

function pairs<T>(make: (pair: number) => T): T[] {
  return Array.from({ length: PAIRS }, (_, pair) => make(pair));
}
