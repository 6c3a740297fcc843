import type { CommandTable, Parts } from "../parts.js";
import type { SettingTable } from "../settings.js";
import type { Socket } from "./sockets.js";

/**
 * The sets of socket commands: NSOCR with hex; IPSTART with hex and +IPRD; IPSTART with a prompt and raw data; CIPSTART
 * with a prompt and raw data that are fetched.
 */
export type DialectName = "nso" | "hex" | "raw" | "cip";

/** How a family of modules speaks of its sockets. */
export interface SocketDialect {
  /** What a person calls it. */
  readonly name: DialectName;
  readonly commands: CommandTable;
  /** Its settings, beside those of the model. */
  readonly settings?: SettingTable;
  /** A datagram has come for a socket and waits as the last of its list. */
  readonly arrived: (parts: Parts, id: number, socket: Socket) => void;
  /** The network has closed a socket. */
  readonly closed: (parts: Parts, id: number) => void;
  /** The network is gone, and with it so many sockets. */
  readonly dropped?: (parts: Parts, count: number) => void;
  /** The answer to the host's DNS question; `undefined` if there is none. */
  readonly resolved: (parts: Parts, name: string, address: string | undefined) => void;
}
