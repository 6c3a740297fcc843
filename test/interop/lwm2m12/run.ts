import { spawn, type ChildProcess } from "node:child_process";
import { createSocket } from "node:dgram";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Check, Checks, must } from "../check.js";
import { makeVenv } from "../coap/venv.js";
import type { DeviceTarget, RunningDevice, StartDevice } from "../device.js";

/** What came of the run; `skipped` says what the machine lacks, `ports` are those on which CoAP was spoken. */
export interface Lwm2m12Report {
  readonly skipped?: string;
  readonly checks: readonly Check[];
  readonly ports: readonly number[];
}

type Message = Readonly<Record<string, unknown>> & {
  readonly event?: string;
  readonly id?: number;
  readonly code?: string;
  readonly payload?: string;
  readonly query?: readonly string[];
};

const REQUIREMENT = "aiocoap==0.4.17";
const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const PATIENCE = 30_000;
const IMEI = "490154203237518";
const IMSI = "460040000000003";
const ENDPOINT = `ep=${IMEI};${IMSI}`;

/** The Python program that plays the servers of LwM2M 1.2. */
class Peer {
  readonly events: Message[] = [];
  private readonly waiting = new Map<number, (answer: Message) => void>();
  private readonly watchers = new Set<() => void>();
  private complaints = "";
  private ids = 0;

  constructor(
    private readonly child: ChildProcess,
    readonly ports: { readonly bootstrap: number; readonly access: number },
  ) {
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.complaints += text));
    if (child.stdout === null) throw new Error("the peer has no output");
    createInterface({ input: child.stdout }).on("line", (line) => this.take(JSON.parse(line) as Message));
  }

  private take(message: Message): void {
    if (message.id !== undefined) return this.waiting.get(message.id)?.(message);
    this.events.push(message);
    for (const watcher of [...this.watchers]) watcher();
  }

  tell(command: Readonly<Record<string, unknown>>): Promise<Message> {
    const id = ++this.ids;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.child.stdin?.write(`${JSON.stringify({ id, ...command })}\n`);
    });
  }

  /** The next event of a name, from event `since` on. */
  expect(name: string, since: number, within = PATIENCE): Promise<Message> {
    return new Promise((resolve, reject) => {
      const fail = (): void => {
        this.watchers.delete(look);
        const seen = this.events.slice(since).map(({ event }) => event);
        reject(new Error(`no "${name}" within ${within} ms, but ${seen.join(" ")} ${this.complaints.slice(-300)}`));
      };
      const timer = setTimeout(fail, within);
      const look = (): void => {
        const found = this.events.slice(since).find(({ event }) => event === name);
        if (found === undefined) return;
        clearTimeout(timer);
        this.watchers.delete(look);
        resolve(found);
      };
      this.watchers.add(look);
      look();
    });
  }

  stop(): void {
    this.child.stdin?.end();
  }
}

interface Bench {
  readonly peer: Peer;
  readonly checks: Checks;
  readonly start: (settings?: Readonly<Record<string, string>>, store?: string) => Promise<RunningDevice>;
}

/** Holds LwM2M 1.2, which no server from a registry speaks, to a peer that was written from the specification. */
export async function runLwm2m12Interop(options: {
  readonly startDevice: StartDevice;
  readonly log: (line: string) => void;
}): Promise<Lwm2m12Report> {
  const venv = await makeVenv(join(ROOT, "build", "interop", "aiocoap"), REQUIREMENT);
  if ("missing" in venv) return { skipped: venv.missing, checks: [], ports: [] };
  const ports = { bootstrap: await freePort(), access: await freePort() };
  const script = join(ROOT, "test", "interop", "lwm2m12", "peer.py");
  const child = spawn(venv.python, [script, `${ports.bootstrap}`, `${ports.access}`], { stdio: "pipe" });
  const peer = new Peer(child, ports);
  const checks = new Checks("LwM2M 1.2", options.log);
  const start: Bench["start"] = (settings = {}, store) =>
    options.startDevice({
      ...TARGET,
      port: ports.bootstrap,
      settings: { lwm2m: "1.2", ...settings },
      ...(store && { store }),
    });
  try {
    await peer.expect("ready", 0);
    const bench: Bench = { peer, checks, start };
    await inOneMessage(bench);
    await thePlainWay(bench);
    await anOlderServer(bench);
  } finally {
    peer.stop();
  }
  return { checks: checks.all, ports: [ports.bootstrap, ports.access] };
}

const TARGET: Omit<DeviceTarget, "port"> = {
  through: "bootstrap",
  host: "127.0.0.1",
  imei: IMEI,
  imsi: IMSI,
  lifetime: 300,
  full: true,
};

/** Bootstrap-Pack, registration in version 1.2 and queue mode, a read, an update that is put off, deregistration. */
async function inOneMessage({ peer, checks, start }: Bench): Promise<void> {
  let device: RunningDevice | undefined;
  const packed = await checks.run(
    "asks for its bootstrap in one message, and needs no other (1.2 clause 6.1.7.8)",
    async () => {
      device = await start({ queue: "yes" });
      const { query = [], accept } = await peer.expect("bspack", 0);
      must(query.join("&") === ENDPOINT, query.join("&"));
      must(accept === 112, `Accept ${String(accept)}`);
      await peer.expect("register", 0);
      must(!peer.events.some(({ event }) => event === "bs"), "it asked the plain way as well");
      return "";
    },
  );
  if (!packed) return void (await device?.stop().catch(() => undefined));
  await checks.run(
    "registers in version 1.2, in queue mode, with the lifetime of the pack [int-101 int-108]",
    async () => {
      const { query = [], links, format } = await peer.expect("register", 0);
      must(query.join("&") === `lwm2m=1.2&${ENDPOINT}&b=U&lt=60&Q`, query.join("&"));
      must(format === 40, `format ${String(format)}`);
      return String(links);
    },
  );
  await checks.run("answers a read in SenML CBOR", async () => {
    const answer = await peer.tell({ do: "ask", method: "GET", path: "/1/0/1", accept: 112 });
    // [{0: "/1/0/1", 2: 60}]
    must(answer.code === "2.05" && answer.payload === "81a200662f312f302f3102183c", `${answer.code} ${answer.payload}`);
    return "";
  });
  await checks.run(
    "keeps its registration when an update is put off with 5.03, and asks again after Max-Age",
    async () => {
      await peer.tell({ do: "answer", to: "update", codes: ["5.03"], maxAge: 11 });
      const since = peer.events.length;
      await peer.tell({ do: "ask", method: "POST", path: "/1/0/8" });
      await peer.expect("update", since);
      const from = Date.now();
      await peer.expect("update", since + 1);
      const seconds = (Date.now() - from) / 1000;
      must(seconds >= 10.9, `after ${seconds} s`);
      must(!peer.events.slice(since).some(({ event }) => event === "register"), "it registered anew");
      return `${seconds.toFixed(1)} s`;
    },
  );
  await stop(checks, peer, device);
}

/** A bootstrap server without packs, one whose pack makes no sense. */
async function thePlainWay({ peer, checks, start }: Bench): Promise<void> {
  for (const [what, code] of [
    ["that knows no packs", "4.04"],
    ["that has not implemented packs", "5.01"],
  ] as const) {
    let device: RunningDevice | undefined;
    const since = peer.events.length;
    await checks.run(`bootstraps the plain way at a server ${what} (${code})`, async () => {
      await peer.tell({ do: "answer", to: "bspack", codes: [code] });
      device = await start();
      const { query = [] } = await peer.expect("bs", since);
      must(query.join("&") === `${ENDPOINT}&pct=112`, query.join("&"));
      await peer.expect("register", since);
      const wrote = peer.events.slice(since).filter(({ event }) => event === "wrote");
      must(
        wrote.every((one) => one.code === "2.04"),
        JSON.stringify(wrote),
      );
      return wrote.map(({ path }) => String(path)).join(" ");
    });
    await stop(checks, peer, device);
  }
  let device: RunningDevice | undefined;
  const since = peer.events.length;
  await checks.run(
    "takes nothing of a pack without an access server, and answers such a finish with 4.06 [int-9]",
    async () => {
      await peer.tell({ do: "set", access_server: false });
      device = await start();
      await peer.expect("bs", since);
      const finish = await lastWrite(peer, since);
      must(finish.code === "4.06", `the finish was answered with ${finish.code}`);
      await peer.tell({ do: "set", access_server: true });
      // It asks again by itself, and is given an access server.
      await peer.expect("register", since);
      return "";
    },
  );
  await stop(checks, peer, device);
}

async function lastWrite(peer: Peer, since: number): Promise<Message> {
  for (let from = since; ; from++) {
    const one = await peer.expect("wrote", from);
    if (one["path"] === "bs") return one;
    from = peer.events.indexOf(one);
  }
}

/** An access server that speaks 1.1 only, met again after a restart. */
async function anOlderServer({ peer, checks, start }: Bench): Promise<void> {
  await peer.tell({ do: "set", versions: ["1.1", "1.0"] });
  let device: RunningDevice | undefined;
  let since = peer.events.length;
  const offered = (): string =>
    peer.events
      .slice(since)
      .filter(({ event }) => event === "register")
      .map(({ query = [] }) => query[0])
      .join(" ");
  await checks.run("offers 1.1 to a server that answers 1.2 with 4.12", async () => {
    device = await start({}, "older");
    await peer.expect("register", since);
    await registeredTwice(peer, since);
    must(offered() === "lwm2m=1.2 lwm2m=1.1", offered());
    // What it answers comes after it took the registration in.
    await peer.tell({ do: "ask", method: "GET", path: "/1/0/0" });
    return offered();
  });
  await stop(checks, peer, device);
  since = peer.events.length;
  await checks.run("remembers over a restart that it speaks 1.1, and needs no bootstrap [int-6]", async () => {
    device = await start({}, "older");
    await peer.expect("register", since);
    must(offered() === "lwm2m=1.1", offered());
    await peer.tell({ do: "ask", method: "GET", path: "/1/0/0" });
    must(!peer.events.slice(since).some(({ event }) => event === "bs" || event === "bspack"), "it bootstrapped");
    return offered();
  });
  await stop(checks, peer, device);
}

async function registeredTwice(peer: Peer, since: number): Promise<void> {
  const first = peer.events.findIndex(({ event }, i) => i >= since && event === "register");
  await peer.expect("register", first + 1);
}

async function stop(checks: Checks, peer: Peer, device: RunningDevice | undefined): Promise<void> {
  await checks.run("deregisters", async () => {
    const since = peer.events.length;
    await device?.stop();
    await peer.expect("deregister", since);
    return "";
  });
}

/** A port of the loopback that nobody has at present. */
function freePort(): Promise<number> {
  const socket = createSocket("udp4");
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.bind(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}
