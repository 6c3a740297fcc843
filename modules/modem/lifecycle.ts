import type { Command, Owner } from "../at/command.js";
import { describeFinal, type FinalResult } from "../at/result.js";
import { ScriptRun } from "../at/script.js";
import type { Log } from "../base/log.js";
import { never, type Instant, type Machine } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import type { Random } from "../base/random.js";
import { keepFact, type Fact, type Identity } from "./facts.js";
import { NetworkStatus } from "./network.js";
import type { LifecycleInput, LifecycleOutput, LifecycleState } from "./lifecycle-messages.js";
import type { Profile } from "./profile.js";
import { retryAt, rungFor, troubleOf, type Failure, type Rung, type Trouble } from "./recovery.js";

export interface LifecycleOptions {
  readonly profile: Profile;
  readonly log: Log;
  /** For the jitter of retries; without it there is none. */
  readonly random?: Random;
}

export type { LifecycleInput, LifecycleOutput, LifecycleState } from "./lifecycle-messages.js";

/**
 * Brings the module from power-up to the network and keeps it there: reset pulse, boot banner, probe, identity, attach;
 * then it hears of losses by URC, with a watch script as guard against those that get lost. Each failure ends in
 * `offline` with its cause and the time of the retry; what the retry does is the ladder of `recovery.ts`.
 *
 * While it probes, identifies, attaches or watches, a script runs, whose own time limit is the deadline.
 */
export class Lifecycle implements Machine<LifecycleInput, LifecycleOutput> {
  /** The network as the module told it last. */
  readonly status = new NetworkStatus();
  /** Where it stands. */
  state: LifecycleState = OFF;
  readonly #options: LifecycleOptions;
  readonly #outbox = new Queue<LifecycleOutput>(OUTBOX_LIMIT);
  readonly #run = new ScriptRun<Fact>();
  #identity: Identity = {};
  /** The row of the profile's speeds that is in use. */
  #baud = 0;
  /** Failures in a row since it was online last. */
  #failures = 0;
  /** The mark of the command whose result is awaited; results of others are late or lost and do not count. */
  #tag = 0;
  #watchedAt: Instant = 0;

  constructor(options: LifecycleOptions) {
    this.#options = options;
  }

  /** What is known of the module and its SIM. */
  get identity(): Readonly<Identity> {
    return this.#identity;
  }

  handle(input: LifecycleInput, now: Instant): void {
    switch (input.kind) {
      case "start":
        if (this.state.name === "off" || this.state.name === "stopped") this.start(now);
        break;
      case "stop":
        this.#run.stop();
        this.#outbox.clear();
        this.state = STOPPED;
        break;
      case "refresh":
        if (now - this.#watchedAt >= REFRESH_LEAST) this.watch(now);
        break;
      case "result":
        this.result(input.command, input.answer, input.final, now);
        break;
      case "urc":
        this.urc(input.line, now);
        break;
      default:
        never(input);
    }
    this.advance(now);
  }

  expire(now: Instant): void {
    const state = this.state;
    if (state.name === "powering" && now >= state.until) {
      this.state = { name: "booting", stage: "silent", until: now + this.#options.profile.power.banner };
    } else if (state.name === "booting" && now >= state.until) this.probe(now, 0);
    else if (state.name === "offline" && now >= state.retryAt) this.climb(state.rung, now);
    else if (state.name === "online" && now >= state.watchAt) this.watch(now);
    this.#run.expire(now);
    this.advance(now);
  }

  deadline(): Instant | undefined {
    const state = this.state;
    switch (state.name) {
      case "off":
      case "stopped":
        return undefined;
      case "powering":
      case "booting":
        return state.until;
      case "offline":
        return state.retryAt;
      case "online":
        return this.#run.deadline() ?? state.watchAt;
      case "probing":
      case "identifying":
      case "attaching":
        return this.#run.deadline();
    }
  }

  poll(): LifecycleOutput | undefined {
    return this.#outbox.shift();
  }

  private start(now: Instant): void {
    this.#failures = 0;
    this.#outbox.push({ kind: "baud", baud: this.#options.profile.bauds[this.#baud] as number });
    this.restart(now);
  }

  private restart(now: Instant): void {
    const power = this.#options.profile.power;
    this.status.clear();
    this.#outbox.push({ kind: "pulse", line: power.line, milliseconds: power.pulse });
    this.#outbox.push({ kind: "resync" });
    this.#options.log("info", `power-up: ${power.line} line held for ${String(power.pulse)} ms`);
    this.state = { name: "powering", until: now + power.pulse };
  }

  private probe(now: Instant, hunted: number): void {
    this.state = { name: "probing", hunted };
    this.#run.start(this.#options.profile.scripts.probe, now);
  }

  private attach(now: Instant): void {
    this.#options.log("info", "attaching to the network");
    this.state = ATTACHING;
    this.#run.start(this.#options.profile.scripts.attach, now);
  }

  private watch(now: Instant): void {
    if (this.state.name !== "online" || this.#run.running) return;
    this.#watchedAt = now;
    this.#run.start(this.#options.profile.scripts.watch, now);
  }

  private climb(rung: Rung, now: Instant): void {
    switch (rung) {
      case "attach":
        return this.attach(now);
      case "probe":
        this.#outbox.push({ kind: "resync" });
        return this.probe(now, 0);
      case "restart":
        return this.restart(now);
    }
  }

  /** Takes note of a script's end and sends what is due. */
  private advance(now: Instant): void {
    const outcome = this.#run.outcome;
    if (outcome.name === "done") this.done(now);
    else if (outcome.name === "aborted" || outcome.name === "timedOut") this.failed(outcome, now);
    const step = this.#run.poll(now);
    if (step === undefined) return;
    const command = { text: step.send, owner: LIFECYCLE, tag: ++this.#tag, answer: step.answer, within: step.within };
    this.#outbox.push({ kind: "command", command });
  }

  private done(now: Instant): void {
    this.#run.stop();
    if (this.state.name === "probing") {
      this.#options.log("info", "the module answers");
      this.state = IDENTIFYING;
      this.#run.start(this.#options.profile.scripts.identify, now);
    } else if (this.state.name === "identifying") {
      this.#outbox.push({ kind: "identified", identity: this.#identity });
      this.attach(now);
    } else if (this.lost()) this.fail("network", this.status.registrationName, now);
    else this.online(now);
  }

  private online(now: Instant): void {
    if (this.state.name !== "online") {
      this.#failures = 0;
      this.#watchedAt = now;
      this.#outbox.push({ kind: "online" });
    }
    this.state = { name: "online", watchAt: now + this.#options.profile.watchEvery };
  }

  /** A script's step failed for good. */
  private failed(outcome: Failure, now: Instant): void {
    const { step, cause } = outcome;
    const { bauds, errors } = this.#options.profile;
    const state = this.state;
    this.#run.stop();
    if (state.name === "probing" && outcome.name === "timedOut" && state.hunted + 1 < bauds.length) {
      this.#baud = (this.#baud + 1) % bauds.length;
      this.#outbox.push({ kind: "baud", baud: bauds[this.#baud] as number });
      this.#outbox.push({ kind: "resync" });
      return this.probe(now, state.hunted + 1);
    }
    const told = outcome.name === "aborted" && outcome.final.kind !== "ok";
    const said = `${step.send}: ${told ? describeFinal(outcome.final, errors) : cause}`;
    const online = state.name === "attaching" || state.name === "online";
    this.fail(troubleOf(outcome, online), step.blame === undefined ? said : `${step.blame} (${said})`, now);
  }

  private fail(trouble: Trouble, cause: string, now: Instant): void {
    const { retryFirst, retryMost } = this.#options.profile;
    this.#run.stop();
    this.#failures++;
    const retry = retryAt(now, this.#failures, retryFirst, retryMost, this.#options.random);
    this.state = { name: "offline", cause, retryAt: retry, rung: rungFor(trouble, this.#failures) };
    this.#options.log("warning", `module offline: ${cause}; again in ${String(Math.round((retry - now) / 1000))} s`);
    this.#outbox.push({ kind: "offline", cause });
  }

  private result(command: Command, answer: readonly string[], final: FinalResult, now: Instant): void {
    const step = this.#run.step;
    if (step === undefined || command.tag !== this.#tag) return;
    const told = final.kind === "ok" && keepFact(step, answer, this.#identity, this.status);
    this.#run.take(final, answer, told, now);
  }

  private urc(line: string, now: Instant): void {
    const power = this.#options.profile.power;
    for (let i = 0; i < power.restarted.length; i++) {
      if (line.startsWith(power.restarted[i] as string)) return this.restarted(now);
    }
    if (line.startsWith(power.ready)) {
      if (this.state.name !== "booting") return;
      this.#options.log("info", "the module has started");
      this.state = { name: "booting", stage: "ready", until: now + power.quiet };
    } else if (this.status.take(line)) this.registration(now);
  }

  /** A boot banner, awaited or not. */
  private restarted(now: Instant): void {
    const name = this.state.name;
    if (name === "off" || name === "stopped") return;
    if (name === "identifying" || name === "attaching" || name === "online") {
      this.#options.log("warning", "the module restarted by itself");
      this.#outbox.push({ kind: "offline", cause: "the module restarted by itself" });
    }
    if (name !== "powering" && name !== "booting") this.#outbox.push({ kind: "resync" });
    this.#run.stop();
    this.state = { name: "booting", stage: "banner", until: now + this.#options.profile.power.boot };
  }

  /** The registration status was told by a URC. */
  private registration(now: Instant): void {
    const state = this.state;
    if (state.name === "attaching" && this.status.registered) this.#run.hurry(now);
    else if (state.name === "online" && this.lost()) {
      this.fail("network", `registration lost: ${this.status.registrationName}`, now);
    } else if (state.name === "offline" && state.rung === "attach" && this.status.registered) this.attach(now);
  }

  private lost(): boolean {
    return this.status.registration >= 0 && !this.status.registered;
  }
}

const LIFECYCLE: Owner = "lifecycle";
const OFF: LifecycleState = Object.freeze({ name: "off" });
const STOPPED: LifecycleState = Object.freeze({ name: "stopped" });
const IDENTIFYING: LifecycleState = Object.freeze({ name: "identifying" });
const ATTACHING: LifecycleState = Object.freeze({ name: "attaching" });

/** A restart puts out four at once; the owner takes them after each call. */
const OUTBOX_LIMIT = 16;
const REFRESH_LEAST = 10_000;
