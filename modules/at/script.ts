import type { Instant } from "../base/machine.js";
import { describeFinal, type FinalResult } from "./result.js";

/** One line of a script. `Fact` names what its answer tells. */
export interface Step<Fact extends string = string> {
  /** The command line. */
  readonly send: string;
  /** The prefix of its information text; the empty text for bare lines. */
  readonly answer?: string;
  /** The step is done only when a line of the answer is this one; blanks do not count. */
  readonly until?: string;
  /** What the answer tells; a step whose answer does not tell it has failed. */
  readonly keep?: Fact;
  /** Milliseconds from one result to the next try; 1,000 if absent. */
  readonly every?: number;
  /** How often it is sent at most; once if absent. */
  readonly tries?: number;
  /** The command's time limit in milliseconds. */
  readonly within?: number;
  /** What follows when all tries have failed; `abort` if absent. */
  readonly otherwise?: "abort" | "continue";
  /** What a failure means to a person, e.g. "the SIM card cannot be read". */
  readonly blame?: string;
}

/** A named list of steps and the time in milliseconds that all of it may take. */
export interface Script<Fact extends string = string> {
  readonly name: string;
  readonly within: number;
  readonly steps: readonly Step<Fact>[];
}

/** How a script stands. `step` is the one that failed, `cause` what came instead of what it wanted. */
export type Outcome<Fact extends string = string> =
  /** None was started, or its end was taken note of by `stop`. */
  | { readonly name: "idle" }
  | { readonly name: "running" }
  | { readonly name: "done" }
  | { readonly name: "aborted"; readonly step: Step<Fact>; readonly cause: string; readonly final: FinalResult }
  /** `silent`: the module did not answer the step; else the script's own time was over. */
  | { readonly name: "timedOut"; readonly step: Step<Fact>; readonly cause: string; readonly silent: boolean };

const NONE: Outcome<never> = Object.freeze({ name: "idle" });
const RUNNING: Outcome<never> = Object.freeze({ name: "running" });
const DONE: Outcome<never> = Object.freeze({ name: "done" });

/**
 * Runs one script at a time for an owner, who sends what `poll` gives and brings the result to `take`. It ends in one
 * of three ways: done, aborted by a line, or timed out (the module was silent, or the script's own time was over).
 */
export class ScriptRun<Fact extends string = string> {
  /** How the script stands. */
  outcome: Outcome<Fact> = NONE;
  #script: Script<Fact> | undefined;
  #index = 0;
  #tried = 0;
  #waiting = false;
  #sendAt: Instant = 0;
  #until: Instant = 0;

  /** Begins a script; one that runs is given up. */
  start(script: Script<Fact>, now: Instant): void {
    this.outcome = script.steps.length > 0 ? RUNNING : DONE;
    this.#script = script;
    this.#until = now + script.within;
    this.enter(0, now);
  }

  /** Gives the script up, or takes note of its end. */
  stop(): void {
    this.outcome = NONE;
    this.#script = undefined;
  }

  get running(): boolean {
    return this.outcome.name === "running";
  }

  /** The step that is being done; `undefined` when no script runs. */
  get step(): Step<Fact> | undefined {
    return this.running ? this.#script?.steps[this.#index] : undefined;
  }

  /** When `expire` is wanted: for the next try, or when the script's time is over. */
  deadline(): Instant | undefined {
    if (!this.running) return undefined;
    return this.#waiting || this.#sendAt > this.#until ? this.#until : this.#sendAt;
  }

  /** Ends the script when its time is over. */
  expire(now: Instant): void {
    const step = this.step;
    if (step === undefined || now < this.#until) return;
    this.outcome = { name: "timedOut", step, cause: "it took too long", silent: false };
  }

  /** The step whose command is to be sent now. Each try of each step is given once. */
  poll(now: Instant): Step<Fact> | undefined {
    if (this.#waiting || now < this.#sendAt) return undefined;
    const step = this.step;
    if (step !== undefined) {
      this.#waiting = true;
      this.#tried++;
    }
    return step;
  }

  /** Takes the next try from its pause: something happened that may have changed the answer. */
  hurry(now: Instant): void {
    if (!this.#waiting && this.#sendAt > now) this.#sendAt = now;
  }

  /** The result of the step's command. `told`: its answer had the fact that the step keeps. */
  take(final: FinalResult, answer: readonly string[], told: boolean, now: Instant): void {
    const step = this.step;
    if (step === undefined || !this.#waiting) return;
    this.#waiting = false;
    const good = final.kind === "ok" && told && (step.until === undefined || holds(answer, step.until));
    if (good) return this.enter(this.#index + 1, now);
    if (this.#tried < (step.tries ?? 1)) {
      this.#sendAt = now + (step.every ?? 1000);
    } else if (step.otherwise === "continue") {
      this.enter(this.#index + 1, now);
    } else if (final.kind === "timeout") {
      this.outcome = { name: "timedOut", step, cause: describeFinal(final), silent: true };
    } else {
      this.outcome = { name: "aborted", step, cause: unwanted(final, answer), final };
    }
  }

  private enter(index: number, now: Instant): void {
    this.#index = index;
    this.#tried = 0;
    this.#waiting = false;
    this.#sendAt = now;
    if (this.#script !== undefined && index >= this.#script.steps.length) this.outcome = DONE;
  }
}

/** True when one of the lines is the wanted one, blanks aside. */
function holds(answer: readonly string[], wanted: string): boolean {
  for (let i = 0; i < answer.length; i++) {
    if ((answer[i] as string).split(" ").join("") === wanted) return true;
  }
  return false;
}

function unwanted(final: FinalResult, answer: readonly string[]): string {
  if (final.kind !== "ok") return describeFinal(final);
  return answer.length === 0 ? "OK without an answer" : (answer[answer.length - 1] as string);
}
