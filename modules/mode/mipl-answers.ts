import type { FinalResult } from "../at/result.js";
import type { Log } from "../base/log.js";
import type { Instant } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import type { Entry } from "../lwm2m/operation.js";
import type { Tree } from "../lwm2m/tree.js";
import type { MiplProfile } from "../modem/profile.js";
import { describeMiplFinal, isBusy } from "./mipl-busy.js";
import { RELEASE, TYPES } from "./mipl.js";
import { encodeMiplValue } from "./mipl-values.js";

export interface MiplAnswersOptions {
  readonly tree: Tree;
  readonly mipl: MiplProfile;
  readonly log: Log;
  /** True when the network is to be told that no more is to come, so that it lets the module rest. */
  readonly releases?: boolean;
}

/** An answer or a notification that goes out line by line: one line for each value, or a single one without values. */
interface Job {
  readonly head: string;
  readonly entries: readonly Entry[];
  /** What the module is to call the notification in its report of the delivery; 0 for none, −1 for an answer. */
  readonly ack: number;
  /** How many lines have gone out. */
  sent: number;
  /** How often the line that is due was refused because the module was busy. */
  refused: number;
}

/** The mark of an answer, which has neither ack id nor release assistance. */
export const ANSWER = -1;
/** The mark of a notification whose delivery nobody reports. */
export const UNREPORTED = 0;

/** Answers and notifications that may wait; past this a new one is dropped and the platform's own timeout tells it. */
export const MAX_JOBS = 6;
/** A line that a busy module refused is sent again so often. */
const MOST_REFUSALS = 5;
const BUSY_WAIT = 1000;
/** Notifications whose report is awaited at a time; of the oldest one the report does not matter any more. */
const MAX_REPORTS = 4;
const MOST_ACK = 65_535;

/** What goes out to the platform, one line at a time. */
export class MiplAnswers {
  private readonly options: MiplAnswersOptions;
  private readonly jobs = new Queue<Job>(MAX_JOBS);
  /** Notifications whose delivery is to be reported, and until when. */
  private readonly reports: { readonly ack: number; readonly until: Instant }[] = [];
  private acks = 0;
  /** A line is on its way and its result not yet there. */
  private busy = false;
  /** When a line that was refused is sent again; 0 when none was. */
  private againAt: Instant = 0;

  constructor(options: MiplAnswersOptions) {
    this.options = options;
  }

  get full(): boolean {
    return this.jobs.full;
  }

  /** Appends an answer or notification. */
  put(head: string, entries: readonly Entry[], ack: number): void {
    if (!this.jobs.push({ head, entries, ack, sent: 0, refused: 0 }))
      this.options.log("warning", `too many answers at once, ${head}… is dropped`);
  }

  /** A number for a notification whose delivery is to be reported. */
  newAck(now: Instant): number {
    this.acks = (this.acks % MOST_ACK) + 1;
    if (this.reports.length >= MAX_REPORTS) this.reports.shift();
    this.reports.push({ ack: this.acks, until: now + this.options.mipl.notifyWithin });
    return this.acks;
  }

  /** The module reports what became of a notification; `true` if it was ours and failed. */
  reported(ack: number, delivered: boolean): boolean {
    for (let i = 0; i < this.reports.length; i++) {
      if (this.reports[i]?.ack !== ack) continue;
      this.reports.splice(i, 1);
      return !delivered;
    }
    return false;
  }

  /** The module has taken the line, or not. */
  done(final: FinalResult, now: Instant): void {
    this.busy = false;
    const job = this.jobs.peek();
    if (job === undefined) return;
    if (isBusy(final) && job.refused < MOST_REFUSALS) {
      job.refused++;
      job.sent--;
      this.againAt = now + BUSY_WAIT;
      return;
    }
    job.refused = 0;
    if (final.kind !== "ok") {
      this.options.log("warning", `${job.head}…: ${describeMiplFinal(final)}`);
      this.jobs.shift();
    } else if (job.sent >= job.entries.length) {
      this.jobs.shift();
    }
  }

  /** `true` when a notification's report did not come in time. */
  expire(now: Instant): boolean {
    if (this.againAt > 0 && now >= this.againAt) this.againAt = 0;
    if (this.reports.length === 0 || now < (this.reports[0]?.until ?? 0)) return false;
    this.reports.shift();
    return true;
  }

  deadline(): Instant | undefined {
    const report = this.reports[0]?.until;
    if (this.againAt === 0) return report;
    return report === undefined || this.againAt < report ? this.againAt : report;
  }

  clear(): void {
    this.jobs.clear();
    this.reports.length = 0;
    this.busy = false;
    this.againAt = 0;
  }

  /** The next line, when the last one is done. */
  poll(): string | undefined {
    const job = this.jobs.peek();
    if (this.busy || this.againAt > 0 || job === undefined) return undefined;
    this.busy = true;
    return this.nextLine(job);
  }

  /** The index counts down to 0; the flag is 1 for the first of several lines, 2 in between, 0 for the last. */
  private nextLine(job: Job): string {
    const { tree, mipl } = this.options;
    const count = job.entries.length;
    const at = job.sent++;
    if (count === 0) return job.head;
    const { path, value } = job.entries[at] as Entry;
    const type = tree.resourceModel(path.object as number, path.resource as number)?.type ?? "string";
    const written = encodeMiplValue(value, type);
    const last = at === count - 1;
    const flag = last || mipl.flags === "zero" ? 0 : at === 0 ? 1 : 2;
    const where = `${path.object},${path.instance},${path.resource}`;
    const digits = written.type === TYPES.opaque && mipl.opaqueLength === "digits";
    const length = digits ? 2 * written.length : written.length;
    const line = `${job.head},${where},${written.type},${length},${written.text},${count - 1 - at},`;
    return line + (last && job.ack !== ANSWER ? this.ending(flag, job.ack) : `${flag}`);
  }

  /**
   * The end of a notification: flag, ack id, release assistance. Answers carry none, though READRSP and WRITERSP have a
   * place for it: whether the platform asks on, as it does after a registration, only it knows, and a connection that was
   * released too early is made anew for its next request.
   */
  private ending(flag: number, ack: number): string {
    const { mipl, releases } = this.options;
    const release = releases !== true || this.jobs.length > 1 ? 0 : ack > 0 ? RELEASE.oneAnswer : RELEASE.nothing;
    const reported = ack > 0 ? `,${ack}` : "";
    if (release === 0 || mipl.assistance === "none") return `${flag}${reported}`;
    if (mipl.assistance === "flag") return `${flag + release}${reported}`;
    return `${flag},${ack},0x${release.toString(16)}`;
  }
}
