import { type Socket, createSocket } from "node:dgram";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { callOf, violations } from "./schema.js";
import { type Platform, type PlatformOptions, startPlatform } from "../../platform/platform.js";

/** An IMEI with a right check digit, and an IMSI, of no real device. */
export const imei = "869999000000011";
export const imsi = "460009999999999";
export const endpointName = `${imei};${imsi}`;

/** One datagram from the platform, its header taken apart; `rest` is options and payload in hex. */
export interface Datagram {
  readonly bytes: Buffer;
  /** First byte's type bits, and code, in hex: "CON 01". */
  readonly head: string;
  readonly id: string;
  readonly token: string;
  readonly rest: string;
}

const types = ["CON", "NON", "ACK", "RST"];

export function takeApart(bytes: Buffer): Datagram {
  const tokenLength = bytes.readUInt8(0) & 15;
  return {
    bytes,
    head: `${types[(bytes.readUInt8(0) >> 4) & 3]} ${bytes.toString("hex", 1, 2)}`,
    id: bytes.toString("hex", 2, 4),
    token: bytes.toString("hex", 4, 4 + tokenLength),
    rest: bytes.toString("hex", 4 + tokenLength),
  };
}

/** What a scripted device answers: code and rest in hex; nothing: silence. */
export type Answer = (request: Datagram) => { code: string; rest?: string } | undefined;

/** A device on a UDP socket that sends and expects literal bytes. */
export class UdpPeer {
  readonly #arrived: Datagram[] = [];
  #wake: (() => void) | undefined;
  /** If set, requests are answered by it, piggybacked, and are not seen by `next`. */
  answer: Answer | undefined;
  /** Requests that `answer` saw, such as "01 b4333330300130". */
  readonly answered: Datagram[] = [];

  static async open(port: number): Promise<UdpPeer> {
    const socket = createSocket("udp4");
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    return new UdpPeer(socket, port);
  }

  private constructor(
    private readonly socket: Socket,
    private readonly port: number,
  ) {
    socket.on("message", (bytes) => this.#take(takeApart(bytes)));
  }

  /** Sends hex; blanks are for the eye. */
  send(hex: string): void {
    this.socket.send(Buffer.from(hex.replaceAll(" ", ""), "hex"), this.port, "127.0.0.1");
  }

  /** Piggybacked answer to a request. */
  reply(request: Datagram, code: string, rest = ""): void {
    const tokenLength = request.token.length / 2;
    this.send(`6${tokenLength}${code}${request.id}${request.token}${rest}`);
  }

  /** The next datagram, which has to come within a second. */
  async next(within = 1_000): Promise<Datagram> {
    const end = Date.now() + within;
    for (;;) {
      const first = this.#arrived.shift();
      if (first !== undefined) return first;
      if (Date.now() >= end) throw new Error(`nothing came within ${within} ms`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, end - Date.now());
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Shows that nothing was sent meanwhile: a CoAP ping is answered with a Reset, and that is the next to come. */
  async nothingMore(): Promise<void> {
    this.send("4000fffe");
    const next = await this.next();
    if (next.bytes.toString("hex") !== "7000fffe") throw new Error(`unexpected ${next.head} ${next.rest}`);
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.socket.close(() => resolve()));
  }

  #take(datagram: Datagram): void {
    const answer = /^CON 0[1-7]$/.test(datagram.head) ? this.answer?.(datagram) : undefined;
    if (answer !== undefined) {
      this.answered.push(datagram);
      this.reply(datagram, answer.code, answer.rest);
      return;
    }
    this.#arrived.push(datagram);
    this.#wake?.();
  }
}

export const hex = (text: string): string => Buffer.from(text, "utf8").toString("hex");

/** An option of CoAP in hex, with a delta below 13 and a length below 269. */
export function option(delta: number, value: string): string {
  const length = value.length;
  const head = delta.toString(16);
  return length < 13
    ? `${head}${length.toString(16)}${hex(value)}`
    : `${head}d${(length - 13).toString(16).padStart(2, "0")}${hex(value)}`;
}

/** A register request: CON POST /rd?lwm2m=1.0&ep=…&b=U&lt=… with content format 40. */
export function register(id: string, links: string, lifetime = 300, endpoint = endpointName): string {
  const queries = option(3, "lwm2m=1.0") + option(0, `ep=${endpoint}`) + option(0, "b=U") + option(0, `lt=${lifetime}`);
  return `4102${id}aa ${option(11, "rd")} 1128 ${queries} ff${hex(links)}`;
}

/** A platform on free ports with short times, in a folder of its own. */
export class TestPlatform {
  static async start(options: Partial<PlatformOptions> = {}): Promise<TestPlatform> {
    const folder = options.data ?? (await mkdtemp(join(tmpdir(), "platform-")));
    const log: string[] = [];
    const running = await startPlatform({
      bootstrapPort: 0,
      port: 0,
      httpPort: 0,
      timing: { ackTimeout: 60, maxTransmitWait: 2_000 },
      timeouts: { least: 0.1, usual: 1 },
      log: (line) => log.push(line),
      ...options,
      data: folder,
    });
    return new TestPlatform(running, folder, log);
  }

  private constructor(
    readonly running: Platform,
    readonly folder: string,
    readonly log: readonly string[],
  ) {}

  async call(method: string, path: string, body?: unknown, key = this.running.masterKey): Promise<Reply> {
    const response = await fetch(`${this.running.url}${path}`, {
      method,
      headers: { "api-key": key },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const reply = (await response.json()) as Reply;
    if (reply.errno === 0) holdToDescription(method, path, reply);
    return reply;
  }

  /** Makes the device of the tests. */
  async addDevice(more: Record<string, unknown> = { obsv: false }): Promise<string> {
    const body = { title: "sensor", protocol: "LWM2M", auth_info: { [imei]: imsi }, ...more };
    const reply = await this.call("POST", "/devices", body);
    if (reply.errno !== 0) throw new Error(reply.error);
    return (reply.data as { device_id: string }).device_id;
  }

  /** A registered device; the datagram of the answer is taken. */
  async online(links = "</3/0>,</3300/0>", lifetime = 300): Promise<UdpPeer> {
    const peer = await UdpPeer.open(this.running.port);
    peer.send(register("0001", links, lifetime));
    const created = await peer.next();
    if (created.head !== "ACK 41") throw new Error(`registration answered ${created.head}`);
    return peer;
  }

  /** Ends the run but keeps the folder. */
  stop(): Promise<void> {
    return this.running.close();
  }

  async close(): Promise<void> {
    await this.running.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Every reply of every test is held to the OpenAPI description. */
function holdToDescription(method: string, path: string, reply: Reply): void {
  const call = callOf(method, path);
  if (call === undefined) throw new Error(`${method} ${path} is not described`);
  const wrong =
    call.data === undefined
      ? reply.data === undefined
        ? []
        : ["there is data where none is described"]
      : violations(call.data, reply.data);
  if (wrong.length > 0) throw new Error(`${method} ${path}: ${wrong.join("; ")}`);
}

export interface Reply {
  readonly errno: number;
  readonly error: string;
  readonly data?: unknown;
}

/** Asks again until the answer is the one awaited, for at most two seconds. */
export async function until<T>(ask: () => Promise<T> | T, isIt: (answer: T) => boolean): Promise<T> {
  const end = Date.now() + 2_000;
  for (;;) {
    const answer = await ask();
    if (isIt(answer)) return answer;
    if (Date.now() > end) throw new Error(`it did not come to that; last: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
