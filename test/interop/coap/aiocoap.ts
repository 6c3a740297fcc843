import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Method } from "../../../modules/coap/codes.js";
import type { News } from "../../../modules/coap/subscriptions.js";
import { type Check, Checks, must } from "../check.js";
import { Endpoint } from "./endpoint.js";
import { everyThirdLost, Relay } from "./relay.js";
import { longText, newShelf } from "./resources.js";
import { inStorms } from "./storm.js";
import { makeVenv } from "./venv.js";

/** What came of the run; `skipped` says what the machine lacks. */
export interface CoapReport {
  readonly skipped?: string;
  readonly checks: readonly Check[];
}

const REQUIREMENT = "aiocoap==0.4.17";
const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const PATIENCE = 15_000;
/** Our end must not make the run long either; both ends keep the RFC's shape of retransmission. */
const TIMING = { ackTimeout: 300, acknowledgeWithin: 100 };

export type Answer = Readonly<Record<string, unknown>> & {
  readonly code?: string;
  readonly payload?: string;
  readonly echo?: string | null;
  readonly news?: readonly string[];
  readonly executed?: readonly string[];
  /** What came of the requests of a storm, by port: a code, or a cause that there is none. */
  readonly outcomes?: readonly (readonly string[])[];
  readonly failed?: string;
};

/** aiocoap as a process that does what it is told. */
export class Peer {
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private id = 0;

  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  static start(python: string): Promise<Peer> {
    const script = join(ROOT, "test", "interop", "coap", "aiocoap_peer.py");
    const child = spawn(python, [script], { stdio: ["pipe", "pipe", "pipe"] });
    let complaints = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
    return new Promise((resolve, reject) => {
      let peer: Peer | undefined;
      child.on("close", () => reject(new Error(`aiocoap ended: ${complaints.trim().split("\n").pop()}`)));
      createInterface({ input: child.stdout }).on("line", (line) => {
        const answer = JSON.parse(line) as Answer & { readonly id?: number; readonly port?: number };
        if (peer === undefined) resolve((peer = new Peer(child, answer.port as number)));
        else peer.waiting.get(answer.id as number)?.(answer);
      });
    });
  }

  tell(command: Readonly<Record<string, unknown>>): Promise<Answer> {
    const id = ++this.id;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.child.stdin?.write(`${JSON.stringify({ id, ...command })}\n`);
    });
  }

  stop(): void {
    this.child.stdin?.end();
  }
}

/** Talks with aiocoap in both directions, over a good wire and a bad one. */
export async function runAiocoapInterop(log: (line: string) => void): Promise<CoapReport> {
  const venv = await makeVenv(join(ROOT, "build", "interop", "aiocoap"), REQUIREMENT);
  if ("missing" in venv) return { skipped: venv.missing, checks: [] };
  const peer = await Peer.start(venv.python);
  const checks = new Checks("aiocoap", log);
  try {
    await asServer(checks, peer);
    await asClient(checks, peer);
    await onBadWire(checks, peer);
    await inStorms(checks, peer);
  } finally {
    peer.stop();
  }
  return { checks: checks.all };
}

/** Our end serves, aiocoap asks. */
async function asServer(checks: Checks, peer: Peer): Promise<void> {
  const shelf = newShelf();
  const endpoint = await Endpoint.open({ resources: shelf.resources, timing: TIMING });
  const { port } = endpoint;
  const ask = (method: string, path: string, more = {}) => peer.tell({ do: "request", port, method, path, ...more });
  try {
    await checks.run("reads 3000 bytes of ours in blocks (RFC 7959 Block2)", async () => {
      return same((await ask("GET", "long")).payload, longText(3000));
    });
    await checks.run("writes 3000 bytes to us in blocks of the size that we ask for (Block1)", async () => {
      const { code } = await ask("PUT", "store", { payload: longText(3000) });
      must(code === "2.04", `${code}`);
      must(endpoint.executed.filter((path) => path === "store").length === 1, "not executed just once");
      return same(shelf.stored, longText(3000));
    });
    await checks.run("adds to it with iPATCH, and fetches with FETCH, both in blocks (RFC 8132)", async () => {
      must((await ask("iPATCH", "store", { payload: "end\n" })).code === "2.04", "iPATCH");
      must(shelf.stored.endsWith("end\n"), "nothing added");
      const text = longText(1200);
      return same((await ask("FETCH", "search", { payload: text })).payload, text.repeat(3));
    });
    await checks.run("waits for our separate response", async () =>
      same((await ask("GET", "slow")).payload, "at last"),
    );
    await checks.run("asks Non-confirmably", async () => {
      return same((await ask("GET", "count", { non: true })).payload, "0");
    });
    await checks.run("is told 4.02 for a critical option that we do not understand", async () => {
      return same((await ask("GET", "count", { unknown: 65_001 })).code, "4.02");
    });
    await checks.run("gets no response that it does not want, and the request is carried out (RFC 7967)", async () => {
      const wanted = shelf.count + 1;
      const answer = await ask("POST", "count", { uint: { no_response: 26 }, seconds: 1 });
      must("failed" in answer, `it got ${answer.code}`);
      must(shelf.count === wanted, "not carried out");
      return "";
    });
    await checks.run("proves its freshness with Echo (RFC 9175)", async () => {
      const first = await ask("PUT", "guarded", { payload: "fresh" });
      must(first.code === "4.01" && typeof first.echo === "string", `${first.code}`);
      const second = await ask("PUT", "guarded", { payload: "fresh", opaque: { echo: first.echo } });
      must(second.code === "2.04", `${second.code}`);
      return same(shelf.stored, "fresh");
    });
    await checks.run("observes, hears each change once, and ends it (RFC 7641)", () => observed(peer, endpoint, shelf));
  } finally {
    endpoint.close();
  }
}

async function observed(peer: Peer, endpoint: Endpoint, shelf: { count: number }): Promise<string> {
  const { port } = endpoint;
  await peer.tell({ do: "observe", port, method: "GET", path: "count" });
  const seen = [];
  for (const confirmable of [true, false, true]) {
    seen.push(`${++shelf.count}`);
    endpoint.notify("count", confirmable);
    await until(async () => ((await peer.tell({ do: "news" })).news ?? []).length === seen.length);
  }
  const { news = [] } = await peer.tell({ do: "news" });
  await peer.tell({ do: "cancel" });
  // aiocoap ends by rejecting a later notification, as section 3.6 allows; it may still acknowledge the next one.
  for (let i = endpoint.notified.length; endpoint.observersOf("count") > 0; i++) {
    must(i < 5, "it never rejects a notification");
    endpoint.notify("count", true);
    await until(() => Promise.resolve(endpoint.notified.length > i));
  }
  must(endpoint.notified.pop() === "rejected reset", "its observation is gone otherwise");
  return same(news.join(), seen.join());
}

/** Our end asks, aiocoap serves. */
async function asClient(checks: Checks, peer: Peer): Promise<void> {
  const endpoint = await Endpoint.open({ timing: TIMING });
  const { port } = peer;
  try {
    await checks.run("gives us 3000 bytes in the blocks that we ask for (Block2)", async () => {
      return same(text(await endpoint.request(port, Method.get, "long")), longText(3000));
    });
    await checks.run("takes 3000 bytes from us in blocks (Block1)", async () => {
      const { code } = await endpoint.request(port, Method.put, "store", Buffer.from(longText(3000)));
      must(code === 0x44, `${code}`);
      return same(text(await endpoint.request(port, Method.get, "store")), longText(3000));
    });
    await checks.run("takes iPATCH and FETCH from us (RFC 8132)", async () => {
      await endpoint.request(port, Method.put, "store", Buffer.from("a"));
      must((await endpoint.request(port, Method.ipatch, "store", Buffer.from("b"))).code === 0x44, "iPATCH");
      must(text(await endpoint.request(port, Method.get, "store")) === "ab", "nothing added");
      const payload = longText(1200);
      return same(text(await endpoint.request(port, Method.fetch, "store", Buffer.from(payload))), payload.repeat(3));
    });
    await checks.run("answers us separately", async () => {
      return same(text(await endpoint.request(port, Method.get, "slow")), "at last");
    });
    await checks.run("has its Echo back from us, also for a payload in blocks (RFC 9175)", async () => {
      return same(text(await endpoint.request(port, Method.put, "guarded", Buffer.from(longText(1000)))), "1000");
    });
    await checks.run("is observed by us, and our Reset ends it (RFC 7641)", () => observing(peer, endpoint));
  } finally {
    endpoint.close();
  }
}

async function observing(peer: Peer, endpoint: Endpoint): Promise<string> {
  const news: string[] = [];
  const listen = (one: News): void => {
    if (one.kind === "news") news.push(text(one.message));
  };
  const first = Number(text(await endpoint.observe(peer.port, "count", listen)));
  for (let i = 1; i <= 3; i++) {
    await peer.tell({ do: "tick" });
    await until(() => Promise.resolve(news.length === i));
  }
  endpoint.forgetObservations();
  await peer.tell({ do: "tick" });
  await peer.tell({ do: "tick" });
  // Whatever comes after the Reset is seen before this answer.
  await endpoint.request(peer.port, Method.get, "count");
  return same(news.join(), [first + 1, first + 2, first + 3].join());
}

/** Each first datagram of three is lost, each second one doubled. */
async function onBadWire(checks: Checks, peer: Peer): Promise<void> {
  const shelf = newShelf();
  const server = await Endpoint.open({ resources: shelf.resources, timing: TIMING });
  const client = await Endpoint.open({ timing: TIMING });
  const toUs = await Relay.open(server.port, everyThirdLost);
  const toPeer = await Relay.open(peer.port, everyThirdLost);
  try {
    await checks.run("counts ten on our counter though datagrams are lost and doubled", async () => {
      for (let i = 1; i <= 10; i++) {
        const asked = { do: "request", port: toUs.port, method: "POST", path: "count" };
        const { payload } = await peer.tell(asked);
        must(payload === `${i}`, `the ${i}th is ${payload}`);
      }
      must(shelf.count === 10, `${shelf.count}`);
      return losses(toUs);
    });
    await checks.run("lets us count ten on its counter likewise", async () => {
      const { executed = [] } = await peer.tell({ do: "did" });
      const before = executed.length;
      for (let i = 1; i <= 10; i++) await client.request(toPeer.port, Method.post, "count");
      const after = (await peer.tell({ do: "did" })).executed ?? [];
      must(after.length - before === 10, `${after.length - before} executed`);
      return losses(toPeer);
    });
    await checks.run("moves 3000 bytes to us and back over that wire", async () => {
      const payload = longText(3000);
      await peer.tell({ do: "request", port: toUs.port, method: "PUT", path: "store", payload });
      must(shelf.stored === payload, "not all of it arrived");
      const back = await peer.tell({ do: "request", port: toUs.port, method: "GET", path: "store" });
      must(back.payload === payload, "not all of it came back");
      return losses(toUs);
    });
    await checks.run("takes 3000 bytes from us and gives them back over that wire", async () => {
      const payload = longText(3000);
      await client.request(toPeer.port, Method.put, "store", Buffer.from(payload));
      must(text(await client.request(toPeer.port, Method.get, "store")) === payload, "not all of it came back");
      return losses(toPeer);
    });
  } finally {
    for (const one of [server, client, toUs, toPeer]) one.close();
  }
}

/** How bad a wire was. */
export function losses({ counts }: Relay): string {
  must(counts.lost > 0, "the wire was good");
  return `${counts.all} datagrams, ${counts.lost} lost, ${counts.doubled} doubled`;
}

/** Waits for something that has to come by itself. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE;
  while (!(await holds())) {
    must(performance.now() < end, `it did not come within ${PATIENCE / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Ends the check unless both texts are the same. */
export function same(seen: string | undefined, wanted: string): string {
  must(seen === wanted, `"${seen?.slice(0, 80)}" (${seen?.length}) instead of "${wanted.slice(0, 80)}"`);
  return wanted.length > 80 ? `${wanted.length} bytes` : wanted;
}

/** A payload as text. */
export function text({ payload }: { readonly payload: Uint8Array }): string {
  return Buffer.from(payload).toString();
}
