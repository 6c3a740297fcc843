import { type Socket, createSocket } from "node:dgram";
import { isIPv6 } from "node:net";
import {
  type Message,
  type Option,
  type Peer,
  emptyBytes,
  emptyMessage,
  isRequest,
  isResponse,
  peerKey,
  readMessage,
  writeMessage,
} from "./message.js";
import { Code, type Timing, optionNumbers } from "./numbers.js";
import { Outgoing, type Request, type RequestSettings } from "./outgoing.js";
import { RecentMessages } from "./recent.js";
import { type Relation, Relations } from "./relations.js";

/** What a request from a peer is answered with. */
export interface Reply {
  readonly code: string;
  readonly options?: readonly Option[];
  readonly payload?: Buffer;
  /** Called once the reply has left, and not again for a duplicate. */
  readonly sent?: () => void;
}

export interface EndpointOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly timing: Timing;
  /** Answers a request. It must not reject; what it throws is answered with 5.00 and logged. */
  readonly serve: (request: Message, peer: Peer) => Promise<Reply>;
  /** Sees every well-formed message, for a message log. */
  readonly observe?: (direction: "received" | "sent", peer: Peer, message: Message, size: number) => void;
  readonly log: (line: string) => void;
}

/** Critical options that a request may carry (RFC 7252 5.4.1): others are answered with 4.02. */
const understood = new Set<number>(
  (["Uri-Host", "Uri-Port", "Uri-Path", "Uri-Query", "Accept", "Block1", "Block2", "Auth-Code"] as const).map(
    (name) => optionNumbers[name],
  ),
);

/**
 * CoAP over UDP (RFC 7252) on one socket, client and server at once: requests leave from the port at which requests
 * are served, as LwM2M demands.
 */
export class CoapEndpoint {
  /** Datagrams since the start. */
  readonly counters = { received: 0, sent: 0, malformed: 0, duplicates: 0, rejected: 0 };
  readonly relations = new Relations();
  readonly #outgoing: Outgoing;
  readonly #recent = new RecentMessages();
  #closed = false;

  /** Binds the socket. Rejects with the system's error, such as EADDRINUSE. */
  static async open(options: EndpointOptions): Promise<CoapEndpoint> {
    const socket = createSocket(isIPv6(options.host) ? "udp6" : "udp4");
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.bind({ port: options.port, address: options.host }, () => {
        socket.off("error", reject);
        resolve();
      });
    });
    return new CoapEndpoint(socket, options);
  }

  private constructor(
    private readonly socket: Socket,
    private readonly options: EndpointOptions,
  ) {
    this.#outgoing = new Outgoing(options.timing, (peer, message) => void this.#send(peer, message));
    socket.on("message", (bytes, from) => this.#receive(bytes, { address: from.address, port: from.port }));
    socket.on("error", (error) => options.log(`UDP socket: ${error.message}`));
  }

  get port(): number {
    return this.socket.address().port;
  }

  /** Sends a confirmable request and waits for its response. Rejects with `CoapFailure`. */
  request(peer: Peer, request: Request, settings?: RequestSettings): Promise<Message> {
    return this.#outgoing.request(peer, request, settings);
  }

  /** Starts or renews an observation with the response that has just come. */
  relate(relation: Relation, sequence: number | undefined): void {
    this.relations.add(relation, sequence, Date.now());
  }

  /** Gives up what is under way and closes the socket. May be called twice. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#outgoing.close();
    await new Promise<void>((resolve) => this.socket.close(() => resolve()));
  }

  #receive(bytes: Buffer, peer: Peer): void {
    this.counters.received += 1;
    const message = readMessage(bytes);
    if ("malformed" in message) {
      this.counters.malformed += 1;
      return;
    }
    this.options.observe?.("received", peer, message, bytes.length);
    if (message.type === "ACK" || message.type === "RST") this.#acknowledged(peer, message);
    else if (this.#isNew(peer, message)) this.#dispatch(peer, message);
  }

  #acknowledged(peer: Peer, message: Message): void {
    if (isRequest(message.code)) this.counters.malformed += 1;
    else if (!this.#outgoing.acknowledged(peer, message)) this.counters.rejected += 1;
  }

  #isNew(peer: Peer, message: Message): boolean {
    const key = recentKey(peer, message);
    const { exchangeLifetime, nonLifetime } = this.options.timing;
    if (this.#recent.note(key, Date.now(), message.type === "CON" ? exchangeLifetime : nonLifetime)) return true;
    this.counters.duplicates += 1;
    const reply = this.#recent.reply(key);
    if (reply !== undefined && message.type === "CON") this.#sendBytes(peer, reply);
    return false;
  }

  #dispatch(peer: Peer, message: Message): void {
    if (isRequest(message.code)) {
      void this.#serve(peer, message);
      return;
    }
    const taken = isResponse(message.code) ? this.#takeResponse(peer, message) : undefined;
    this.#acknowledge(peer, message, taken === undefined ? "RST" : "ACK");
    taken?.();
  }

  #takeResponse(peer: Peer, message: Message): (() => void) | undefined {
    if (this.#outgoing.responded(peer, message)) return () => undefined;
    return this.relations.take(peer, message, Date.now());
  }

  /** Confirmable: acknowledges or rejects. Non-confirmable: only rejects, which ends an observation (RFC 7641 3.6). */
  #acknowledge(peer: Peer, message: Message, type: "ACK" | "RST"): void {
    if (type === "RST") this.counters.rejected += 1;
    if (type === "ACK" && message.type === "NON") return;
    const bytes = this.#send(peer, emptyMessage(type, message.id));
    this.#recent.answer(recentKey(peer, message), bytes);
  }

  async #serve(peer: Peer, message: Message): Promise<void> {
    const reply = await this.#reply(peer, message);
    if (this.#closed) return;
    const bytes = this.#send(peer, {
      type: message.type === "CON" ? "ACK" : "NON",
      code: reply.code,
      id: message.id,
      token: message.token,
      options: reply.options ?? [],
      payload: reply.payload ?? emptyBytes,
    });
    this.#recent.answer(recentKey(peer, message), bytes);
    reply.sent?.();
  }

  async #reply(peer: Peer, message: Message): Promise<Reply> {
    const unknown = message.options.find((option) => (option.number & 1) === 1 && !understood.has(option.number));
    if (unknown !== undefined) return { code: Code.badOption };
    try {
      return await this.options.serve(message, peer);
    } catch (error) {
      this.options.log(`request failed: ${error instanceof Error ? error.message : String(error)}`);
      return { code: Code.internalError };
    }
  }

  #send(peer: Peer, message: Message): Buffer {
    const bytes = writeMessage(message);
    this.options.observe?.("sent", peer, message, bytes.length);
    this.#sendBytes(peer, bytes);
    return bytes;
  }

  #sendBytes(peer: Peer, bytes: Buffer): void {
    if (this.#closed) return;
    this.counters.sent += 1;
    // A datagram that cannot be sent is a lost one: retransmission deals with it.
    this.socket.send(bytes, peer.port, peer.address, () => undefined);
  }
}

const recentKey = (peer: Peer, message: Message): string => `${peerKey(peer)}#${message.id}`;
