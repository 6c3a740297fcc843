import { describeFinal, type FinalResult } from "../at/result.js";
import type { Log } from "../base/log.js";
import { Queue } from "../base/queue.js";
import { parseAttributes } from "../lwm2m/attributes.js";
import { Code, type Entry, type Outcome, type SingleOperation } from "../lwm2m/operation.js";
import { formatPath, pathOf, samePath, type Path } from "../lwm2m/path.js";
import type { Tree } from "../lwm2m/tree.js";
import type { MiplProfile } from "../modem/profile.js";
import { REQUESTS, resultOf } from "./mipl.js";
import type { MiplLine } from "./mipl-request.js";
import { decodeMiplValue, encodeMiplValue } from "./mipl-values.js";

export interface MiplRequestsOptions {
  readonly tree: Tree;
  readonly mipl: MiplProfile;
  readonly log: Log;
}

/** What the requests' part wants: an operation carried out, or a line of an answer sent. */
export type MiplRequestsOutput =
  | { readonly kind: "operation"; readonly request: number; readonly operation: SingleOperation }
  | { readonly kind: "line"; readonly text: string };

/** An answer or a notification that goes out line by line: one line for each value, or a single one without values. */
interface Job {
  readonly head: string;
  readonly entries: readonly Entry[];
  /** How many lines have gone out. */
  sent: number;
}

/** A request that waits for its outcome. */
interface Pending {
  readonly message: number;
  readonly path: Path;
  /** The command that answers it; absent for an observe, whose value goes out as the first notification. */
  readonly reply: string | undefined;
}

/** A write of which more lines are to come. */
interface PartialWrite {
  readonly message: number;
  readonly path: Path;
  readonly entries: Entry[];
  code: number;
}

interface Observer {
  readonly id: number;
  readonly path: Path;
}

/** Requests and notifications that may wait; past this a new one is dropped and the platform's own timeout tells it. */
const MAX_JOBS = 6;
/** Resources in one write. */
const MAX_WRITE = 16;
/** Observed paths; the oldest makes room. */
const MAX_OBSERVERS = 16;

/** Platform requests as they come through a MIPL module: from +MIPL lines to operations, from outcomes to AT lines. */
export class MiplRequests {
  private readonly options: MiplRequestsOptions;
  private readonly operations = new Queue<MiplRequestsOutput>(MAX_JOBS);
  private readonly jobs = new Queue<Job>(MAX_JOBS);
  private readonly pending: Pending[] = [];
  private readonly observers: Observer[] = [];
  private write: PartialWrite | undefined;
  /** A line is on its way and its result not yet there. */
  private busy = false;

  constructor(options: MiplRequestsOptions) {
    this.options = options;
  }

  /** Takes a request of the platform. */
  request(line: MiplLine): void {
    const path = pathOf(line.object, given(line.instance), given(line.resource));
    switch (line.kind) {
      case "read":
        this.operation(line.message, { kind: "read", path }, REQUESTS.read.reply);
        break;
      case "write":
        this.writeLine(line, path);
        break;
      case "execute":
        this.operation(line.message, { kind: "execute", path, argument: line.value }, REQUESTS.execute.reply);
        break;
      case "parameter":
        this.parameters(line, path);
        break;
      case "observe":
        this.observe(line, path);
        break;
      case "discover":
      case "event":
        // The module has answered a discover by itself; events are not requests.
        break;
    }
  }

  /**
   * What came of an operation. The module has answered an observe before we knew of it, without a value: that follows
   * as a notification. A cancel wants nothing.
   */
  outcome(request: number, outcome: Outcome): void {
    for (let i = 0; i < this.pending.length; i++) {
      const pending = this.pending[i] as Pending;
      if (pending.message !== request) continue;
      this.pending.splice(i, 1);
      if (pending.reply === undefined) {
        this.notify(pending.path, outcome);
        return;
      }
      const head = `${pending.reply}=0,${pending.message},${resultOf(outcome.code)}`;
      this.job(head, outcome.code === Code.content ? (outcome.entries ?? NOTHING) : NOTHING);
      return;
    }
  }

  /** Sends new content for an observed path. The message id is 0: the module finds the observation by its path. */
  notify(path: Path, outcome: Outcome): void {
    const entries = outcome.entries;
    if (outcome.code === Code.content && entries !== undefined && entries.length > 0) {
      this.job("AT+MIPLNOTIFY=0,0", entries);
    } else {
      this.options.log("warning", `no content for the observer of ${formatPath(path)}`);
    }
  }

  /** The module has taken a line of ours, or not. */
  lineDone(final: FinalResult): void {
    this.busy = false;
    const job = this.jobs.peek();
    if (job === undefined) return;
    if (final.kind !== "ok") {
      this.options.log("warning", `${job.head}…: ${describeFinal(final)}`);
      this.jobs.shift();
    } else if (job.sent >= job.entries.length) {
      this.jobs.shift();
    }
  }

  /** Forgets everything: the registration is gone. */
  clear(): void {
    this.operations.clear();
    this.jobs.clear();
    this.pending.length = 0;
    this.observers.length = 0;
    this.write = undefined;
    this.busy = false;
  }

  poll(): MiplRequestsOutput | undefined {
    const operation = this.operations.shift();
    if (operation !== undefined) return operation;
    const job = this.jobs.peek();
    if (this.busy || job === undefined) return undefined;
    this.busy = true;
    return { kind: "line", text: this.nextLine(job) };
  }

  private operation(message: number, operation: SingleOperation, reply?: string): void {
    if (this.pending.length >= MAX_JOBS || this.operations.full || this.jobs.full) {
      this.options.log(
        "warning",
        `too many requests at once, ${operation.kind} ${formatPath(operation.path)} is dropped`,
      );
      return;
    }
    if (operation.kind !== "cancel") this.pending.push({ message, path: operation.path, reply });
    this.operations.push({ kind: "operation", request: message, operation });
  }

  private job(head: string, entries: readonly Entry[]): void {
    if (!this.jobs.push({ head, entries, sent: 0 }))
      this.options.log("warning", `too many answers at once, ${head}… is dropped`);
  }

  /** The index counts down to 0; the flag is 1 for the first of several lines, 2 in between, 0 for the last. */
  private nextLine(job: Job): string {
    const count = job.entries.length;
    const at = job.sent++;
    if (count === 0) return job.head;
    const { path, value } = job.entries[at] as Entry;
    const type = this.options.tree.resourceModel(path.object as number, path.resource as number)?.type ?? "string";
    const written = encodeMiplValue(value, type);
    const flag = at === count - 1 || this.options.mipl.flags === "zero" ? 0 : at === 0 ? 1 : 2;
    const where = `${path.object},${path.instance},${path.resource}`;
    return `${job.head},${where},${written.type},${written.length},${written.text},${count - 1 - at},${flag}`;
  }

  private writeLine(line: MiplLine, path: Path): void {
    const instance = pathOf(path.object, path.instance);
    let write = this.write;
    if (write === undefined || write.message !== line.message) {
      write = { message: line.message, path: instance, entries: [], code: Code.changed };
    }
    const model = this.options.tree.resourceModel(line.object, line.resource);
    const value = model === undefined ? undefined : decodeMiplValue(line.type, line.value, model.type);
    if (model === undefined) write.code = Code.notFound;
    else if (value === undefined || write.entries.length >= MAX_WRITE) write.code = Code.badRequest;
    else write.entries.push({ path, value });
    if (line.flag !== 0) {
      this.write = write;
      return;
    }
    this.write = undefined;
    if (write.code === Code.changed) {
      const operation: SingleOperation = { kind: "write", path: instance, mode: "update", entries: write.entries };
      this.operation(line.message, operation, REQUESTS.write.reply);
    } else {
      this.job(`${REQUESTS.write.reply}=0,${line.message},${resultOf(write.code)}`, NOTHING);
    }
  }

  private parameters(line: MiplLine, path: Path): void {
    const attributes = parseAttributes(line.value.split(";"));
    if (attributes === undefined) {
      this.options.log("warning", `attributes for ${formatPath(path)} are malformed: ${line.value}`);
      this.job(`${REQUESTS.parameter.reply}=0,${line.message},${resultOf(Code.badRequest)}`, NOTHING);
    } else {
      this.operation(line.message, { kind: "writeAttributes", path, attributes }, REQUESTS.parameter.reply);
    }
  }

  /** An observer is known by its path: a cancel need not come with the message id of the observe. */
  private observe(line: MiplLine, path: Path): void {
    let known = -1;
    for (let i = 0; i < this.observers.length; i++) {
      if (samePath((this.observers[i] as Observer).path, path)) known = i;
    }
    const observer = known < 0 ? line.message : (this.observers[known] as Observer).id;
    if (line.flag === 0) {
      if (known >= 0) this.observers.splice(known, 1);
      this.operation(line.message, { kind: "cancel", path, observer });
    } else {
      if (known < 0) {
        this.makeRoom();
        this.observers.push({ id: observer, path });
      }
      this.operation(line.message, { kind: "observe", path, observer });
    }
  }

  /** The oldest observer makes room for a new one: the module has promised to serve that already. */
  private makeRoom(): void {
    const oldest = this.observers.length < MAX_OBSERVERS ? undefined : this.observers.shift();
    if (oldest === undefined) return;
    this.options.log("warning", `too many observations, that of ${formatPath(oldest.path)} makes room`);
    this.operation(NOBODY, { kind: "cancel", path: oldest.path, observer: oldest.id });
  }
}

/** The message id of what no request asked for. */
const NOBODY = -1;

const NOTHING: readonly Entry[] = Object.freeze([]);

function given(id: number): number | undefined {
  return id < 0 ? undefined : id;
}
