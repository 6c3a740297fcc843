import type { Downlink } from "../access/downlink.js";
import { DownlinkFailure } from "../access/failure.js";
import type { AccessServer } from "../access/server.js";
import type { Session } from "../access/session.js";
import type { Events, UplinkKind } from "../events.js";
import { type Command, CommandTrigger, SendStatus } from "../store/commands.js";
import type { Store } from "../store/store.js";
import { confirmStatusOf } from "./confirm.js";

export interface CommandRunnerOptions {
  readonly store: Store;
  readonly access: AccessServer;
  readonly events: Events;
  /** Does what a command says and gives what the API call at once would have given. */
  readonly perform: (downlink: Downlink, session: Session, command: Command) => Promise<unknown>;
  readonly log: (line: string) => void;
}

/** A device has at most so many commands that wait. */
export const commandsKept = 200;
/** Of a command that was understood when it was made, but is no longer. */
const badParameter = 6;
/** Node's timers take no more. */
const longestTimer = 0x7fff_ffff;

/**
 * Cached commands: they wait until their device comes by in one of the ways that they name, are tried again at the
 * next such time when they fail, and expire. Each state is kept before the next step, so that a restart goes on: a
 * command that was under way when the platform ended is tried again.
 */
export class CommandRunner {
  /** Devices of which a command is under way. */
  readonly #running = new Set<string>();
  readonly #expiries = new Map<string, NodeJS.Timeout>();
  readonly #end: () => void;

  constructor(private readonly options: CommandRunnerOptions) {
    for (const command of options.store.commands.allOpen()) {
      const waiting = { ...command, sendStatus: SendStatus.waiting };
      options.store.commands.put(waiting);
      this.#watch(waiting);
    }
    this.#end = options.events.subscribe(["uplink"], (event) => {
      if (event.kind === "uplink") void this.#came(event.deviceId, event.by);
    });
  }

  /** Takes a command in. False if too many wait for its device. */
  add(command: Command): boolean {
    const { commands } = this.options.store;
    if (commands.open(command.deviceId).length >= commandsKept) return false;
    commands.put(command);
    this.#watch(command);
    this.#tell(command);
    return true;
  }

  /** Cancels a command that waits. False if it does not. */
  cancel(command: Command): boolean {
    const now = this.options.store.commands.command(command.uuid);
    if (now?.sendStatus !== SendStatus.waiting) return false;
    this.#put({ ...now, sendStatus: SendStatus.cancelled });
    return true;
  }

  close(): void {
    this.#end();
    for (const timer of this.#expiries.values()) clearTimeout(timer);
    this.#expiries.clear();
  }

  async #came(deviceId: string, by: UplinkKind): Promise<void> {
    if (this.#running.has(deviceId)) return;
    this.#running.add(deviceId);
    try {
      const now = Date.now();
      for (const { uuid } of this.options.store.commands.open(deviceId)) {
        const command = this.options.store.commands.command(uuid);
        if (command === undefined || !isDue(command, by, now)) continue;
        await this.#send(command);
      }
    } catch (error) {
      this.options.log(`cached commands: ${(error as Error).message}`);
    } finally {
      this.#running.delete(deviceId);
    }
  }

  async #send(command: Command): Promise<void> {
    const { access, perform } = this.options;
    const session = access.session(command.deviceId);
    if (session === undefined) return;
    const sent: Command = { ...command, sendStatus: SendStatus.sent, sentAt: Date.now() };
    this.#put(sent);
    try {
      const result = await perform(access.downlink, session, command);
      this.#confirm(sent, SendStatus.succeeded, 0, result);
    } catch (error) {
      if (!(error instanceof DownlinkFailure)) {
        this.options.log(`cached command ${command.uuid}: ${(error as Error).message}`);
        return this.#confirm(sent, SendStatus.failed, badParameter);
      }
      const confirmStatus = confirmStatusOf(error);
      const isOver = command.remain === 0 || Date.now() >= command.expiresAt;
      if (isOver) return this.#confirm(sent, SendStatus.failed, confirmStatus);
      this.#put({ ...sent, sendStatus: SendStatus.waiting, remain: command.remain - 1, confirmStatus });
    }
  }

  #confirm(command: Command, sendStatus: SendStatus, confirmStatus: number, result?: unknown): void {
    const more = result === undefined ? {} : { result };
    this.#put({ ...command, sendStatus, confirmStatus, confirmedAt: Date.now(), ...more });
  }

  /** Of a device that was removed meanwhile nothing is kept. */
  #put(command: Command): void {
    const { store } = this.options;
    if (store.device(command.deviceId) === undefined) return;
    store.transaction(() => {
      store.commands.put(command);
      this.#tell(command);
    });
    if (command.sendStatus !== SendStatus.waiting && command.sendStatus !== SendStatus.sent) this.#unwatch(command);
  }

  #tell({ deviceId, uuid, sendStatus }: Command): void {
    this.options.events.publish({ kind: "command", deviceId, at: Date.now(), uuid, sendStatus });
  }

  #watch(command: Command): void {
    const left = Math.max(0, command.expiresAt - Date.now());
    const timer = setTimeout(
      () => {
        if (left > longestTimer) return this.#watch(command);
        const now = this.options.store.commands.command(command.uuid);
        // One that is under way may still succeed; when it fails it is not tried again.
        if (now?.sendStatus === SendStatus.waiting) this.#put({ ...now, sendStatus: SendStatus.expired });
      },
      Math.min(left, longestTimer),
    );
    this.#expiries.set(command.uuid, timer);
  }

  #unwatch(command: Command): void {
    clearTimeout(this.#expiries.get(command.uuid));
    this.#expiries.delete(command.uuid);
  }
}

const isDue = (command: Command, by: UplinkKind, now: number): boolean =>
  command.sendStatus === SendStatus.waiting &&
  (command.triggers & CommandTrigger[by]) !== 0 &&
  command.validAt <= now &&
  now < command.expiresAt;
