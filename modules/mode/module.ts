import type { Instant, Machine } from "../base/machine.js";
import { Enrolment, type EnrolmentOptions, type EnrolmentState } from "./mipl-enrolment.js";
import { MiplRequests } from "./mipl-requests.js";
import { parseMiplLine } from "./mipl-request.js";
import type { ModeInput, ModeOutput } from "./mode.js";

/** What module mode is to do. */
export type ModuleModeOptions = EnrolmentOptions;

/** The mark of a line of an answer or notification. The registration's steps count up from 1. */
const LINE = 0;

const START = Object.freeze({ kind: "start" });
const DROP = Object.freeze({ kind: "drop" });

/**
 * Module mode: the LwM2M client sits in the NB module, and we tell it by AT+MIPL commands what to register, and answer
 * what the platform asks. Generation C of the command set: resources are declared before the registration, observe and
 * discover are answered by the module itself.
 */
export class ModuleMode implements Machine<ModeInput, ModeOutput> {
  private readonly options: ModuleModeOptions;
  private readonly enrolment: Enrolment;
  private readonly requests: MiplRequests;

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
      case "stop":
      case "update":
      case "lifetime":
        this.enrolment.handle(input, now);
        break;
      case "result":
        if (input.command.tag === LINE) this.requests.lineDone(input.final);
        else this.enrolment.handle(input, now);
        break;
      case "urc":
        this.line(input.line, now);
        break;
      case "outcome":
        this.requests.outcome(input.request, input.outcome);
        break;
      case "notify":
        if (this.enrolment.stands) this.requests.notify(input.path, input.outcome);
        break;
      case "socket":
        break;
    }
    this.tidy();
  }

  expire(now: Instant): void {
    this.enrolment.expire(now);
    this.tidy();
  }

  deadline(): Instant | undefined {
    return this.enrolment.deadline();
  }

  poll(): ModeOutput | undefined {
    const output = this.enrolment.poll();
    if (output !== undefined) return output;
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
    } else if (this.enrolment.stands) {
      this.requests.request(line);
    }
  }

  /** Requests and observers go with the registration. */
  private tidy(): void {
    if (!this.enrolment.stands) this.requests.clear();
  }
}
