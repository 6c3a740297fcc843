import { randomBytes } from "node:crypto";
import { download } from "../coap/blockwise.js";
import type { CoapEndpoint } from "../coap/endpoint.js";
import { type Message, isSuccess } from "../coap/message.js";
import { Code } from "../coap/numbers.js";
import { findOption, uintOption, uintValue } from "../coap/options.js";
import { CoapFailure } from "../coap/outgoing.js";
import type { ObjectContent } from "../lwm2m/content.js";
import { type Path, covers, parsePath } from "../lwm2m/path.js";
import type { Attributes } from "./attributes.js";
import type { Exchanges } from "./exchange.js";
import { DownlinkFailure, asDownlinkFailure } from "./failure.js";
import type { Observation, Session } from "./session.js";
import { type Target, contentOf, requestOf, targetKey } from "./target.js";

export interface ObservationsOptions {
  /** A value has come with the answer to an observe, or a notification. */
  readonly values: (session: Session, content: readonly ObjectContent[]) => void;
  /** An observation has begun; it has to be kept. */
  readonly observed: (session: Session, key: string, observation: Observation) => void;
  /** An observation has ended. */
  readonly forgotten: (session: Session, key: string) => void;
  /** A notification has come and is dealt with. */
  readonly notified: (session: Session) => void;
  readonly log: (line: string) => void;
}

/** A module with LwM2M inside answers an observe without content and sends the value as its first notification. */
const isBare = (response: Message): boolean =>
  response.payload.length === 0 && findOption(response, "Content-Format") === undefined;

/** Milliseconds for the blocks of a notification that follow its first one. */
const fetchTimeout = 25_000;

/** The observations of registered devices (OMA LwM2M 1.0 clause 5.5, 1.1 clause 6.4). */
export class Observations {
  constructor(
    private readonly endpoint: CoapEndpoint,
    private readonly exchanges: Exchanges,
    private readonly options: ObservationsOptions,
  ) {}

  /**
   * Observes; an observation of the same target is renewed with its token. Rejects with `DownlinkFailure`.
   * @param timeout milliseconds, the waiting for operations before it included
   * @param attributes those that were written before, to be told with the observation
   */
  async observe(session: Session, target: Target, timeout: number, attributes: Attributes = {}): Promise<void> {
    const key = targetKey(target);
    const token = session.observations.get(key)?.token ?? randomBytes(8);
    const request = { ...requestOf(session, target, [uintOption("Observe", 0)]), token };
    await this.exchanges.run(session, timeout, async (turn) => {
      let begun = false;
      const answered = (first: Message): void => {
        if (!isSuccess(first.code) || findOption(first, "Observe") === undefined) return;
        this.#begin(session, target, token, attributes, uintValue(first, "Observe"));
        begun = true;
      };
      try {
        const response = await this.exchanges.exchange(session, turn, request, Code.content, answered);
        if (!isBare(response)) this.options.values(session, contentOf(target, response));
        if (!begun) throw new DownlinkFailure("refused", "answered without observing", response.code);
      } catch (error) {
        // What was answered, but not with a value that can be used, is no observation: see `forget`.
        if (!(error instanceof CoapFailure)) this.forget(session, key);
        throw error;
      }
    });
  }

  /** Ends an observation with Observe 1 and its token; one that the platform does not know of, with another token. */
  async cancel(session: Session, target: Target, timeout: number): Promise<void> {
    const key = targetKey(target);
    await this.exchanges.run(session, timeout, async (turn) => {
      const known = session.observations.get(key);
      const request = requestOf(session, known?.target ?? target, [uintOption("Observe", 1)]);
      if (known !== undefined) this.forget(session, key);
      const own = known === undefined ? request : { ...request, token: known.token };
      await this.exchanges.exchange(session, turn, own, Code.content);
    });
  }

  /** Takes an observation up again after a restart. */
  resume(session: Session, target: Target, token: Buffer, attributes: Attributes): void {
    this.#begin(session, target, token, attributes, undefined);
  }

  /** Ends an observation on this side: the next notification is answered with a Reset. */
  forget(session: Session, key: string): void {
    const observation = session.observations.get(key);
    if (observation === undefined) return;
    session.observations.delete(key);
    this.endpoint.relations.remove(observation.token);
    this.options.forgotten(session, key);
  }

  /** Ends those of a place that is there no more, and of what was within it. */
  forgetWithin(session: Session, path: Path): void {
    for (const key of [...session.observations.keys()]) {
      const observed = parsePath(key);
      if (observed !== undefined && covers(path, observed)) this.forget(session, key);
    }
  }

  /** The registration is over, and with it what was observed. */
  release(session: Session): void {
    for (const { token } of session.observations.values()) this.endpoint.relations.remove(token);
    session.observations.clear();
  }

  #begin(session: Session, target: Target, token: Buffer, attributes: Attributes, sequence: number | undefined): void {
    const notified = (message: Message): void => this.#notified(session, target, message);
    const observation: Observation = { token, peer: session.peer, notified, target, attributes };
    const key = targetKey(target);
    session.observations.set(key, observation);
    this.endpoint.relate(observation, sequence);
    this.options.observed(session, key, observation);
  }

  /** Returns once the values are kept. What cannot be understood is dropped; what cannot be kept throws. */
  #notified(session: Session, target: Target, message: Message): void {
    const key = targetKey(target);
    if (!isSuccess(message.code)) {
      this.options.log(`observation of ${key} ended by the device: ${message.code}`);
      this.forget(session, key);
      return;
    }
    if (findOption(message, "Block2") !== undefined) {
      void this.#fetchRest(session, target, message);
      return;
    }
    try {
      this.options.values(session, contentOf(target, message));
    } catch (error) {
      this.#dropped(key, error);
    }
    this.options.notified(session);
  }

  /** A notification in blocks: its first one is acknowledged before the others are asked for. */
  async #fetchRest(session: Session, target: Target, message: Message): Promise<void> {
    const request = requestOf(session, target, []);
    try {
      await Promise.resolve();
      const whole = await session.queue.run(fetchTimeout, (turn) =>
        download(this.exchanges.sender(session, turn), request, message),
      );
      this.options.values(session, contentOf(target, whole));
    } catch (error) {
      this.options.log(`notification of ${targetKey(target)} dropped: ${(asDownlinkFailure(error) as Error).message}`);
    }
    this.options.notified(session);
  }

  #dropped(key: string, error: unknown): void {
    const failure = asDownlinkFailure(error);
    if (!(failure instanceof DownlinkFailure)) throw error;
    this.options.log(`notification of ${key} dropped: ${failure.message}`);
  }
}
