import type { Ending } from "../../at/command.js";
import type { SocketProfile } from "../profile.js";

/** The sets of socket commands that are known. */
export type DialectName = "nso" | "ipstart" | "ipstart-prompt" | "cip";

/** Their names, in the order in which a module is asked for them. */
export const DIALECT_NAMES: readonly DialectName[] = Object.freeze(["nso", "ipstart", "ipstart-prompt", "cip"]);

/** A datagram as an answer or URC has it. */
export interface Arrival {
  /** The sender; `undefined` where it is the socket's one peer. */
  readonly address: string | undefined;
  readonly port: number;
  readonly bytes: Uint8Array;
  /** Bytes that wait for the next fetch; 1 stands for perhaps. */
  readonly left: number;
}

/**
 * What the network may be told with a datagram, so that it lets the module rest at once (release assistance, 3GPP TS 24.301
 * clause 9.9.4.25): nothing more is to come, or one answer is.
 */
export type Release = "nothing" | "oneAnswer";

/** A command as a dialect has it; the machine adds owner, tag and time limit. */
export interface DialectCommand {
  readonly text: string;
  readonly answer?: string | undefined;
  readonly hex?: Uint8Array | undefined;
  readonly data?: Uint8Array | undefined;
  readonly ending?: Ending | undefined;
}

/** What a socket URC means. */
export type SocketUrc =
  | { readonly kind: "announced"; readonly socket: number }
  | {
      readonly kind: "arrival";
      readonly socket: number;
      readonly address: string | undefined;
      readonly port: number;
      readonly bytes: Uint8Array;
    }
  | { readonly kind: "closed"; readonly socket: number }
  /** All sockets are gone with the bearer. */
  | { readonly kind: "lost" }
  | { readonly kind: "resolved"; readonly text: string };

/** One set of socket commands: how they are written and what their answers say. Pure functions, no state. */
export interface SocketDialect {
  /** True when a socket speaks to one remote address only, whose number we choose. */
  readonly connected: boolean;
  /** True when arrivals must be looked for. */
  readonly polled: boolean;
  /**
   * The command of that number with which the sockets are prepared; `undefined` past the last. What it answers does not
   * matter: what is in force already is refused by some modules.
   */
  setup(profile: SocketProfile, index: number): DialectCommand | undefined;
  open(profile: SocketProfile, socket: number, address: string, port: number): DialectCommand;
  /** The socket number in the answer; `undefined` if there is none. Only where we do not choose it. */
  opened(answer: readonly string[]): number | undefined;
  /** `release` is left out where the module has no means of telling it. */
  send(socket: number, address: string, port: number, bytes: Uint8Array, release?: Release): DialectCommand;
  /** How many bytes the module took; `undefined` if the answer does not tell. */
  sent(answer: readonly string[]): number | undefined;
  fetch(socket: number, most: number): DialectCommand;
  /** The datagram of the answer; `undefined` if there was none. */
  fetched(answer: readonly string[], data: Uint8Array | undefined): Arrival | undefined;
  close(socket: number): DialectCommand;
  resolve(name: string): DialectCommand;
  /** What a resolve command's answer says, if it came before OK; a text that is no address means that there is none. */
  resolved(answer: readonly string[]): string | undefined;
  urc(line: string, data: Uint8Array | undefined): SocketUrc | undefined;
}
