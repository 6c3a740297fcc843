import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { makeVenv } from "../coap/venv.js";

/** A value at a path, in words such as "int:5", and the seconds of its time if it has one. */
export type Entry = readonly [path: string, words: string, time: number | null];

/** What the peer tells by itself, and what it answers; which fields there are depends on `event` and command. */
export interface Told {
  readonly event?: string;
  readonly id?: number;
  /** Seconds on the peer's clock. */
  readonly at: number;
  readonly server?: string;
  readonly code?: string;
  readonly payload?: string;
  readonly format?: number | null;
  readonly query?: readonly string[];
  readonly accept?: number;
  readonly links?: string;
  readonly text?: string | null;
  readonly path?: string;
  readonly type?: "CON" | "NON";
  readonly mid?: number;
  readonly token?: string;
  readonly observed?: boolean;
  readonly sequence?: number;
  readonly moved?: boolean;
  readonly echo?: string;
  readonly name?: string;
  readonly location?: string;
  readonly entries?: readonly Entry[] | null;
  readonly failed?: string;
}

/** A request of a server's to the device. */
export interface Asked {
  readonly method: "GET" | "PUT" | "POST" | "DELETE" | "FETCH" | "iPATCH";
  readonly path: string;
  /** The first access server unless given. */
  readonly server?: "bootstrap" | "first" | "second";
  readonly query?: readonly string[];
  readonly accept?: number;
  readonly format?: number;
  readonly observe?: 0 | 1;
  readonly noResponse?: number;
  /** In words, by path; "path:" for the paths of a composite read. */
  readonly values?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly hex?: string;
}

const REQUIREMENTS = "aiocoap==0.4.17 cbor2==6.3.0";
const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const PATIENCE = 30_000;
const LAST_WORDS = 5000;

/** The Python program that plays the servers of LwM2M 1.2. */
export class Peer {
  readonly events: Told[] = [];
  private readonly waiting = new Map<number, (answer: Told) => void>();
  private readonly watchers = new Set<() => void>();
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private complaints = "";
  private ids = 0;
  private gone = false;

  private constructor(child: ChildProcess) {
    this.child = child;
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.complaints += text));
    this.ended = new Promise((resolve) => child.on("close", () => resolve()));
    void this.ended.then(() => this.bury());
    child.stdin?.on("error", () => undefined);
    if (child.stdout === null) throw new Error("the peer has no output");
    createInterface({ input: child.stdout }).on("line", (line) => this.take(JSON.parse(line) as Told));
  }

  /** Starts it on three ports: bootstrap server, first and second access server. Gives a text if Python is missing. */
  static async start(ports: readonly number[]): Promise<Peer | string> {
    const venv = await makeVenv(join(ROOT, "build", "interop", "lwm2m12"), REQUIREMENTS);
    if ("missing" in venv) return venv.missing;
    const script = join(ROOT, "test", "interop", "lwm2m12", "peer", "peer.py");
    const peer = new Peer(spawn(venv.python, ["-B", script, ...ports.map(String)], { stdio: "pipe" }));
    await peer.expect("ready", 0);
    return peer;
  }

  private take(message: Told): void {
    if (message.id !== undefined) {
      this.waiting.get(message.id)?.(message);
      this.waiting.delete(message.id);
      return;
    }
    this.events.push(message);
    for (const watcher of [...this.watchers]) watcher();
  }

  private bury(): void {
    for (const settle of this.waiting.values()) settle({ at: 0, failed: `the peer has ended: ${this.complaints}` });
    this.waiting.clear();
    this.gone = true;
    for (const watcher of [...this.watchers]) watcher();
  }

  /** Gives a command. Rejects with the peer's words if it cannot be carried out. */
  async tell(command: Readonly<Record<string, unknown>>): Promise<Told> {
    const id = ++this.ids;
    const answer = await new Promise<Told>((resolve) => {
      this.waiting.set(id, resolve);
      this.child.stdin?.write(`${JSON.stringify({ id, ...command })}\n`);
    });
    if (answer.failed !== undefined) throw new Error(answer.failed);
    return answer;
  }

  ask(request: Asked): Promise<Told> {
    return this.tell({ do: "ask", ...request });
  }

  /** The first event from number `since` on that matches; rejects, and says what came, if there is none in time. */
  async find(what: string, match: (event: Told) => boolean, since: number, within = PATIENCE): Promise<Told> {
    const found = await this.watch(match, since, within);
    if (found !== undefined) return found;
    const seen = this.events.slice(since).map(({ event }) => event);
    throw new Error(`no ${what} within ${within} ms, but ${seen.join(" ")} ${this.complaints.slice(-300)}`);
  }

  /** The next event of a name, from event `since` on. */
  expect(name: string, since: number, within = PATIENCE): Promise<Told> {
    return this.find(`"${name}"`, ({ event }) => event === name, since, within);
  }

  /** The same, or `undefined` if none comes within so many milliseconds. */
  watch(match: (event: Told) => boolean, since: number, within: number): Promise<Told | undefined> {
    return new Promise((resolve) => {
      const settle = (found: Told | undefined): void => {
        clearTimeout(timer);
        this.watchers.delete(look);
        resolve(found);
      };
      const look = (): void => {
        const found = this.events.slice(since).find(match);
        if (found !== undefined || this.gone) settle(found);
      };
      const timer = setTimeout(() => settle(undefined), within);
      this.watchers.add(look);
      look();
    });
  }

  /** All events of a name from number `since` on that came so far. */
  came(name: string, since: number): readonly Told[] {
    return this.events.slice(since).filter(({ event }) => event === name);
  }

  /** Closes the pipe, upon which it ends by itself; if not, it is killed. */
  async stop(): Promise<void> {
    this.child.stdin?.end();
    const timer = setTimeout(() => this.child.kill("SIGKILL"), LAST_WORDS);
    await this.ended;
    clearTimeout(timer);
  }
}
