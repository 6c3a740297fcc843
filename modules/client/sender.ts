import type { Instant } from "../base/machine.js";
import { Code, type Entry } from "../lwm2m/operation.js";
import { formatPath, type Path } from "../lwm2m/path.js";
import { dateOf } from "./dates.js";
import type { Reach } from "./reach.js";
import type { Sample, Sending } from "./sending.js";
import type { ServiceOptions } from "./service-options.js";

/** Values for a server, to be sent unasked. */
export interface Sent {
  readonly kind: "send";
  readonly id: number;
  readonly server: number;
  readonly entries: readonly Entry[];
}

/** Resources of the Server object (OMA LwM2M 1.1 clause E.2): a send is allowed where muting is there and false. */
const SHORT_SERVER_ID = 0;
const MUTE_SEND = 23;

/** Reads what is to be sent, for those servers that let the device do so and may read it (OMA LwM2M 1.1 clause 6.4.6). */
export class Sender {
  private readonly options: ServiceOptions;
  private readonly sending: Sending;
  private readonly reach: Reach;
  private readonly outbox: Sent[] = [];

  constructor(options: ServiceOptions, sending: Sending, reach: Reach) {
    this.options = options;
    this.sending = sending;
    this.reach = reach;
  }

  /** Records what is at some paths now, to go with the next send of them. */
  record(paths: readonly Path[], now: Instant): void {
    const { tree } = this.options.objects;
    for (let i = 0; i < paths.length; i++) {
      const read = tree.operate({ kind: "read", path: paths[i] as Path });
      if (read.code === Code.content) this.sending.record(read.entries ?? [], now);
    }
  }

  /**
   * Puts out what is at some paths, and was when it was recorded.
   *
   * @returns why nothing is sent, if so
   */
  send(paths: readonly Path[], now: Instant): string | undefined {
    if (this.sending.full) return "too many sends at once";
    const servers = this.listeners();
    if (typeof servers === "string") return servers;
    const samples = this.sending.take(paths);
    const packs: { server: number; entries: readonly Entry[] }[] = [];
    for (let i = 0; i < servers.length; i++) {
      const server = servers[i] as number;
      const entries = this.entriesFor(server, paths, samples, now);
      // A pack without a record says nothing, and servers take it for malformed.
      if (entries.length > 0) packs.push({ server, entries });
    }
    if (packs.length === 0) {
      this.sending.restore(samples);
      return "there is nothing to be read";
    }
    const ids = this.sending.dispatch(samples, packs.length);
    for (let i = 0; i < packs.length; i++) {
      const { server, entries } = packs[i] as (typeof packs)[number];
      this.outbox.push({ kind: "send", id: ids[i] as number, server, entries });
    }
    this.options.log("info", `send ${paths.map(formatPath).join(" ")}, ${samples.length} values recorded before`);
    return undefined;
  }

  /** What came of a send; `failure` says why a server did not take it. */
  sent(id: number, failure: string | undefined): void {
    this.sending.answered(id, failure === undefined);
    this.options.log(failure === undefined ? "info" : "warning", `sent: ${failure ?? "taken"}`);
  }

  poll(): Sent | undefined {
    return this.outbox.shift();
  }

  /** The servers that may be sent to now, by their short server ids; or why there is none. */
  private listeners(): readonly number[] | string {
    const { tree } = this.options.objects;
    const ids = tree.accounts(SHORT_SERVER_ID) as readonly number[];
    if (ids.length === 0) return "there is no server";
    const open = ids.filter((server) => tree.account(server, MUTE_SEND) === false);
    if (open.length === 0) return "muted";
    const reached = open.filter((server) => this.reach.reaches(server));
    return reached.length === 0 ? "no server can be reached" : reached;
  }

  /** What a server may hear of: samples with their time first, then what is there now. */
  private entriesFor(
    server: number,
    paths: readonly Path[],
    samples: readonly Sample[],
    now: Instant,
  ): readonly Entry[] {
    const { objects, clock } = this.options;
    const entries: Entry[] = [];
    for (let i = 0; i < samples.length; i++) {
      const { path, value, at } = samples[i] as Sample;
      const allowed = objects.tree.operate({ kind: "read", path }, server).code === Code.content;
      if (allowed) entries.push({ path, value, time: dateOf(at, now, clock) });
    }
    for (let i = 0; i < paths.length; i++) {
      entries.push(...(objects.tree.operate({ kind: "read", path: paths[i] as Path }, server).entries ?? []));
    }
    return entries;
  }
}
