import type { Owner } from "../at/command.js";
import { ScriptRun, type Script } from "../at/script.js";
import type { Instant } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import type { Fact, Identity } from "./facts.js";
import { Inquiry } from "./inquiry.js";
import type { LifecycleOptions, LifecycleOutput, LifecycleState } from "./lifecycle-messages.js";
import { NetworkStatus } from "./network.js";
import { cycle, pulse } from "./power.js";
import type { Profile } from "./profile.js";
import type { Rung } from "./recovery.js";
import { Speeds } from "./speeds.js";

/** The first half of the lifecycle: from power-up to a module of which is known who it is and what it speaks. */
export abstract class Startup {
  /** The network as the module told it last. */
  readonly status = new NetworkStatus();
  /** Where it stands. */
  state: LifecycleState = OFF;
  protected readonly options: LifecycleOptions;
  protected readonly outbox = new Queue<LifecycleOutput>(OUTBOX_LIMIT);
  protected readonly run = new ScriptRun<Fact>();
  protected profile: Profile;
  protected who: Identity = {};
  /** What the module speaks is asked once. */
  protected readonly inquiry: Inquiry;
  protected readonly speeds = new Speeds();
  /** The mark of the command whose result is awaited; results of others are late or lost and do not count. */
  protected tag = 0;

  constructor(options: LifecycleOptions) {
    this.options = options;
    this.profile = options.profile;
    this.inquiry = new Inquiry(options);
  }

  /** What is known of the module and its SIM. */
  get identity(): Readonly<Identity> {
    return this.who;
  }

  /** The module is known: it is to be brought to the network. */
  protected abstract attach(now: Instant): void;

  protected climb(rung: Rung, now: Instant): void {
    const { power } = this.profile;
    if (rung === "attach") return this.attach(now);
    if (rung === "probe") {
      this.outbox.push(RESYNC);
      return this.probe(now, 0);
    }
    if (rung === "cycle") {
      this.state = cycle(power, this.outbox, this.options.log, now);
      return;
    }
    if (power.reboot === "") return this.pulse(now);
    this.options.log("info", `restarting the module: ${power.reboot}`);
    this.speeds.switched = false;
    this.outbox.push(RESYNC);
    this.send(power.reboot);
    this.state = { name: "rebooting", until: now + power.banner };
  }

  protected pulse(now: Instant): void {
    this.status.clear();
    this.speeds.switched = false;
    this.state = pulse(this.profile.power, this.outbox, this.options.log, now);
  }

  protected probe(now: Instant, hunted: number): void {
    this.options.log("info", `asking the module at ${this.speeds.current(this.profile)} bits per second`);
    this.state = { name: "probing", hunted };
    this.run.start(this.profile.scripts.probe, now);
  }

  protected switchSpeed(now: Instant): void {
    if (!this.speeds.wants(this.profile)) return this.identify(now);
    this.speeds.switched = true;
    this.state = SWITCHING;
    this.run.start(single(this.profile.speed.change), now);
  }

  protected identify(now: Instant): void {
    this.state = IDENTIFYING;
    this.run.start(this.profile.scripts.identify, now);
  }

  protected ask(now: Instant): void {
    const { question } = this.inquiry;
    this.state = ASKING;
    if (question !== undefined) return this.run.start(single(question.send), now);
    this.profile = this.inquiry.corrected();
    this.outbox.push({ kind: "identified", identity: this.who, profile: this.profile });
    this.attach(now);
  }

  protected send(text: string, answer?: string, within?: number): void {
    this.outbox.push({ kind: "command", command: { text, owner: LIFECYCLE, tag: ++this.tag, answer, within } });
  }

  protected newSpeed(baud: number): void {
    this.outbox.push({ kind: "baud", baud });
  }
}

/** A script of one command. */
function single(send: string): Script<Fact> {
  return { name: "single", within: SINGLE_WITHIN, steps: [{ send }] };
}

const LIFECYCLE: Owner = "lifecycle";
const OFF: LifecycleState = Object.freeze({ name: "off" });
const SWITCHING: LifecycleState = Object.freeze({ name: "switching" });
const IDENTIFYING: LifecycleState = Object.freeze({ name: "identifying" });
const ASKING: LifecycleState = Object.freeze({ name: "asking" });

export const RESYNC: LifecycleOutput = Object.freeze({ kind: "resync" });

/** A restart puts out four at once; the owner takes them after each call. */
const OUTBOX_LIMIT = 16;
const SINGLE_WITHIN = 30_000;
