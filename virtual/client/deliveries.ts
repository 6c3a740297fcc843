import type { Instant } from "../../modules/base/machine.js";
import { sameBytes } from "../../modules/base/bytes.js";
import { parseMessage, MessageType } from "../../modules/coap/message.js";

/** An answer whose fate the host wants to know. */
interface Delivery {
  readonly message: number;
  readonly token: Uint8Array;
  readonly until: Instant;
  /** The id of the Confirmable message that carries it, once that is out. */
  id: number | undefined;
}

/** What became of an answer. */
export interface Fate {
  readonly message: number;
  readonly delivered: boolean;
}

/** More answers than there are requests at once. */
const MOST = 8;

/** CoAP codes from here on are responses. */
const FIRST_RESPONSE = 0x40;

/**
 * Follows the host's answers to the platform through the CoAP layer: one that goes out with an acknowledgement, or that
 * wants none, counts as delivered; any other only once the platform has acknowledged it.
 */
export class Deliveries {
  #list: Delivery[] = [];

  /** An answer is about to go out. */
  expect(message: number, token: Uint8Array, until: Instant): void {
    if (this.#list.length < MOST) this.#list.push({ message, token, until, id: undefined });
  }

  /** A datagram leaves. */
  sent(bytes: Uint8Array): Fate | undefined {
    const message = parseMessage(bytes);
    if ("malformed" in message || message.code < FIRST_RESPONSE) return undefined;
    const found = this.#list.find((one) => one.id === undefined && sameBytes(one.token, message.token));
    if (found === undefined) return undefined;
    if (message.type !== MessageType.confirmable) return this.#end(found, true);
    found.id = message.id;
    return undefined;
  }

  /** A datagram has come. */
  arrived(bytes: Uint8Array): Fate | undefined {
    const message = parseMessage(bytes);
    if ("malformed" in message || message.code !== 0) return undefined;
    const found = this.#list.find((one) => one.id === message.id);
    if (found === undefined || message.type === MessageType.confirmable) return undefined;
    return this.#end(found, message.type === MessageType.acknowledgement);
  }

  /** The next answer that nobody has acknowledged in time. */
  late(now: Instant): Fate | undefined {
    const found = this.#list.find((one) => now >= one.until);
    return found === undefined ? undefined : this.#end(found, false);
  }

  deadline(): Instant | undefined {
    return this.#list[0]?.until;
  }

  clear(): void {
    this.#list = [];
  }

  #end(delivery: Delivery, delivered: boolean): Fate {
    this.#list.splice(this.#list.indexOf(delivery), 1);
    return { message: delivery.message, delivered };
  }
}
