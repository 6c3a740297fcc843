import type { FinalResult } from "../../../modules/at/result.js";
import type { Command } from "../../../modules/at/command.js";
import { ModuleMode, type ModuleModeOptions } from "../../../modules/mode/module.js";
import type { ModeInput, ModeOutput } from "../../../modules/mode/mode.js";
import { m5310a } from "../../../modules/modem/profiles/m5310-a.js";
import { drain } from "../../support/machine.js";
import { carryOut, newRoom, type Room } from "./room.js";

export const OK: FinalResult = Object.freeze({ kind: "ok" });
export const ERROR: FinalResult = Object.freeze({ kind: "error" });

/**
 * Module mode between a scripted NB module and a room. Commands wait in `commands` until the test says what became of
 * them, as the AT session would bring it.
 */
export class ModuleDoor {
  readonly room: Room;
  readonly mode: ModuleMode;
  /** Commands that have no result yet. */
  readonly commands: Command[] = [];
  now = 0;
  private seen: string[] = [];

  constructor(options: Partial<ModuleModeOptions> = {}, room = newRoom(false)) {
    this.room = room;
    this.mode = new ModuleMode({
      server: "nbiotbt.heclouds.com:5683",
      direct: false,
      lifetime: 3600,
      mipl: m5310a.mipl,
      tree: room.tree,
      random: () => 0,
      log: room.log,
      ...options,
    });
  }

  /** What came out since the last call. */
  take(): string[] {
    return this.seen.splice(0);
  }

  give(input: ModeInput): string[] {
    this.mode.handle(input, this.now);
    this.collect();
    return this.take();
  }

  /** The result of the oldest command that waits. */
  result(final: FinalResult = OK): string[] {
    const command = this.commands.shift();
    if (command === undefined) throw new Error("no command waits for a result");
    return this.give({ kind: "result", command, answer: [], final });
  }

  urc(line: string): string[] {
    return this.give({ kind: "urc", line });
  }

  /** Goes through all deadlines up to a moment. */
  pass(until: number): string[] {
    for (let turn = 0; turn < 1000; turn++) {
      const deadline = this.mode.deadline();
      if (deadline === undefined || deadline > until) {
        this.now = until;
        return this.take();
      }
      this.now = deadline;
      this.mode.expire(deadline);
      this.collect();
    }
    throw new Error("the deadline never moves on");
  }

  /** Enrols up to the state of this name. */
  upTo(name: "creating" | "declaring" | "opening" | "registered"): this {
    this.give({ kind: "online" });
    while (this.mode.state.name !== name && this.commands.length > 0) this.result();
    if (name === "registered") this.urc("+MIPLEVENT:0,6");
    if (this.mode.state.name !== name) throw new Error(`it is ${this.mode.state.name}`);
    return this;
  }

  private collect(): void {
    for (const output of drain(this.mode)) {
      if (output.kind === "operation") {
        const outcome = carryOut(this.room, output.operation, output.bootstrap);
        this.mode.handle({ kind: "outcome", request: output.request, outcome }, this.now);
        this.collect();
      } else {
        if (output.kind === "command") this.commands.push(output.command);
        this.seen.push(shownOutput(output));
      }
    }
  }
}

function shownOutput(output: Exclude<ModeOutput, { kind: "operation" }>): string {
  switch (output.kind) {
    case "command":
      return output.command.text;
    case "sent":
      return `sent ${output.id}: ${output.failure ?? "taken"}`;
    case "behind":
      return `behind ${output.observer}`;
    case "lost":
      return `lost ${output.observer}`;
    case "unregistered":
      return `unregistered for ${output.retry}: ${output.cause}`;
    case "socket":
      return `socket ${output.input.kind}`;
    case "bootstrapped":
    case "registered":
    case "updated":
    case "persist":
    case "awake":
    case "asleep":
    case "stopped":
      return output.kind;
  }
}
