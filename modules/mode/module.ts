import { earlier, type Instant, type Machine } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import type { SocketsOutput } from "../modem/sockets.js";
import { Enrolment, type EnrolmentOptions, type EnrolmentState } from "./mipl-enrolment.js";
import { MiplRequests } from "./mipl-requests.js";
import { parseMiplLine } from "./mipl-request.js";
import { eventOf } from "./mipl.js";
import type { ModeInput, ModeOutput } from "./mode.js";

/** What module mode is to do. */
export interface ModuleModeOptions extends EnrolmentOptions {
  /** True when the network is to be told that no more is to come, so that it lets the module rest. */
  readonly releases?: boolean;
}

/** The mark of a line of an answer or notification. The registration's steps count up from 1. */
const LINE = 0;

/** More sends than the client has out at once. */
const REFUSED_LIMIT = 8;

const START = Object.freeze({ kind: "start" });
const UPDATE = Object.freeze({ kind: "update" });
const DROP = Object.freeze({ kind: "drop" });

/**
 * Module mode: the LwM2M client sits in the NB module, and we tell it by AT+MIPL commands what to register, and answer
 * what the platform asks. Two generations of the command set, as the profile says: in C resources are declared before the
 * registration and the module itself answers observe and discover, in Q each of them is answered by us.
 */
export class ModuleMode implements Machine<ModeInput, ModeOutput> {
  private readonly options: ModuleModeOptions;
  private readonly enrolment: Enrolment;
  private readonly requests: MiplRequests;
  /** Sends that were asked for: MIPL has none. */
  private readonly refused = new Queue<number>(REFUSED_LIMIT);

  constructor(options: ModuleModeOptions) {
    this.options = options;
    this.enrolment = new Enrolment(options);
    this.requests = new MiplRequests(options);
  }

  get state(): EnrolmentState {
    return this.enrolment.state;
  }

  handle(input: ModeInput, now: Instant): void {
    switch (input.kind) {
      case "online":
        this.enrolment.handle(START, now);
        break;
      case "offline":
        this.enrolment.handle(DROP, now);
        break;
      case "moved":
        // The module's client has the new address from the module; the server has it with the next message.
        this.enrolment.handle(UPDATE, now);
        break;
      case "stop":
      case "update":
      case "lifetime":
        this.enrolment.handle(input, now);
        break;
      case "result":
        if (input.command.tag === LINE) this.requests.lineDone(input.final, now);
        else this.enrolment.handle(input, now);
        break;
      case "urc":
        this.line(input.line, now);
        break;
      case "outcome":
        this.requests.outcome(input.request, input.outcome, now);
        break;
      case "notify":
        if (this.enrolment.stands) this.requests.notify(input.path, input.outcome, now);
        break;
      case "socket":
        this.socket(input.output, now);
        break;
      case "send":
        if (!this.refused.push(input.id)) this.options.log("error", "a send was dropped, nobody fetched the others");
        break;
      case "disable":
      case "bootstrap":
        // The module sees to those itself.
        break;
    }
    this.tidy();
  }

  expire(now: Instant): void {
    this.enrolment.expire(now);
    if (this.requests.expire(now)) this.undelivered(now);
    this.tidy();
  }

  deadline(): Instant | undefined {
    return earlier(this.enrolment.deadline(), this.requests.deadline());
  }

  poll(): ModeOutput | undefined {
    const output = this.enrolment.poll();
    if (output !== undefined) return output;
    const refused = this.refused.shift();
    if (refused !== undefined) return { kind: "sent", id: refused, failure: "a module has no Send" };
    const request = this.requests.poll();
    if (request === undefined) return undefined;
    if (request.kind === "operation") {
      return { kind: "operation", request: request.request, operation: request.operation, bootstrap: false };
    }
    const { within } = this.options.mipl;
    return { kind: "command", command: { text: request.text, owner: "mode", tag: LINE, within } };
  }

  private line(text: string, now: Instant): void {
    const line = parseMiplLine(text);
    if (line === undefined || typeof line === "string") {
      this.options.log("warning", `ignored${line === undefined ? "" : ` (${line} is malformed)`}: ${text}`);
    } else if (line.kind === "event") {
      this.enrolment.handle({ kind: "event", code: line.code }, now);
      const { means } = eventOf(line.code);
      if (means !== "delivered" && means !== "undelivered") return;
      if (this.requests.reported(line.extra, means === "delivered")) this.undelivered(now);
    } else if (this.enrolment.stands) {
      this.requests.request(line, now);
    }
  }

  /** The address of the server that was looked for, or why there is none. */
  private socket(output: SocketsOutput, now: Instant): void {
    if (output.kind === "resolved") {
      this.enrolment.handle({ kind: "resolved", address: output.address, cause: "" }, now);
    } else if (output.kind === "unresolved") {
      this.enrolment.handle({ kind: "resolved", address: undefined, cause: output.cause }, now);
    }
  }

  /** A notification did not get there: an update finds out whether the registration still stands. */
  private undelivered(now: Instant): void {
    this.options.log("warning", "a notification was not delivered: the registration is updated");
    this.enrolment.handle(UPDATE, now);
  }

  /** Requests and observers go with the registration. */
  private tidy(): void {
    if (!this.enrolment.stands) this.requests.clear();
  }
}
