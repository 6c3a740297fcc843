import type { Command } from "../at/command.js";
import { describeFinal, type FinalResult } from "../at/result.js";
import { never, type Instant, type Machine } from "../base/machine.js";
import { keepFact } from "./facts.js";
import {
  connected,
  deadlineOf,
  type LifecycleInput,
  type LifecycleOptions,
  type LifecycleOutput,
  type LifecycleState,
} from "./lifecycle-messages.js";
import { newsOf } from "./news.js";
import { Ladder, retryAt, troubleOf, type Failure, type Trouble } from "./recovery.js";
import { dozesAfter, filled, grantedText, savingScript, watchAfter } from "./saving.js";
import { RESYNC, Startup } from "./startup.js";

export type { LifecycleInput, LifecycleOptions, LifecycleOutput, LifecycleState } from "./lifecycle-messages.js";

/**
 * Brings the module from power-up to the network and keeps it there: pulse, boot banner, probe at each speed, the wanted
 * speed, identity, what it speaks, attach, power saving; then it hears of losses by URC, with a watch script as guard
 * against those that get lost. A module that sleeps is online: a command wakes it. Each failure ends in `offline` with
 * its cause and the time of the retry; what the retry does is the ladder of `recovery.ts`.
 *
 * While a script runs, its own time limit is the deadline.
 */
export class Lifecycle extends Startup implements Machine<LifecycleInput, LifecycleOutput> {
  readonly #ladder: Ladder;
  #watchedAt: Instant = 0;
  /** The device's address as it was told last while online. */
  #address: string | undefined = undefined;

  constructor(options: LifecycleOptions) {
    super(options);
    this.#ladder = new Ladder(options.failures ?? 0);
  }

  handle(input: LifecycleInput, now: Instant): void {
    switch (input.kind) {
      case "start":
        if (this.state.name === "off" || this.state.name === "stopped") this.start(now);
        break;
      case "stop":
        this.run.stop();
        this.outbox.clear();
        this.state = STOPPED;
        break;
      case "refresh":
        if (this.state.name === "online" && now - this.#watchedAt >= REFRESH_LEAST) this.watch(now);
        break;
      case "woken":
        if (this.state.name === "asleep") this.rest(now);
        break;
      case "keepAwake":
      case "letSleep":
        this.lock(this.profile.sleep[input.kind]);
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
    if (state.name === "poweringOff" && now >= state.until) this.pulse(now);
    else if (state.name === "powering" && now >= state.until) {
      this.state = { name: "booting", stage: "silent", until: now + this.profile.power.banner };
    } else if ((state.name === "booting" || state.name === "rebooting") && now >= state.until) this.probe(now, 0);
    else if (state.name === "offline" && now >= state.retryAt) this.climb(state.rung, now);
    else if ((state.name === "online" || state.name === "asleep") && now >= state.watchAt) this.watch(now);
    this.run.expire(now);
    this.advance(now);
  }

  deadline(): Instant | undefined {
    return this.run.deadline() ?? deadlineOf(this.state);
  }

  poll(): LifecycleOutput | undefined {
    return this.outbox.shift();
  }

  private start(now: Instant): void {
    this.#ladder.failures = this.#ladder.kept;
    this.newSpeed(this.speeds.current(this.profile));
    this.pulse(now);
  }

  protected attach(now: Instant): void {
    this.options.log("info", "attaching to the network");
    this.state = ATTACHING;
    this.run.start(this.profile.scripts.attach, now);
  }

  /** Matters only where the module may sleep. Nobody waits for the result, so it goes between the steps of any script. */
  private lock(text: string): void {
    if (text === "" || this.profile.sleep.psm !== "on" || !connected(this.state)) return;
    this.outbox.push({ kind: "command", command: { text, owner: "lifecycle", tag: UNHEEDED } });
  }

  private watch(now: Instant): void {
    if (this.run.running) return;
    this.#watchedAt = now;
    this.run.start(this.profile.scripts.watch, now);
    if (this.state.name === "asleep") this.rest(now);
  }

  /** Takes note of a script's end and sends what is due. */
  private advance(now: Instant): void {
    const outcome = this.run.outcome;
    if (outcome.name === "done") this.done(now);
    else if (outcome.name === "aborted" || outcome.name === "timedOut") this.failed(outcome, now);
    const step = this.run.poll(now);
    if (step !== undefined) this.send(filled(step.send, this.profile), step.answer, step.within);
  }

  private done(now: Instant): void {
    const state = this.state;
    this.run.stop();
    switch (state.name) {
      case "probing":
        this.options.log("info", "the module answers");
        return this.switchSpeed(now);
      case "switching":
        this.newSpeed(this.speeds.take(this.profile));
        this.outbox.push(RESYNC);
        return this.probe(now, 0);
      case "identifying":
        if (this.inquiry.profile === undefined) this.inquiry.begin(this.who.model);
        return this.ask(now);
      case "asking":
        this.inquiry.take(true);
        return this.ask(now);
      case "saving":
        return this.save(now, state.index + 1);
      default:
        if (this.lost()) this.fail("network", this.status.registrationName, now);
        else if (state.name === "attaching") this.save(now, 0);
        else {
          this.rest(now);
          this.compareAddress();
        }
    }
  }

  /** A new connection to the packet network brings a new address, mostly without a loss of the registration. */
  private compareAddress(): void {
    const { address } = this.status;
    const before = this.#address;
    if (address === undefined || address === before) return;
    this.#address = address;
    // What was not known cannot have changed.
    if (before === undefined) return;
    this.options.log("info", "the network gave the device another address");
    this.outbox.push({ kind: "moved" });
  }

  /** A script's step failed for good. */
  private failed(outcome: Failure, now: Instant): void {
    const { step, cause } = outcome;
    const { errors } = this.profile;
    const state = this.state;
    this.run.stop();
    if (state.name === "asking" && (outcome.name === "aborted" || this.inquiry.unanswered())) {
      this.inquiry.take(false);
      return this.ask(now);
    }
    if (state.name === "switching") return this.identify(now);
    if (state.name === "saving") return this.save(now, state.index + 1);
    if (state.name === "probing" && outcome.name === "timedOut" && state.hunted + 1 < this.speeds.count(this.profile)) {
      this.newSpeed(this.speeds.next(this.profile));
      this.outbox.push(RESYNC);
      return this.probe(now, state.hunted + 1);
    }
    const told = outcome.name === "aborted" && outcome.final.kind !== "ok";
    const said = `${step.send}: ${told ? describeFinal(outcome.final, errors) : cause}`;
    const online = state.name === "attaching" || state.name === "online" || state.name === "asleep";
    this.fail(troubleOf(outcome, online), step.blame === undefined ? said : `${step.blame} (${said})`, now);
  }

  /** Arranges power saving, then is online. */
  private save(now: Instant, index: number): void {
    const script = savingScript(this.profile, index);
    if (script !== undefined) {
      this.state = { name: "saving", index };
      return this.run.start(script, now);
    }
    if (index > 0) this.options.log("info", grantedText(this.status));
    this.outbox.push({ kind: "dozes", after: dozesAfter(this.status) });
    this.keep(this.#ladder.keep("online"));
    this.#watchedAt = now;
    this.#address = this.status.address;
    this.rest(now);
    this.outbox.push({ kind: "online" });
  }

  private rest(now: Instant): void {
    this.state = { name: "online", watchAt: now + watchAfter(this.status, this.profile.watchEvery) };
  }

  private keep(failures: number | undefined): void {
    if (failures !== undefined) this.outbox.push({ kind: "persist", failures });
  }

  private fail(trouble: Trouble, cause: string, now: Instant): void {
    const { retryFirst, retryMost } = this.profile;
    const rung = this.#ladder.climb(trouble);
    this.run.stop();
    const retry = retryAt(now, this.#ladder.failures, retryFirst, retryMost, this.options.random);
    this.state = { name: "offline", cause, retryAt: retry, rung };
    this.options.log("warning", `module offline: ${cause}; again in ${Math.round((retry - now) / 1000)} s`);
    this.outbox.push({ kind: "offline", cause });
    this.keep(this.#ladder.keep(rung));
  }

  private result(command: Command, answer: readonly string[], final: FinalResult, now: Instant): void {
    const step = this.run.step;
    if (step === undefined || command.tag !== this.tag) return;
    const told = final.kind === "ok" && keepFact(step, answer, this.who, this.status);
    this.run.take(final, answer, told, now);
  }

  private urc(line: string, now: Instant): void {
    const state = this.state;
    switch (newsOf(line, this.profile)) {
      case "restarted":
        return this.restarted(now);
      case "ready":
        if (state.name !== "booting" && state.name !== "rebooting") return;
        this.options.log("info", "the module has started");
        this.state = { name: "booting", stage: "ready", until: now + this.profile.power.quiet };
        return;
      case "asleep":
        this.outbox.push({ kind: "asleep" });
        if (state.name !== "online" || this.run.running) return;
        this.state = { name: "asleep", watchAt: now + watchAfter(this.status, SLEEP_MOST) };
        return;
      case "awake":
        this.outbox.push({ kind: "awake" });
        if (state.name === "asleep") this.rest(now);
        return;
      case "sim":
        if (state.name === "attaching" || connected(this.state)) this.fail("sim", `no open SIM card (${line})`, now);
        return;
      case "other":
        if (!this.status.take(line)) return;
        if (!line.startsWith("+IP")) this.registration(now);
        else if (state.name === "online" || state.name === "asleep") this.compareAddress();
    }
  }

  /** A boot banner, awaited or not. */
  private restarted(now: Instant): void {
    const { name } = this.state;
    if (name === "off" || name === "stopped" || name === "poweringOff") return;
    if (name === "identifying" || name === "asking" || name === "attaching" || connected(this.state)) {
      this.options.log("warning", "the module restarted by itself");
      this.outbox.push({ kind: "offline", cause: "the module restarted by itself" });
    }
    if (name !== "powering" && name !== "booting") this.outbox.push(RESYNC);
    this.run.stop();
    this.speeds.switched = false;
    this.state = { name: "booting", stage: "banner", until: now + this.profile.power.boot };
  }

  /** The registration status was told by a URC. */
  private registration(now: Instant): void {
    const state = this.state;
    if (state.name === "attaching" && this.status.registered) this.run.hurry(now);
    else if (connected(this.state) && this.lost()) {
      this.fail("network", `registration lost: ${this.status.registrationName}`, now);
    } else if (state.name === "offline" && state.rung === "attach" && this.status.registered) this.attach(now);
  }

  private lost(): boolean {
    return this.status.registration >= 0 && !this.status.registered;
  }
}

const STOPPED: LifecycleState = Object.freeze({ name: "stopped" });
const ATTACHING: LifecycleState = Object.freeze({ name: "attaching" });

/** A mark that no command of a script has. */
const UNHEEDED = -1;
const REFRESH_LEAST = 10_000;
/** Milliseconds that a module may sleep before it is looked after, where nobody granted it a longer sleep. */
const SLEEP_MOST = 86_400_000;
