import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * A value for the judge, or from it. Opaque is hex, time is in seconds, an object link is `object:instance`, links are in
 * link format; a whole number that no double holds is its digits.
 */
export type Json = string | number | boolean;

/** A value as the judge decoded it. */
export interface Value {
  readonly path: string;
  readonly type: string;
  readonly value: Json;
  /** Seconds since 1970, of a value that was measured before. */
  readonly time?: number;
}

export interface Link {
  readonly path: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What the judge tells by itself; which fields there are depends on `event`. `at` is in milliseconds. */
export interface JudgeEvent {
  readonly event: string;
  readonly at: number;
  readonly endpoint?: string;
  readonly version?: string;
  readonly lifetime?: number;
  /** The server's name for the registration: the last part of its location. */
  readonly registration?: string;
  readonly queue?: boolean;
  readonly links?: readonly Link[];
  /** The content formats that a registration tells of, and those that go without saying. */
  readonly formats?: readonly number[];
  readonly expired?: boolean;
  readonly replaced?: boolean;
  readonly path?: string;
  readonly observation?: string;
  readonly values?: readonly Value[];
  readonly format?: number;
  /** Bytes of the whole payload. */
  readonly size?: number;
  readonly confirmable?: boolean;
  /** Seconds since 1970, of each value of a notification that has several times. */
  readonly times?: readonly number[];
  readonly request?: string;
  readonly outcome?: string;
  readonly detail?: string;
  readonly server?: string;
  readonly bootstrap?: string;
}

/** What came of a command: `code` as `2.05`, or `failure` where no valid answer came from the device. */
export interface Answer {
  readonly code?: string;
  readonly failure?: string;
  readonly format?: number;
  /** Bytes of the whole payload. */
  readonly size?: number;
  readonly values?: readonly Value[];
  readonly links?: readonly Link[];
  readonly observation?: string;
  /** Where an instance came into being. */
  readonly location?: string;
}

export interface Command {
  readonly do: string;
  readonly endpoint?: string;
  readonly path?: string;
  readonly format?: number;
  readonly mode?: "replace" | "update";
  readonly paths?: readonly string[];
  /** The format of a composite answer, where it is not that of the request. */
  readonly answer?: number;
  readonly argument?: string;
  /** A value, or those of a multiple resource by the numbers of their instances. */
  readonly value?: Json | Readonly<Record<string, Json>>;
  readonly values?: Readonly<Record<string, Json | Readonly<Record<string, Json>>>>;
  /** The number of an instance that is to be created, where the device is not to choose it. */
  readonly instance?: number;
  /** From which block on the judge's payloads get lost; -1 for none. */
  readonly block?: number;
  /** Milliseconds in place of the judge's own 30 s. */
  readonly timeout?: number;
  readonly attributes?: string;
  readonly observation?: string;
  readonly style?: "lean" | "full" | "several";
  /** The URI of the second server of several. */
  readonly other?: string;
  readonly lifetime?: number;
  /** What the bootstrap server asks in place of handing out an account. */
  readonly script?: readonly Command[];
}

type Match = (event: JudgeEvent) => boolean;

const JAVA = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"];
const MAIN = "nblwm2m.interop.Main";
/** How long the program may take to end, in milliseconds. */
const LAST_WORDS = 5000;

/** The Java program that acts as server and bootstrap server, on the end of a pipe. */
export class Judge {
  readonly events: JudgeEvent[] = [];
  #child: ChildProcessWithoutNullStreams;
  #pending = new Map<number, (answer: Answer) => void>();
  #watchers = new Set<() => void>();
  #commands = 0;
  #complaints = "";
  #ended: Promise<void>;
  #gone = false;

  /**
   * Starts the program on free ports, with the object definitions of a search path of folders. A lenient one takes an answer without
   * content for one with none of the values.
   * @param flags of the Java machine, in place of those for a small one
   */
  constructor(classpath: string, definitions: string, lenient = false, flags: readonly string[] = JAVA) {
    const ways = lenient ? ["lenient"] : [];
    this.#child = spawn("java", [
      ...flags,
      "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
      "-cp",
      classpath,
      MAIN,
      "0",
      "0",
      definitions,
      ...ways,
    ]);
    createInterface({ input: this.#child.stdout }).on("line", (line) => this.#take(line));
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => (this.#complaints += text));
    this.#child.stdin.on("error", () => undefined);
    this.#ended = new Promise((resolve) => {
      this.#child.on("error", (error) => (this.#complaints += error.message));
      this.#child.on("close", () => resolve());
    });
    void this.#ended.then(() => this.#bury());
  }

  #take(line: string): void {
    const message = JSON.parse(line) as JudgeEvent & Answer & { answer?: number };
    if (message.answer !== undefined) {
      this.#pending.get(message.answer)?.(message);
      this.#pending.delete(message.answer);
      return;
    }
    this.events.push(message);
    for (const watcher of [...this.#watchers]) watcher();
  }

  #bury(): void {
    this.#gone = true;
    for (const settle of this.#pending.values()) settle({ failure: "the judge has ended" });
    this.#pending.clear();
    for (const watcher of [...this.#watchers]) watcher();
  }

  /** Gives a command and waits for what comes of it; a silent device is a failure after the judge's own 30 s. */
  command(command: Command): Promise<Answer> {
    if (this.#gone) return Promise.resolve({ failure: "the judge has ended" });
    const id = ++this.#commands;
    return new Promise((resolve) => {
      this.#pending.set(id, resolve);
      this.#child.stdin.write(`${JSON.stringify({ ...command, id })}\n`);
    });
  }

  /** The first event from number `since` on that matches, or undefined if none comes within that many milliseconds. */
  watch(match: Match, since: number, within: number): Promise<JudgeEvent | undefined> {
    return new Promise((resolve) => {
      let next = since;
      const settle = (event: JudgeEvent | undefined): void => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        resolve(event);
      };
      const look = (): void => {
        for (; next < this.events.length; next++) {
          const event = this.events[next];
          if (event !== undefined && match(event)) return settle(event);
        }
        if (this.#gone) settle(undefined);
      };
      const timer = setTimeout(() => settle(undefined), within);
      this.#watchers.add(look);
      look();
    });
  }

  /** Of the program's process. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What the program said on its error channel, if anything. */
  get complaints(): string {
    return this.#complaints.trim();
  }

  /** Closes the pipe, upon which the program ends by itself; one that does not is killed. */
  async stop(): Promise<void> {
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), LAST_WORDS);
    await this.#ended;
    clearTimeout(timer);
  }
}
