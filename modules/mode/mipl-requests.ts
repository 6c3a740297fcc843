import type { FinalResult } from "../at/result.js";
import type { Instant } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import { parseAttributes } from "../lwm2m/attributes.js";
import { Code, type Entry, type Outcome, type SingleOperation } from "../lwm2m/operation.js";
import { formatPath, pathOf, type Path } from "../lwm2m/path.js";
import { ANSWER, MAX_JOBS, MiplAnswers, UNREPORTED, type MiplAnswersOptions } from "./mipl-answers.js";
import { resourcesOf } from "./mipl-declare.js";
import { confirms, MiplObservers } from "./mipl-observers.js";
import { REQUESTS, RESULT_UNAVAILABLE, resultOf } from "./mipl.js";
import type { MiplLine } from "./mipl-request.js";
import { decodeMiplValue, miplBytes } from "./mipl-values.js";

export type MiplRequestsOptions = MiplAnswersOptions;

/** What the requests' part wants: an operation carried out, or a line of an answer sent. */
export type MiplRequestsOutput =
  | { readonly kind: "operation"; readonly request: number; readonly operation: SingleOperation }
  | { readonly kind: "line"; readonly text: string };

/** A request that waits for its outcome. */
interface Pending {
  readonly message: number;
  readonly operation: SingleOperation;
  /** The command that answers it; absent where the module has answered already. */
  readonly reply: string | undefined;
}

/** A write of which more lines are to come. */
interface PartialWrite {
  readonly message: number;
  readonly path: Path;
  readonly entries: Entry[];
  code: number;
}

/** Resources in one write. */
const MAX_WRITE = 16;

/** Platform requests as they come through a MIPL module: from +MIPL lines to operations, from outcomes to AT lines. */
export class MiplRequests {
  private readonly options: MiplRequestsOptions;
  private readonly operations = new Queue<MiplRequestsOutput>(MAX_JOBS);
  private readonly answers: MiplAnswers;
  private readonly pending: Pending[] = [];
  private readonly observers = new MiplObservers();
  private write: PartialWrite | undefined;

  constructor(options: MiplRequestsOptions) {
    this.options = options;
    this.answers = new MiplAnswers(options);
  }

  /** Takes a request of the platform. */
  request(line: MiplLine, now: Instant): void {
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
        this.observe(line, path, now);
        break;
      case "discover":
        // Where the objects were declared before, the module has answered by itself.
        if (!this.options.mipl.declares) {
          this.operation(line.message, { kind: "discover", path: { object: line.object } }, REQUESTS.discover.reply);
        }
        break;
      case "event":
        break;
    }
  }

  /**
   * What came of an operation. An observe is answered without a value, by us or by the module itself before we knew of it:
   * the value follows as a notification.
   */
  outcome(request: number, outcome: Outcome, now: Instant): void {
    for (let i = 0; i < this.pending.length; i++) {
      const { message, operation, reply } = this.pending[i] as Pending;
      if (message !== request) continue;
      this.pending.splice(i, 1);
      const { kind, path } = operation;
      if (kind === "observe" || kind === "cancel") {
        const good = outcome.code === Code.content || kind === "cancel";
        if (reply !== undefined) this.answer(reply, message, good ? Code.content : outcome.code);
        if (kind === "observe") this.notify(path, outcome, now);
        if (!good && reply !== undefined) this.observers.leave(path);
      } else if (kind === "discover") this.discovered(message, path, outcome);
      else this.answer(reply ?? "", message, outcome.code, outcome.entries);
      return;
    }
  }

  /** Sends new content for an observed path, with its message id where the module wants that. */
  notify(path: Path, outcome: Outcome, now: Instant): void {
    const { mipl, log } = this.options;
    const entries = this.carried(outcome.entries ?? NOTHING);
    const observer = this.observers.at(path);
    if (outcome.code !== Code.content || entries.length === 0) {
      log("warning", `no content for the observer of ${formatPath(path)}`);
      return;
    }
    const message = mipl.notifyId === "zero" ? 0 : (observer?.message ?? 0);
    const confirmed = mipl.acknowledges && observer !== undefined && confirms(observer, now);
    this.answers.put(`AT+MIPLNOTIFY=0,${message}`, entries, confirmed ? this.answers.newAck(now) : UNREPORTED);
  }

  /** The module has taken a line of ours, or not. */
  lineDone(final: FinalResult, now: Instant): void {
    this.answers.done(final, now);
  }

  /** The module reports what became of a notification; `true` if it was ours and did not get there. */
  reported(ack: number, delivered: boolean): boolean {
    return this.answers.reported(ack, delivered);
  }

  /** `true` when the report of a notification did not come. */
  expire(now: Instant): boolean {
    return this.answers.expire(now);
  }

  deadline(): Instant | undefined {
    return this.answers.deadline();
  }

  /** Forgets everything: the registration is gone. */
  clear(): void {
    this.operations.clear();
    this.answers.clear();
    this.pending.length = 0;
    this.observers.clear();
    this.write = undefined;
  }

  poll(): MiplRequestsOutput | undefined {
    const operation = this.operations.shift();
    if (operation !== undefined) return operation;
    const text = this.answers.poll();
    return text === undefined ? undefined : { kind: "line", text };
  }

  private operation(message: number, operation: SingleOperation, reply?: string): void {
    if (this.pending.length >= MAX_JOBS || this.operations.full || this.answers.full) {
      this.options.log(
        "warning",
        `too many requests at once, ${operation.kind} ${formatPath(operation.path)} is dropped`,
      );
      return;
    }
    if (operation.kind !== "cancel" || reply !== undefined) this.pending.push({ message, operation, reply });
    this.operations.push({ kind: "operation", request: message, operation });
  }

  /** The result of a request and, where it is one of content, the values. */
  private answer(reply: string, message: number, code: number, entries: readonly Entry[] = NOTHING): void {
    const values = code === Code.content ? this.carried(entries) : NOTHING;
    const lost = code === Code.content && entries.length > 0 && values.length === 0;
    const result = lost ? RESULT_UNAVAILABLE : resultOf(code);
    this.answers.put(`${reply}=0,${message},${result}`, values, ANSWER);
  }

  /** The values that the module can carry: one that is too long is left out, and said. */
  private carried(entries: readonly Entry[]): readonly Entry[] {
    const most = this.options.mipl.valueMost;
    if (entries.every(({ value }) => miplBytes(value) <= most)) return entries;
    const carried: Entry[] = [];
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i] as Entry;
      const length = miplBytes(entry.value);
      if (length <= most) carried.push(entry);
      else {
        const what = `the value of ${formatPath(entry.path)} has ${length} bytes`;
        this.options.log("warning", `${what}, the module takes ${most}: it is left out`);
      }
    }
    return carried;
  }

  /** The resources of an object, as they were counted when it was declared. */
  private discovered(message: number, path: Path, outcome: Outcome): void {
    const resources = outcome.code === Code.content ? resourcesOf(outcome.links ?? []) : "";
    const list = resources === "" ? "" : `,${resources.length},"${resources}"`;
    const code = resources === "" && outcome.code === Code.content ? Code.notFound : outcome.code;
    this.answers.put(`${REQUESTS.discover.reply}=0,${message},${resultOf(code)}${list}`, NOTHING, ANSWER);
    if (resources === "") this.options.log("warning", `nothing to discover at ${formatPath(path)}`);
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
      this.answer(REQUESTS.write.reply, line.message, write.code);
    }
  }

  private parameters(line: MiplLine, path: Path): void {
    const attributes = parseAttributes(line.value.split(";"));
    if (attributes === undefined) {
      this.options.log("warning", `attributes for ${formatPath(path)} are malformed: ${line.value}`);
      this.answer(REQUESTS.parameter.reply, line.message, Code.badRequest);
    } else {
      this.operation(line.message, { kind: "writeAttributes", path, attributes }, REQUESTS.parameter.reply);
    }
  }

  private observe(line: MiplLine, path: Path, now: Instant): void {
    const reply = this.options.mipl.observes ? undefined : REQUESTS.observe.reply;
    if (line.flag === 0) {
      const observer = this.observers.leave(path)?.id ?? line.message;
      this.operation(line.message, { kind: "cancel", path, observer }, reply);
      return;
    }
    const observer = this.observers.enter(path, line.message, now);
    this.makeRoom();
    this.operation(line.message, { kind: "observe", path, observer: observer.id }, reply);
  }

  /** The oldest observer makes room for a new one: the module has promised to serve that already. */
  private makeRoom(): void {
    const oldest = this.observers.surplus();
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
