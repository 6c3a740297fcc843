import type { CoapEndpoint } from "../coap/endpoint.js";
import type { Message } from "../coap/message.js";
import { Code, ContentFormat } from "../coap/numbers.js";
import { textOption, textValues, uintOption } from "../coap/options.js";
import type { ObjectContent } from "../lwm2m/content.js";
import { type Link, parseDiscovered, parseLinks } from "../lwm2m/links.js";
import type { Path } from "../lwm2m/path.js";
import type { Attributes } from "./attributes.js";
import { Exchanges, requestTo } from "./exchange.js";
import { Observations, type ObservationsOptions } from "./observations.js";
import type { Session } from "./session.js";
import { type Target, contentOf, requestOf } from "./target.js";

export interface DownlinkOptions extends ObservationsOptions {
  /** Of TLV payloads that are written: 11542, or 1542 for clients that know the draft number alone. */
  readonly contentFormat: number;
  readonly discovered: (session: Session, object: number, found: ReadonlyMap<number, readonly number[]>) => void;
  /** An instance was made, or removed, by us. */
  readonly created: (session: Session, object: number, instance: number) => void;
  readonly deleted: (session: Session, path: Path) => void;
}

/** What is written: the payload and its content format; without one it is TLV of the usual number. */
export interface Payload {
  readonly format?: number;
  readonly bytes: Buffer;
}

/**
 * The operations on a registered device (OMA LwM2M 1.0 clause 5.4, 1.1 clause 6.3). All of them reject with
 * `DownlinkFailure`; `timeout` is in milliseconds and includes the waiting for operations before it.
 */
export class Downlink {
  readonly observations: Observations;
  readonly #exchanges: Exchanges;

  constructor(
    endpoint: CoapEndpoint,
    private readonly options: DownlinkOptions,
  ) {
    this.#exchanges = new Exchanges(endpoint);
    this.observations = new Observations(endpoint, this.#exchanges, options);
  }

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
  discover(session: Session, path: Path, timeout: number): Promise<Map<number, number[]>> {
    return this.#discover(session, path, timeout, undefined, (text) => {
      const found = parseDiscovered(text, session.record.root, path.object);
      this.options.discovered(session, path.object, found);
      return found;
    });
  }

  /** What the device tells of a place, attributes included. @param depth levels below it, 0 to 3 (1.1 clause 6.3.2) */
  links(session: Session, path: Path, timeout: number, depth?: number): Promise<Link[]> {
    return this.#discover(session, path, timeout, depth, parseLinks);
  }

  read(session: Session, target: Target, timeout: number): Promise<ObjectContent[]> {
    return this.#exchanges.ask(session, requestOf(session, target, []), Code.content, timeout, (response) => {
      const content = contentOf(target, response);
      this.options.values(session, content);
      return content;
    });
  }

  /** Writes to an instance or a resource: "replace" puts it anew, "update" changes only what is named. */
  async write(
    session: Session,
    path: Path,
    mode: "replace" | "update",
    payload: Payload,
    timeout: number,
  ): Promise<void> {
    const code = mode === "replace" ? Code.put : Code.post;
    const request = requestTo(session, code, path, [this.#format(payload)], payload.bytes);
    await this.#exchanges.ask(session, request, Code.changed, timeout, nothing);
  }

  /** Writes to several places at once (OMA LwM2M 1.1 clause 6.3.9). */
  async writePlaces(session: Session, payload: Payload, timeout: number): Promise<void> {
    const request = requestTo(session, Code.iPatch, undefined, [this.#format(payload)], payload.bytes);
    await this.#exchanges.ask(session, request, Code.changed, timeout, nothing);
  }

  async execute(session: Session, path: Path, args: string, timeout: number): Promise<void> {
    const format = args === "" ? [] : [uintOption("Content-Format", ContentFormat.text)];
    const request = requestTo(session, Code.post, path, format, Buffer.from(args, "utf8"));
    await this.#exchanges.ask(session, request, Code.changed, timeout, nothing);
  }

  /**
   * Makes an instance.
   * @param instance the number that the payload gives it
   * @returns its number, which the device tells where it has chosen it; undefined if it does not
   */
  create(
    session: Session,
    object: number,
    instance: number | undefined,
    payload: Payload,
    timeout: number,
  ): Promise<number | undefined> {
    const request = requestTo(session, Code.post, { object }, [this.#format(payload)], payload.bytes);
    return this.#exchanges.ask(session, request, Code.created, timeout, (response) => {
      const made = createdInstance(response, object) ?? instance;
      if (made !== undefined) this.options.created(session, object, made);
      return made;
    });
  }

  /** Removes an instance, or a resource instance (OMA LwM2M 1.2 clause 6.3.7). */
  async delete(session: Session, path: Path, timeout: number): Promise<void> {
    await this.#exchanges.ask(session, requestTo(session, Code.delete, path, []), Code.deleted, timeout, nothing);
    this.observations.forgetWithin(session, path);
    this.options.deleted(session, path);
  }

  /** @param removed attributes that are to be without value from now on */
  async writeAttributes(
    session: Session,
    path: Path,
    attributes: Attributes,
    timeout: number,
    removed: readonly string[] = [],
  ): Promise<void> {
    const set = Object.entries(attributes).map(([name, value]) => `${name}=${value}`);
    const query = [...set, ...removed].map((text) => textOption("Uri-Query", text));
    await this.#exchanges.ask(session, requestTo(session, Code.put, path, query), Code.changed, timeout, nothing);
  }

  #discover<T>(
    session: Session,
    path: Path,
    timeout: number,
    depth: number | undefined,
    take: (text: string) => T,
  ): Promise<T> {
    const query = depth === undefined ? [] : [textOption("Uri-Query", `depth=${depth}`)];
    const request = requestTo(session, Code.get, path, [...query, uintOption("Accept", ContentFormat.link)]);
    return this.#exchanges.ask(session, request, Code.content, timeout, ({ payload }) =>
      take(payload.toString("utf8")),
    );
  }

  #format({ format = this.options.contentFormat }: Payload): ReturnType<typeof uintOption> {
    return uintOption("Content-Format", format);
  }
}

/** The answer says all by its code. */
const nothing = (): void => undefined;

/** The number of the instance in the Location-Path, under whatever root. */
function createdInstance(response: Message, object: number): number | undefined {
  const [first, last] = textValues(response, "Location-Path").slice(-2);
  return first === String(object) && /^\d{1,5}$/.test(last ?? "") ? Number(last) : undefined;
}
