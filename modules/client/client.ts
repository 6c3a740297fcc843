import { Session, type SessionOutput } from "../at/session.js";
import { earlier, type Instant, type Machine } from "../base/machine.js";
import { Queue } from "../base/queue.js";
import type { ModeOutput } from "../mode/mode.js";
import type { Identity } from "../modem/facts.js";
import { Lifecycle, type LifecycleOutput } from "../modem/lifecycle.js";
import type { Profile } from "../modem/profile.js";
import { Sockets, type SocketsOutput } from "../modem/sockets.js";
import type { ClientInput, ClientOptions, ClientOutput, Mode } from "./client-messages.js";
import { newsOfMode } from "./mode-news.js";
import { Service, type ServiceOutput } from "./service.js";

export type { ClientInput, ClientOptions, ClientOutput, Mode } from "./client-messages.js";
export type { Objects, Wish } from "./service.js";

/** Milliseconds that a stop may take: an unreachable server must not keep the device from ending. */
const STOP_WITHIN = 20_000;

/** More outputs than one input can cause. */
const OUTBOX_LIMIT = 16;

/**
 * The device: it owns the AT session, the module's lifecycle, its sockets, the access mode and the service of the
 * objects, and carries what one of them puts out to whom it concerns. None of them calls another.
 */
export class Client implements Machine<ClientInput, ClientOutput> {
  private readonly options: ClientOptions;
  private readonly session: Session;
  private readonly lifecycle: Lifecycle;
  private readonly sockets: Sockets;
  private readonly service: Service;
  private readonly outbox = new Queue<ClientOutput>(OUTBOX_LIMIT);
  private mode: Mode | undefined = undefined;
  private profile: Profile;
  private stopBy: Instant | undefined = undefined;
  private ended = false;
  private restartWanted = false;

  constructor(options: ClientOptions) {
    const { profile, log } = options;
    this.options = options;
    this.profile = profile;
    this.session = new Session({ urcs: profile.urcs, log, settle: profile.settle });
    this.lifecycle = new Lifecycle(options);
    this.sockets = new Sockets({ profile, log });
    this.service = new Service(options, this.lifecycle.status);
  }

  handle(input: ClientInput, now: Instant): void {
    if (this.ended) return;
    switch (input.kind) {
      case "start":
        this.lifecycle.handle(input, now);
        break;
      case "stop":
        this.restartWanted = false;
        this.stop(now);
        break;
      case "uart":
        this.session.handle({ kind: "bytes", bytes: input.bytes }, now);
        break;
      case "record":
        this.service.record(input.paths, now);
        break;
      case "send": {
        const refused = this.service.send(input.paths, now);
        if (refused !== undefined) this.options.log("warning", `nothing is sent: ${refused}`);
        break;
      }
    }
    this.settle(now);
  }

  expire(now: Instant): void {
    if (this.ended) return;
    if (this.stopBy !== undefined && now >= this.stopBy) {
      this.options.log(
        "warning",
        "no answer before the end: the server may hold a registration until its lifetime is over",
      );
      this.end(1);
      return;
    }
    this.session.expire(now);
    this.lifecycle.expire(now);
    this.sockets.expire(now);
    this.mode?.expire(now);
    this.service.expire(now);
    this.settle(now);
  }

  deadline(): Instant | undefined {
    if (this.ended) return undefined;
    let next = earlier(this.session.deadline(), this.lifecycle.deadline());
    next = earlier(next, this.sockets.deadline());
    next = earlier(next, this.mode?.deadline());
    next = earlier(next, this.service.deadline());
    return earlier(next, this.stopBy);
  }

  poll(): ClientOutput | undefined {
    return this.outbox.shift();
  }

  /** Carries outputs about until nobody has any. */
  private settle(now: Instant): void {
    while (!this.ended && this.step(now));
  }

  /**
   * Takes one output of whoever has one; `false` if nobody has. The service comes last, so that notifications and
   * wishes follow the answers to all that came in.
   */
  private step(now: Instant): boolean {
    const session = this.session.poll();
    if (session !== undefined) {
      this.fromSession(session, now);
      return true;
    }
    const lifecycle = this.lifecycle.poll();
    if (lifecycle !== undefined) {
      this.fromLifecycle(lifecycle, now);
      return true;
    }
    const sockets = this.sockets.poll();
    if (sockets !== undefined) {
      this.fromSockets(sockets, now);
      return true;
    }
    const mode = this.mode?.poll();
    if (mode !== undefined) {
      this.fromMode(mode, now);
      return true;
    }
    const service = this.service.poll();
    if (service !== undefined) this.fromService(service, now);
    return service !== undefined;
  }

  private fromSession(output: SessionOutput, now: Instant): void {
    switch (output.kind) {
      case "write":
        this.outbox.push({ kind: "uart", bytes: output.bytes });
        break;
      case "result":
        if (output.command.owner === "lifecycle") this.lifecycle.handle(output, now);
        else if (output.command.owner === "sockets") this.sockets.handle(output, now);
        else this.mode?.handle(output, now);
        break;
      case "urc":
        if (output.owner === "lifecycle") this.lifecycle.handle(output, now);
        else if (output.owner === "sockets") this.sockets.handle(output, now);
        else this.mode?.handle(output, now);
        break;
      case "wake": {
        const { wake } = this.profile.power;
        if (wake > 0) this.outbox.push({ kind: "pulse", line: "wake", milliseconds: wake });
        this.lifecycle.handle({ kind: "woken" }, now);
        break;
      }
    }
  }

  private fromLifecycle(output: LifecycleOutput, now: Instant): void {
    switch (output.kind) {
      case "command":
        this.session.handle(output, now);
        break;
      case "pulse":
      case "baud":
      case "persist":
        this.outbox.push(output);
        break;
      case "asleep":
      case "awake":
      case "dozes":
        this.session.handle(output, now);
        break;
      case "resync":
        this.session.handle({ kind: "reset" }, now);
        this.sockets.handle({ kind: "drop" }, now);
        break;
      case "identified":
        this.identified(output.identity, output.profile, now);
        break;
      case "online":
        this.options.log("info", "attached to the network");
        this.mode?.handle({ kind: "online" }, now);
        break;
      case "moved":
      case "offline":
        this.service.reachable(undefined, false, now);
        this.mode?.handle({ kind: output.kind }, now);
        break;
    }
  }

  private identified(identity: Readonly<Identity>, profile: Profile, now: Instant): void {
    if (profile !== this.profile) this.sockets.handle({ kind: "adopt", profile }, now);
    this.profile = profile;
    if (this.mode !== undefined) return;
    const mode = this.options.mode(identity, profile);
    if (typeof mode === "string") {
      this.options.log("error", mode);
      this.end(1);
    } else {
      this.mode = mode;
    }
  }

  private fromSockets(output: SocketsOutput, now: Instant): void {
    if (output.kind === "command") return this.session.handle(output, now);
    if (output.kind === "arrival") this.options.traffic?.("received", output.bytes.length, now);
    this.mode?.handle({ kind: "socket", output }, now);
  }

  private fromMode(output: ModeOutput, now: Instant): void {
    const news = newsOfMode(output, this.options.objects.tree);
    if (news !== undefined) this.options.log(news.level, news.text);
    switch (output.kind) {
      case "command":
        this.session.handle(output, now);
        break;
      case "socket":
        if (output.input.kind === "send") this.options.traffic?.("sent", output.input.bytes.length, now);
        this.sockets.handle(output.input, now);
        break;
      case "operation": {
        const outcome = this.service.operate(output.operation, output.bootstrap, now, output.server);
        this.mode?.handle({ kind: "outcome", request: output.request, outcome }, now);
        break;
      }
      case "bootstrapped":
        this.service.bootstrapped();
        break;
      case "registered":
        this.service.registered(output.server, output.version, now);
        this.service.reachable(output.server, true, now);
        break;
      case "persist":
        this.service.keepAccounts();
        break;
      case "updated":
        this.service.reachable(output.server, true, now);
        break;
      case "awake":
        this.lifecycle.handle({ kind: "keepAwake" }, now);
        break;
      case "asleep":
        this.lifecycle.handle({ kind: "letSleep" }, now);
        break;
      case "unregistered":
        this.service.reachable(output.server, false, now);
        break;
      case "lost":
        this.service.lose(output.observer, now);
        break;
      case "behind":
        this.service.owe(output.observer, now);
        break;
      case "sent":
        this.service.sent(output.id, output.failure, now);
        break;
      case "stopped":
        if (this.stopBy !== undefined) this.end(0);
        break;
    }
  }

  private fromService(output: ServiceOutput, now: Instant): void {
    if (output.kind === "accounts") this.outbox.push(output);
    else if (output.kind !== "reboot") this.mode?.handle(output, now);
    else if (this.stopBy === undefined) {
      // Once the place wants to end, it would not come back from a restart.
      this.restartWanted = true;
      this.stop(now);
    }
  }

  private stop(now: Instant): void {
    if (this.stopBy !== undefined) return;
    this.stopBy = now + STOP_WITHIN;
    if (this.mode === undefined) this.end(0);
    else this.mode.handle({ kind: "stop" }, now);
  }

  private end(status: 0 | 1): void {
    this.ended = true;
    this.outbox.push(this.restartWanted ? { kind: "restart" } : { kind: "stopped", status });
  }
}
