import type { SocketProfile } from "../profile.js";

/** The sets of socket commands that are known. */
export type DialectName = "nso";

/** A datagram as an answer or URC has it. */
export interface Arrival {
  readonly address: string;
  readonly port: number;
  readonly bytes: Uint8Array;
  /** Bytes that wait for the next fetch. */
  readonly left: number;
}

/** A command as a dialect has it; the machine adds owner, tag and time limit. */
export interface DialectCommand {
  readonly text: string;
  readonly answer?: string | undefined;
  readonly hex?: Uint8Array | undefined;
}

/** What a socket URC means. */
export type SocketUrc =
  | { readonly kind: "announced"; readonly socket: number }
  | { readonly kind: "closed"; readonly socket: number }
  | { readonly kind: "resolved"; readonly text: string };

/** One set of socket commands: how they are written and what their answers say. Pure functions, no state. */
export interface SocketDialect {
  open(profile: SocketProfile): DialectCommand;
  /** The socket number in the answer; `undefined` if there is none. */
  opened(answer: readonly string[]): number | undefined;
  send(socket: number, address: string, port: number, bytes: Uint8Array): DialectCommand;
  /** How many bytes the module took; `undefined` if the answer does not tell. */
  sent(answer: readonly string[]): number | undefined;
  fetch(socket: number, most: number): DialectCommand;
  /** The datagram of the answer; `undefined` if there was none. */
  fetched(answer: readonly string[]): Arrival | undefined;
  close(socket: number): DialectCommand;
  resolve(name: string): DialectCommand;
  /** What a resolve command's answer says, if it came before OK; a text that is no address means that there is none. */
  resolved(answer: readonly string[]): string | undefined;
  urc(line: string): SocketUrc | undefined;
}
