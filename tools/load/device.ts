import { type Socket, createSocket } from "node:dgram";

/** Milliseconds before a message is sent again, and how often that is done (RFC 7252 4.8). */
const ACK_TIMEOUT = 2_000;
const MAX_RETRANSMIT = 4;

/** Option numbers that are looked for. */
const OBSERVE = 6;

/** What a device of the load has got through. */
export interface LoadCounts {
  readonly notified: number;
  readonly resent: number;
  readonly failed: number;
}

interface Waiting {
  readonly bytes: Buffer;
  readonly done: (answer: Buffer | undefined) => void;
  timer: NodeJS.Timeout;
  tries: number;
}

/** The least that an LwM2M server takes for a device: it registers, answers every GET with one value, and notifies. */
export class LoadDevice {
  readonly #waiting = new Map<number, Waiting>();
  #id = Math.floor(Math.random() * 0x1_0000);
  #token: Buffer | undefined;
  #sequence = 1;
  #notified = 0;
  #resent = 0;
  #failed = 0;

  static async open(host: string, port: number): Promise<LoadDevice> {
    const socket = createSocket("udp4");
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.bind(0, "127.0.0.1", resolve);
    });
    return new LoadDevice(socket, host, port);
  }

  private constructor(
    private readonly socket: Socket,
    private readonly host: string,
    private readonly port: number,
  ) {
    socket.on("message", (bytes) => this.#take(bytes));
    socket.on("error", () => undefined);
  }

  get counts(): LoadCounts {
    return { notified: this.#notified, resent: this.#resent, failed: this.#failed };
  }

  /** Registers for an hour with one temperature sensor. @returns true once the server has answered 2.01 */
  async register(endpoint: string): Promise<boolean> {
    const queries = ["lwm2m=1.0", `ep=${endpoint}`, "b=U", "lt=3600"];
    const options = [option(11, "rd"), Buffer.from([0x11, 40]), option(3, queries[0] ?? "")];
    for (const query of queries.slice(1)) options.push(option(0, query));
    const answer = await this.#confirmed(0x02, Buffer.of(1), [...options, payload("</3/0>,</3303/0>")]);
    return answer !== undefined && answer[1] === 0x41;
  }

  /** Sends a value, confirmable, if the server observes one. @returns true once it is acknowledged */
  async notify(value: string): Promise<boolean> {
    if (this.#token === undefined) return false;
    const sequence = (this.#sequence += 1);
    const observe = Buffer.from([0x63, sequence >> 16, (sequence >> 8) & 0xff, sequence & 0xff]);
    const answer = await this.#confirmed(0x45, this.#token, [observe, Buffer.of(0x60), payload(value)]);
    const taken = answer !== undefined && ((answer[0] ?? 0) & 0x30) === 0x20;
    if (taken) this.#notified += 1;
    else this.#failed += 1;
    return taken;
  }

  close(): void {
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    this.socket.close();
  }

  #confirmed(code: number, token: Buffer, parts: readonly Buffer[]): Promise<Buffer | undefined> {
    this.#id = (this.#id + 1) & 0xffff;
    const id = this.#id;
    const bytes = Buffer.concat([header(0x40, code, id, token), ...parts]);
    return new Promise((done) => {
      const waiting: Waiting = {
        bytes,
        done,
        tries: 0,
        timer: setTimeout(() => this.#again(id, waiting), ACK_TIMEOUT),
      };
      this.#waiting.set(id, waiting);
      this.#send(bytes);
    });
  }

  #again(id: number, waiting: Waiting): void {
    if (waiting.tries === MAX_RETRANSMIT) {
      this.#waiting.delete(id);
      waiting.done(undefined);
      return;
    }
    waiting.tries += 1;
    this.#resent += 1;
    waiting.timer = setTimeout(() => this.#again(id, waiting), ACK_TIMEOUT * 2 ** waiting.tries);
    this.#send(waiting.bytes);
  }

  #take(bytes: Buffer): void {
    const type = ((bytes[0] ?? 0) >> 4) & 3;
    const id = bytes.readUInt16BE(2);
    if (type >= 2) {
      const waiting = this.#waiting.get(id);
      if (waiting === undefined) return;
      clearTimeout(waiting.timer);
      this.#waiting.delete(id);
      waiting.done(bytes);
      return;
    }
    const token = Buffer.from(bytes.subarray(4, 4 + ((bytes[0] ?? 0) & 15)));
    const isObserve = findsOption(bytes, 4 + token.length, OBSERVE);
    if (isObserve) this.#token = token;
    // Content-Format 0 is option 12 without a value.
    const options = isObserve ? Buffer.from([0x61, 1, 0x60]) : Buffer.from([0xc0]);
    this.#send(Buffer.concat([header(0x60, 0x45, id, token), options, payload("21.5")]));
  }

  #send(bytes: Buffer): void {
    this.socket.send(bytes, this.port, this.host, () => undefined);
  }
}

function header(type: number, code: number, id: number, token: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type | token.length, code, id >> 8, id & 0xff]), token]);
}

/** An option with a delta below 13 and a text below 269 bytes. */
function option(delta: number, value: string): Buffer {
  const bytes = Buffer.from(value, "utf8");
  const head = bytes.length < 13 ? [(delta << 4) | bytes.length] : [(delta << 4) | 13, bytes.length - 13];
  return Buffer.concat([Buffer.from(head), bytes]);
}

const payload = (text: string): Buffer => Buffer.concat([Buffer.of(0xff), Buffer.from(text, "utf8")]);

/** True if a request carries the option; of deltas and lengths above 12 only those of one more byte come here. */
function findsOption(bytes: Buffer, start: number, wanted: number): boolean {
  let [at, number] = [start, 0];
  while (at < bytes.length && bytes[at] !== 0xff) {
    const head = bytes[at++] ?? 0;
    const delta = head >> 4 === 13 ? 13 + (bytes[at++] ?? 0) : head >> 4;
    const length = (head & 15) === 13 ? 13 + (bytes[at++] ?? 0) : head & 15;
    number += delta;
    if (number === wanted) return true;
    at += length;
  }
  return false;
}
