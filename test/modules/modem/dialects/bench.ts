import type { Release } from "../../../../modules/modem/dialects/dialect.js";
import { asciiBytes } from "../../../../modules/base/text.js";
import type { Profile } from "../../../../modules/modem/profile.js";
import { Bench } from "../../../support/bench.js";
import { hex } from "../../../support/hex.js";

/** A payload that holds all that may be mistaken: CR LF, quotes, commas, NUL, a prompt, Ctrl-Z, "OK", high bytes. */
export const NASTY = "0D0A4F4B0D0A222C222C003E1A0D0A2B4950524400FF22";

/** The machines over sockets that speak one dialect, with what was sent and told taken step by step. */
export class DialectBench {
  readonly bench: Bench;

  constructor(profile: Profile) {
    this.bench = new Bench(profile);
  }

  /** What was told and then what was sent since the last call. */
  seen(): string[] {
    return [...this.bench.events.splice(0), ...this.bench.sent.splice(0)];
  }

  /** Lines from the module, after which the settle time passes; what came of them. */
  lines(...lines: readonly string[]): string[] {
    this.bench.lines(...lines);
    this.bench.pass(this.bench.now + 150);
    return this.seen();
  }

  /** Bytes from the module: text, and hex between bars, as in `+RECEIVE,0,2:|0D0A|`; whole or byte by byte. */
  bytes(text: string, byByte = false): string[] {
    const pieces = text.split("|").map((piece, index) => (index % 2 === 0 ? asciiBytes(piece) : hex(piece)));
    for (const piece of pieces) {
      if (!byByte) this.bench.receive(piece);
      else for (const byte of piece) this.bench.receive(Uint8Array.of(byte));
    }
    this.bench.pass(this.bench.now + 150);
    return this.seen();
  }

  open(): string[] {
    this.bench.socket({ kind: "open" });
    return this.seen();
  }

  close(): string[] {
    this.bench.socket({ kind: "close" });
    return this.seen();
  }

  resolve(name: string): string[] {
    this.bench.socket({ kind: "resolve", name });
    return this.seen();
  }

  send(bytes: string, address = "192.0.2.9", port = 5683, release?: Release): string[] {
    this.bench.socket({ kind: "send", address, port, bytes: hex(bytes), release });
    return this.seen();
  }

  /** Waits for the next deadline. */
  wait(milliseconds: number): string[] {
    this.bench.pass(this.bench.now + milliseconds);
    return this.seen();
  }
}
