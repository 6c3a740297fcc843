import type { Instant } from "../../modules/base/machine.js";

const CR = 13;
const LF = 10;

/** More bytes than a module prints while it is late; what comes beyond is lost. */
const MOST_HELD = 65_536;

/** What befalls the bytes of the UART: some are lost, a line is cut, all come late. */
export class WireFaults {
  #held: Uint8Array[] = [];
  #heldSize = 0;
  #heldUntil: Instant | undefined;
  #dropsFromModule = 0;
  #dropsFromHost = 0;
  #cut = false;

  /** The next bytes from one side are lost. */
  drop(from: "module" | "host", count: number): void {
    if (from === "module") this.#dropsFromModule += count;
    else this.#dropsFromHost += count;
  }

  /** The next line from the module stops in the middle. */
  cut(): void {
    this.#cut = true;
  }

  /** All that the module prints up to that moment comes then. */
  hold(until: Instant): void {
    if (this.#heldUntil === undefined || until > this.#heldUntil) this.#heldUntil = until;
  }

  /** What of the module's bytes comes through at once. */
  fromModule(bytes: Uint8Array): Uint8Array {
    let left = bytes;
    if (this.#cut) left = this.#halved(left);
    const lost = left.length < this.#dropsFromModule ? left.length : this.#dropsFromModule;
    this.#dropsFromModule -= lost;
    left = left.slice(lost);
    if (this.#heldUntil === undefined) return left;
    if (this.#heldSize + left.length <= MOST_HELD) {
      this.#held.push(left);
      this.#heldSize += left.length;
    }
    return new Uint8Array(0);
  }

  /** What of the host's bytes comes through. */
  fromHost(bytes: Uint8Array): Uint8Array {
    const lost = bytes.length < this.#dropsFromHost ? bytes.length : this.#dropsFromHost;
    this.#dropsFromHost -= lost;
    return bytes.slice(lost);
  }

  /** What was held back until now, in the pieces in which it was printed. */
  released(now: Instant): readonly Uint8Array[] {
    if (this.#heldUntil === undefined || now < this.#heldUntil) return [];
    const held = this.#held;
    this.#held = [];
    this.#heldSize = 0;
    this.#heldUntil = undefined;
    return held;
  }

  deadline(): Instant | undefined {
    return this.#heldUntil;
  }

  /** Without the second half of the first line in it, and without that line's end. */
  #halved(bytes: Uint8Array): Uint8Array {
    let start = 0;
    while (start < bytes.length && (bytes[start] === CR || bytes[start] === LF)) start++;
    if (start === bytes.length) return bytes;
    let end = start;
    while (end < bytes.length && bytes[end] !== CR) end++;
    const middle = start + ((end - start) >> 1);
    const rest = end + 2 < bytes.length ? end + 2 : bytes.length;
    const left = new Uint8Array(middle + bytes.length - rest);
    left.set(bytes.subarray(0, middle));
    left.set(bytes.subarray(rest), middle);
    this.#cut = false;
    return left;
  }
}
