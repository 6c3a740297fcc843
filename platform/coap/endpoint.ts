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
import { AmplificationGuard, type RateLimit, RateLimiter } from "./limits.js";
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
  /** Of datagrams from one address; default: the usual one for other machines, none for this one. */
  readonly limits?: RateLimit | undefined;
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
  readonly counters = {
    received: 0,
    sent: 0,
    malformed: 0,
    duplicates: 0,
    /** Belonged to nothing: answered with a Reset where that is due. */
    rejected: 0,
    /** Dropped, as their address sent too many. */
    limited: 0,
    /** Not sent, as nothing shows yet that somebody is at the address. */
    withheld: 0,
  };
  readonly relations = new Relations();
  readonly #outgoing: Outgoing;
  readonly #recent = new RecentMessages();
  readonly #guard: AmplificationGuard;
  /** Ids of pings under way to peers that have to show that they are there. */
  readonly #probes = new Map<string, number>();
  readonly #limiter: RateLimiter;
  #closed = false;

  /** Binds the socket. Rejects with the system's error, such as EADDRINUSE. */
  static async open(options: EndpointOptions): Promise<CoapEndpoint> {
    const type = isIPv6(options.host) ? "udp6" : "udp4";
    const socket = createSocket({ type, recvBufferSize: receiveBuffer });
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
    this.#guard = new AmplificationGuard(options.limits === undefined);
    this.#limiter = new RateLimiter(options.limits);
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
    if (!this.#limiter.allows(peer.address, Date.now())) {
      this.counters.limited += 1;
      return;
    }
    this.#guard.received(peer.address, bytes.length);
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
    else if (this.#outgoing.acknowledged(peer, message)) this.#guard.answered(peer.address);
    else if (this.#isProbed(peer, message)) this.#outgoing.sendAgain(peer);
    else this.counters.rejected += 1;
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
    if (taken === undefined) return this.#acknowledge(peer, message, "RST");
    this.#guard.answered(peer.address);
    try {
      taken();
    } catch (error) {
      // What could not be kept is not acknowledged: it comes again.
      this.#recent.forget(recentKey(peer, message));
      this.options.log(`notification failed: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    this.#acknowledge(peer, message, "ACK");
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
    if (!this.#guard.allows(peer.address, bytes.length)) {
      this.counters.withheld += 1;
      this.#probe(peer);
      return;
    }
    this.counters.sent += 1;
    // A datagram that cannot be sent is a lost one: retransmission deals with it.
    this.socket.send(bytes, peer.port, peer.address, () => undefined);
  }

  /** A ping is small enough to go (RFC 7252 4.3); what was withheld goes again once it is answered. */
  #probe(peer: Peer): void {
    const key = peerKey(peer);
    if (this.#probes.has(key) || this.#probes.size >= mostProbes) return;
    const ping: Message = { ...emptyMessage("RST", this.#outgoing.nextId()), type: "CON" };
    const bytes = writeMessage(ping);
    if (!this.#guard.allows(peer.address, bytes.length)) return;
    this.#probes.set(key, ping.id);
    setTimeout(() => this.#probes.delete(key), this.options.timing.ackTimeout).unref();
    this.#sendBytes(peer, bytes);
  }

  #isProbed(peer: Peer, message: Message): boolean {
    if (message.type !== "RST" || this.#probes.get(peerKey(peer)) !== message.id) return false;
    this.#guard.answered(peer.address);
    return true;
  }
}

/** Bytes of datagrams that may wait while the platform is busy; the system may allow less. */
const receiveBuffer = 4_194_304;

/** At most so many addresses are asked to show that they are there at a time. */
const mostProbes = 1_000;

const recentKey = (peer: Peer, message: Message): string => `${peerKey(peer)}#${message.id}`;
