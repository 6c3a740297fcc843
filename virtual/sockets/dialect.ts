import type { CommandTable, Parts } from "../parts.js";
import type { Socket } from "./sockets.js";

/** How a family of modules speaks of its sockets. */
export interface SocketDialect {
  readonly commands: CommandTable;
  /** A datagram has come for a socket and waits as the last of its list. */
  readonly arrived: (parts: Parts, id: number, socket: Socket) => void;
  /** The network has closed a socket. */
  readonly closed: (parts: Parts, id: number) => void;
  /** The answer to the host's DNS question; `undefined` if there is none. */
  readonly resolved: (parts: Parts, address: string | undefined) => void;
}
