import { randomBytes } from "node:crypto";
import { type Send, download, transfer } from "../coap/blockwise.js";
import type { CoapEndpoint } from "../coap/endpoint.js";
import { type Message, type Option, isSuccess } from "../coap/message.js";
import { Code, ContentFormat, codeNames } from "../coap/numbers.js";
import { findOption, textOption, uintOption, uintValue } from "../coap/options.js";
import { CoapFailure, type Request } from "../coap/outgoing.js";
import type { Relation } from "../coap/relations.js";
import { type InstanceContent, decodeContent } from "../lwm2m/content.js";
import { parseDiscovered } from "../lwm2m/links.js";
import { type Path, formatPath, segments } from "../lwm2m/path.js";
import { type TlvRecord, encodeTlv } from "../lwm2m/tlv.js";
import { DownlinkFailure, asDownlinkFailure } from "./failure.js";
import type { Turn } from "./queue.js";
import type { Session } from "./session.js";

export interface DownlinkOptions {
  /** Of the TLV payloads that are written: 11542, or 1542 for clients that know the draft number alone. */
  readonly contentFormat: number;
  /** A value has come, by a read, the answer to an observe, or a notification. */
  readonly values: (session: Session, path: Path, instances: readonly InstanceContent[]) => void;
  /** An observation has begun; it has to be kept. */
  readonly observed: (session: Session, path: string, relation: Relation) => void;
  /** An observation has ended. */
  readonly forgotten: (session: Session, path: string) => void;
  /** A notification has come and is dealt with. */
  readonly notified: (session: Session) => void;
  readonly discovered: (session: Session, object: number, found: ReadonlyMap<number, readonly number[]>) => void;
  readonly log: (line: string) => void;
}

/** A module with LwM2M inside answers an observe without content and sends the value as its first notification. */
const isBare = (response: Message): boolean =>
  response.payload.length === 0 && findOption(response, "Content-Format") === undefined;

/** Milliseconds for the blocks of a notification that follow its first one. */
const fetchTimeout = 25_000;

/** Attributes of OMA LwM2M 1.0 clause 5.1.2, by their names on the wire. */
export type Attributes = Readonly<Partial<Record<"pmin" | "pmax" | "gt" | "lt" | "st", number>>>;

/**
 * The operations on a registered device (OMA LwM2M 1.0 clauses 5.4, 5.5 and 8.2). All of them reject with
 * `DownlinkFailure`; `timeout` is in milliseconds and includes the waiting for operations before it.
 */
export class Downlink {
  constructor(
    private readonly endpoint: CoapEndpoint,
    private readonly options: DownlinkOptions,
  ) {}

  /** Discovers an object, unless that is under way: then its end is waited for. */
  async learn(session: Session, object: number, timeout: number): Promise<void> {
    let running = session.discovering.get(object);
    if (running === undefined) {
      running = this.discover(session, { object }, timeout).finally(() => session.discovering.delete(object));
      session.discovering.set(object, running);
    }
    await running;
  }

  /** Resources by instance, of an object or of one instance. */
  async discover(session: Session, path: Path, timeout: number): Promise<Map<number, number[]>> {
    const request = this.#request(session, Code.get, path, [uintOption("Accept", ContentFormat.link)]);
    return this.#run(session, timeout, async (turn) => {
      const response = await this.#exchange(session, turn, request, Code.content);
      const found = parseDiscovered(response.payload.toString("utf8"), session.record.root, path.object);
      this.options.discovered(session, path.object, found);
      return found;
    });
  }

  /** @param accept content format to ask for; without it the device chooses */
  async read(session: Session, path: Path, timeout: number, accept?: number): Promise<InstanceContent[]> {
    const wanted = accept === undefined ? [] : [uintOption("Accept", accept)];
    const request = this.#request(session, Code.get, path, wanted);
    return this.#run(session, timeout, async (turn) => {
      return this.#take(session, path, await this.#exchange(session, turn, request, Code.content));
    });
  }

  /** Writes resources of an instance: "replace" puts the instance anew, "update" changes only those that are named. */
  async write(
    session: Session,
    path: Path,
    mode: "replace" | "update",
    records: readonly TlvRecord[],
    timeout: number,
  ): Promise<void> {
    const format = uintOption("Content-Format", this.options.contentFormat);
    const request = {
      ...this.#request(session, mode === "replace" ? Code.put : Code.post, path, [format]),
      payload: encodeTlv(records),
    };
    await this.#run(session, timeout, (turn) => this.#exchange(session, turn, request, Code.changed));
  }

  async execute(session: Session, path: Path, args: string, timeout: number): Promise<void> {
    const format = args === "" ? [] : [uintOption("Content-Format", ContentFormat.text)];
    const request = { ...this.#request(session, Code.post, path, format), payload: Buffer.from(args, "utf8") };
    await this.#run(session, timeout, (turn) => this.#exchange(session, turn, request, Code.changed));
  }

  async writeAttributes(session: Session, path: Path, attributes: Attributes, timeout: number): Promise<void> {
    const query = Object.entries(attributes).map(([name, value]) => textOption("Uri-Query", `${name}=${value}`));
    const request = this.#request(session, Code.put, path, query);
    await this.#run(session, timeout, (turn) => this.#exchange(session, turn, request, Code.changed));
  }

  /**
   * Observes; an observation of the same path is renewed with its token.
   * @param attributes those that were written before, to be told with the observation
   */
  async observe(
    session: Session,
    path: Path,
    timeout: number,
    attributes: Attributes = {},
  ): Promise<InstanceContent[]> {
    const key = formatPath(path);
    session.attributes.set(key, attributes);
    const token = session.relations.get(key)?.token ?? randomBytes(8);
    const request = { ...this.#request(session, Code.get, path, [uintOption("Observe", 0)]), token };
    return this.#run(session, timeout, async (turn) => {
      let begun = false;
      const related = (first: Message): void => {
        begun = this.#relate(session, path, token, first) || begun;
      };
      try {
        const response = await this.#exchange(session, turn, request, Code.content, related);
        const instances = isBare(response) ? [] : this.#take(session, path, response);
        if (!begun) throw new DownlinkFailure("refused", "answered without observing", response.code);
        return instances;
      } catch (error) {
        // What was answered, but not with a value that can be used, is no observation: see `forget`.
        if (!(error instanceof CoapFailure)) this.forget(session, key);
        throw error;
      }
    });
  }

  /** Ends an observation with Observe 1 and its token; one that the platform does not know of, with another token. */
  async cancel(session: Session, path: Path, timeout: number): Promise<void> {
    const key = formatPath(path);
    const request = this.#request(session, Code.get, path, [uintOption("Observe", 1)]);
    await this.#run(session, timeout, async (turn) => {
      const relation = session.relations.get(key);
      if (relation !== undefined) this.forget(session, key);
      await this.#exchange(
        session,
        turn,
        relation === undefined ? request : { ...request, token: relation.token },
        Code.content,
      );
    });
  }

  /** Takes an observation up again after a restart. */
  resume(session: Session, path: Path, token: Buffer): void {
    this.#begin(session, path, token, undefined);
  }

  /** Ends an observation on this side: the next notification is answered with a Reset. */
  forget(session: Session, key: string): void {
    const relation = session.relations.get(key);
    if (relation === undefined) return;
    session.relations.delete(key);
    session.attributes.delete(key);
    this.endpoint.relations.remove(relation.token);
    this.options.forgotten(session, key);
  }

  #request(session: Session, code: string, path: Path, options: readonly Option[]): Request {
    const root = session.record.root.split("/").filter((part) => part !== "");
    const uri = [...root, ...segments(path)].map((part) => textOption("Uri-Path", part));
    return { code, options: [...uri, ...options] };
  }

  async #run<T>(session: Session, timeout: number, job: (turn: Turn) => Promise<T>): Promise<T> {
    try {
      return await session.queue.run(timeout, job);
    } catch (error) {
      throw asDownlinkFailure(error);
    }
  }

  async #exchange(
    session: Session,
    turn: Turn,
    request: Request,
    wanted: string,
    answered?: (response: Message) => void,
  ): Promise<Message> {
    const response = await transfer(this.#sender(session, turn, answered), request);
    if (response.code !== wanted) {
      throw new DownlinkFailure("refused", codeNames[response.code] ?? "unknown code", response.code);
    }
    return response;
  }

  #sender(session: Session, turn: Turn, answered?: (response: Message) => void): Send {
    return (request) =>
      this.endpoint.request(session.peer, request, {
        timeout: turn.remaining(),
        signal: turn.signal,
        ...(answered === undefined ? {} : { answered }),
      });
  }

  #relate(session: Session, path: Path, token: Buffer, response: Message): boolean {
    if (!isSuccess(response.code) || findOption(response, "Observe") === undefined) return false;
    this.#begin(session, path, token, uintValue(response, "Observe"));
    return true;
  }

  #begin(session: Session, path: Path, token: Buffer, sequence: number | undefined): void {
    const notified = (message: Message): void => this.#notified(session, path, message);
    const relation = { token, peer: session.peer, notified };
    const key = formatPath(path);
    session.relations.set(key, relation);
    this.endpoint.relate(relation, sequence);
    this.options.observed(session, key, relation);
  }

  /** Returns once the values are kept. What cannot be understood is dropped; what cannot be kept throws. */
  #notified(session: Session, path: Path, message: Message): void {
    const key = formatPath(path);
    if (!isSuccess(message.code)) {
      this.options.log(`observation of ${key} ended by the device: ${message.code}`);
      this.forget(session, key);
      return;
    }
    if (findOption(message, "Block2") !== undefined) {
      void this.#fetchRest(session, path, message);
      return;
    }
    try {
      this.#take(session, path, message);
    } catch (error) {
      this.#dropped(key, error);
    }
    this.options.notified(session);
  }

  /** A notification in blocks: its first one is acknowledged before the others are asked for. */
  async #fetchRest(session: Session, path: Path, message: Message): Promise<void> {
    const request = this.#request(session, Code.get, path, []);
    try {
      await Promise.resolve();
      const whole = await session.queue.run(fetchTimeout, (turn) =>
        download(this.#sender(session, turn), request, message),
      );
      this.#take(session, path, whole);
    } catch (error) {
      this.options.log(`notification of ${formatPath(path)} dropped: ${(asDownlinkFailure(error) as Error).message}`);
    }
    this.options.notified(session);
  }

  #dropped(key: string, error: unknown): void {
    const failure = asDownlinkFailure(error);
    if (!(failure instanceof DownlinkFailure)) throw error;
    this.options.log(`notification of ${key} dropped: ${failure.message}`);
  }

  #take(session: Session, path: Path, response: Message): InstanceContent[] {
    const instances = decodeContent(path, uintValue(response, "Content-Format"), response.payload);
    this.options.values(session, path, instances);
    return instances;
  }
}
