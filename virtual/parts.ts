import type { Instant } from "../modules/base/machine.js";
import type { CommandLine, SetLine } from "./at/line.js";
import type { Port, Reply } from "./at/port.js";
import type { VirtualOptions } from "./contract.js";
import type { Mipl } from "./mipl/mipl.js";
import type { VirtualModel } from "./models/model.js";
import type { Names } from "./names.js";
import type { Network } from "./network.js";
import type { Outbox } from "./outbox.js";
import type { Settings } from "./settings.js";
import type { Sockets } from "./sockets/sockets.js";

/** What a running module consists of; made anew at each boot. */
export interface Parts {
  readonly model: VirtualModel;
  readonly options: VirtualOptions;
  readonly outbox: Outbox;
  readonly port: Port;
  readonly network: Network;
  readonly names: Names;
  readonly settings: Settings;
  readonly sockets: Sockets;
  readonly mipl: Mipl;
  readonly bootedAt: Instant;
  /** What a command has prompted for. */
  awaited: Awaited | undefined;
  /** Set once something wants the module to boot anew. */
  reboot: BootCause | undefined;
}

/** Why a module boots. */
export type BootCause = "power" | "pin" | "command" | "fault";

/** Raw data that a command waits for. Its final result comes once they are there. */
export interface Awaited {
  readonly count: number;
  readonly prompt: string;
  readonly done: (parts: Parts, bytes: Uint8Array, now: Instant) => Reply;
}

/** Carries out one form of a command. */
export type Handler = (parts: Parts, now: Instant) => Reply;

/** Carries out a command that sets something. */
export type SetHandler = (parts: Parts, line: SetLine, now: Instant) => Reply;

/** One command: a form that is missing is answered as an operation not supported; a test form always exists. */
export interface CommandEntry {
  readonly execute?: Handler;
  readonly read?: Handler;
  readonly set?: SetHandler;
  /** The information text of the test form, behind the prefix; without it the answer is a bare OK. */
  readonly test?: string;
}

/** Commands by name, as they stand behind "AT". */
export type CommandTable = Readonly<Record<string, CommandEntry>>;

/**
 * Error numbers as modules with the Hi2115 chip give them: those up to 30 are of 3GPP TS 27.007 clause 9.2, those from
 * 50 the chip maker's own.
 */
export const Cme = Object.freeze({
  notAllowed: 3,
  notSupported: 4,
  noSim: 10,
  memoryFull: 20,
  noNetwork: 30,
  parameter: 50,
});

/** Runs a command line against the model's tables; the caller writes the reply. */
export function runCommand(parts: Parts, line: CommandLine, now: Instant): Reply {
  if (line.form === "basic") return runBasic(parts, line.name, line.text);
  const { sockets, mipl, commands } = parts.model;
  const entry = findEntry([sockets[0].dialect.commands, mipl.commands, ...commands], line.name);
  if (entry === undefined) return parts.settings.run(line, parts.port) ?? { cme: Cme.notSupported };
  switch (line.form) {
    case "execute":
      return entry.execute?.(parts, now) ?? { cme: Cme.notSupported };
    case "read":
      return entry.read?.(parts, now) ?? { cme: Cme.notSupported };
    case "set":
      return entry.set?.(parts, line, now) ?? { cme: Cme.notSupported };
    case "test":
      if (entry.test !== undefined) parts.port.info(line.name, entry.test);
      return "ok";
  }
}

/** Basic commands: none at all, and echo (ITU-T V.250 clause 6.2.4). */
function runBasic(parts: Parts, name: string, text: string): Reply {
  if (name === "") return "ok";
  if (name !== "E" || (text !== "" && text !== "0" && text !== "1")) return { cme: Cme.notSupported };
  parts.port.echo = text === "1";
  return "ok";
}

function findEntry(tables: readonly CommandTable[], name: string): CommandEntry | undefined {
  for (let i = 0; i < tables.length; i++) {
    const table = tables[i] as CommandTable;
    if (Object.hasOwn(table, name)) return table[name];
  }
  return undefined;
}
