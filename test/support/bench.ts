import { Session } from "../../modules/at/session.js";
import { asciiBytes, hexText, latinText } from "../../modules/base/text.js";
import { silent, type Log } from "../../modules/base/log.js";
import { earlier, type Instant } from "../../modules/base/machine.js";
import { Lifecycle, type LifecycleInput, type LifecycleOutput } from "../../modules/modem/lifecycle.js";
import type { Profile } from "../../modules/modem/profile.js";
import { Sockets, type SocketsInput, type SocketsOutput } from "../../modules/modem/sockets.js";

/**
 * The session, the lifecycle and the sockets wired together as the client wires them, on virtual time. What goes to the
 * module is in `sent`, one command line each; what the machines told their owner is in `events`, as text.
 */
export class Bench {
  readonly session: Session;
  readonly lifecycle: Lifecycle;
  readonly sockets: Sockets;
  readonly sent: string[] = [];
  readonly events: string[] = [];
  now: Instant = 0;

  /** `failures`: those in a row before the firmware started. */
  constructor(profile: Profile, log: Log = silent, failures = 0) {
    this.session = new Session({ urcs: profile.urcs, settle: profile.settle, log });
    this.lifecycle = new Lifecycle({ profile, log, failures });
    this.sockets = new Sockets({ profile, log });
  }

  /** An input of the owner for the lifecycle. */
  life(input: LifecycleInput): void {
    this.lifecycle.handle(input, this.now);
    this.route();
  }

  /** An input of the owner for the sockets. */
  socket(input: SocketsInput): void {
    this.sockets.handle(input, this.now);
    this.route();
  }

  /** Bytes from the module. */
  receive(bytes: Uint8Array): void {
    this.session.handle({ kind: "bytes", bytes }, this.now);
    this.route();
  }

  /** Lines from the module, each wrapped in CR LF. */
  lines(...lines: readonly string[]): void {
    for (let i = 0; i < lines.length; i++) this.receive(asciiBytes(`\r\n${lines[i] as string}\r\n`));
  }

  deadline(): Instant | undefined {
    return earlier(this.session.deadline(), earlier(this.lifecycle.deadline(), this.sockets.deadline()));
  }

  /** Goes to the next deadline up to `until`; `false` if there is none. */
  step(until: Instant): boolean {
    const deadline = this.deadline();
    if (deadline === undefined || deadline > until) return false;
    if (deadline > this.now) this.now = deadline;
    this.session.expire(this.now);
    this.lifecycle.expire(this.now);
    this.sockets.expire(this.now);
    this.route();
    return true;
  }

  /** Goes through all deadlines up to `until`. */
  pass(until: Instant): void {
    for (let turn = 0; this.step(until); turn++) {
      if (turn > 100_000) throw new Error("the deadline never moves on");
    }
    this.now = until;
  }

  private route(): void {
    for (let busy = true; busy;) {
      busy = false;
      for (let out = this.session.poll(); out !== undefined; out = this.session.poll()) {
        busy = true;
        if (out.kind === "write") this.sent.push(lineOf(out.bytes));
        else if (out.kind === "urc") {
          if (out.owner === "lifecycle") this.lifecycle.handle(out, this.now);
          else if (out.owner === "sockets") this.sockets.handle(out, this.now);
          else this.events.push(`urc ${out.line}`);
        } else if (out.kind === "wake") {
          this.events.push("wake");
          this.lifecycle.handle({ kind: "woken" }, this.now);
        } else if (out.command.owner === "lifecycle") this.lifecycle.handle(out, this.now);
        else if (out.command.owner === "sockets") this.sockets.handle(out, this.now);
      }
      for (let out = this.lifecycle.poll(); out !== undefined; out = this.lifecycle.poll()) {
        busy = true;
        if (out.kind === "command") this.session.handle(out, this.now);
        else if (out.kind === "resync") this.session.handle({ kind: "reset" }, this.now);
        else if (out.kind === "asleep" || out.kind === "awake" || out.kind === "dozes") {
          this.session.handle(out, this.now);
          if (out.kind === "asleep" || (out.kind === "dozes" && out.after > 0)) this.events.push(lifeEvent(out));
        } else this.events.push(lifeEvent(out));
      }
      for (let out = this.sockets.poll(); out !== undefined; out = this.sockets.poll()) {
        busy = true;
        if (out.kind === "command") this.session.handle(out, this.now);
        else this.events.push(socketEvent(out));
      }
    }
  }
}

/** A command line; what is none, as data after a prompt, in hex. */
function lineOf(bytes: Uint8Array): string {
  const text = latinText(bytes);
  return text.startsWith("AT") && text.endsWith("\r\n") ? text.slice(0, -2) : `data ${hexText(bytes)}`;
}

function lifeEvent(out: Exclude<LifecycleOutput, { kind: "command" | "resync" }>): string {
  switch (out.kind) {
    case "pulse":
      return `pulse ${out.line} ${String(out.milliseconds)}`;
    case "baud":
      return `baud ${String(out.baud)}`;
    case "identified": {
      const { model, firmware, imei, imsi } = out.identity;
      return `identified ${model ?? "?"} ${firmware ?? "?"} ${imei ?? "?"} ${imsi ?? "?"}`;
    }
    case "online":
    case "moved":
    case "asleep":
    case "awake":
      return out.kind;
    case "dozes":
      return `dozes after ${String(out.after)}`;
    case "persist":
      return `persist ${String(out.failures)}`;
    case "offline":
      return `offline: ${out.cause}`;
  }
}

function socketEvent(out: Exclude<SocketsOutput, { kind: "command" }>): string {
  switch (out.kind) {
    case "opened":
      return "opened";
    case "closed":
      return `closed: ${out.cause}`;
    case "resolved":
      return `resolved ${out.name} ${out.address}`;
    case "unresolved":
      return `unresolved ${out.name}: ${out.cause}`;
    case "arrival":
      return `arrival ${out.address} ${String(out.port)} ${hexText(out.bytes)}`;
    case "sendFailed":
      return `sendFailed: ${out.cause}`;
  }
}
