import { earlier, type Instant } from "../../modules/base/machine.js";
import type { Action, Scenario, Step } from "./scenario.js";

/** More deeds than wait at one time in any sensible scenario; further ones do not happen. */
const MOST_DUE = 256;

interface Progress {
  readonly step: Step;
  /** How often its trigger has been seen. */
  seen: number;
  /** How often it is still to happen. */
  left: number;
}

interface Due {
  readonly at: Instant;
  readonly action: Action;
  /** The step that is to come again. */
  readonly again: Progress | undefined;
}

/** Which step of a scenario happens when. It sees what goes on and gives the actions that are due. */
export class Plan {
  readonly #steps: Progress[] = [];
  readonly #due: Due[] = [];
  #started = false;

  constructor(scenario: Scenario) {
    for (let i = 0; i < scenario.steps.length; i++) {
      const step = scenario.steps[i] as Step;
      this.#steps.push({ step, seen: 0, left: step.times });
    }
  }

  /** The module has got power; only the first time counts. */
  started(now: Instant): void {
    if (this.#started) return;
    this.#started = true;
    for (let i = 0; i < this.#steps.length; i++) {
      const progress = this.#steps[i] as Progress;
      const { when, wait } = progress.step;
      if (when.kind === "at") this.#plan(now + when.milliseconds + wait, progress.step.action, progress);
    }
  }

  /** The host has typed a line; gives what happens at once. */
  typed(line: string, now: Instant): Action[] {
    return this.#seen("command", line, now);
  }

  /** The module has printed a line. */
  printed(line: string, now: Instant): Action[] {
    return this.#seen("line", line, now);
  }

  /** The module has sent a datagram. */
  sent(now: Instant): Action[] {
    return this.#seen("datagram", "", now);
  }

  /** Something that is to happen later, beside the steps. */
  later(at: Instant, action: Action): void {
    this.#plan(at, action, undefined);
  }

  /** Takes the next action that is due. */
  due(now: Instant): Action | undefined {
    let next = -1;
    for (let i = 0; i < this.#due.length; i++) {
      const { at } = this.#due[i] as Due;
      if (at <= now && (next < 0 || at < (this.#due[next] as Due).at)) next = i;
    }
    if (next < 0) return undefined;
    const [{ at, action, again }] = this.#due.splice(next, 1) as [Due];
    if (again !== undefined) this.#repeat(again, at);
    return action;
  }

  deadline(): Instant | undefined {
    let next: Instant | undefined;
    for (let i = 0; i < this.#due.length; i++) next = earlier(next, this.#due[i]?.at);
    return next;
  }

  #repeat(progress: Progress, at: Instant): void {
    const { when, action } = progress.step;
    progress.left--;
    if (progress.left > 0 && when.kind === "at") this.#plan(at + (when.every ?? 1), action, progress);
  }

  #seen(kind: "command" | "line" | "datagram", text: string, now: Instant): Action[] {
    const actions: Action[] = [];
    for (let i = 0; i < this.#steps.length; i++) {
      const progress = this.#steps[i] as Progress;
      const { when, wait, action } = progress.step;
      if (when.kind !== kind || (when.kind !== "datagram" && !text.startsWith(when.begin))) continue;
      if (++progress.seen < when.count || progress.left === 0) continue;
      progress.left--;
      if (wait === 0) actions.push(action);
      else this.#plan(now + wait, action, undefined);
    }
    return actions;
  }

  #plan(at: Instant, action: Action, again: Progress | undefined): void {
    if (this.#due.length < MOST_DUE) this.#due.push({ at, action, again });
  }
}
