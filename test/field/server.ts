import { earlier, type Instant } from "../../modules/base/machine.js";
import { asciiBytes, hexText, latinText } from "../../modules/base/text.js";
import { formatCode, Method, Response } from "../../modules/coap/codes.js";
import { emptyMessage, type Message, MessageType, parseMessage, writeMessage } from "../../modules/coap/message.js";
import { Code } from "../../modules/lwm2m/operation.js";
import {
  findUint,
  type Option,
  OptionNumber,
  textOption,
  uintOption,
  uriPath,
  uriQuery,
} from "../../modules/coap/options.js";

/** Where a server is. */
export interface Place {
  readonly address: string;
  readonly port: number;
}

export interface Letter extends Place {
  readonly bytes: Uint8Array;
}

/** A request to the device that waits for its answer. */
interface Asked {
  readonly to: Letter;
  readonly id: number;
  readonly token: number;
  readonly answered: (message: Message) => void;
  left: number;
  at: Instant;
}

/** One device as a server sees it. */
export interface Registration {
  readonly location: string;
  readonly lifetime: number;
  readonly until: Instant;
}

export const BOOTSTRAP: Place = { address: "192.0.2.1", port: 5683 };
export const ACCESS: Place = { address: "192.0.2.2", port: 5683 };

/** OneNET's option for it. */
const AUTH_CODE = 63;

/** Milliseconds between transmissions of a request to the device, and how many there are. */
const AGAIN = 4000;
const TRIES = 5;

/**
 * A bootstrap server and an access server for one device, on virtual time: as little as LwM2M 1.0 needs. Requests are
 * repeated until they are answered, repeated requests of the device get the same answer.
 */
export class Server {
  readonly #outbox: { readonly from: Place; readonly bytes: Uint8Array }[] = [];
  readonly #asked: Asked[] = [];
  readonly #answers: { readonly key: string; readonly bytes: Uint8Array }[] = [];
  registration: Registration | undefined;
  /** What happened, such as "registered". */
  readonly events: string[] = [];
  /** Observe notifications that came, as hex of their payload. */
  readonly notifications: string[] = [];
  /** Answers every request of the device with this code in place of the right one. */
  refusal: number | undefined;
  /** The auth code that every request of the device must carry, or it is answered 4.03. */
  auth: string | undefined;
  #count = 0;
  #locations = 0;

  /** A datagram of the device has come; `port` is the device's. */
  receive(to: Place, bytes: Uint8Array, now: Instant): void {
    const message = parseMessage(bytes);
    if ("malformed" in message) {
      this.events.push(`malformed: ${message.malformed}`);
      return;
    }
    if (message.code === 0) return this.#acknowledged(message);
    if (message.code >= 0x40) return this.#answered(to, message);
    const key = `${to.address} ${message.id}`;
    const known = this.#answers.find((one) => one.key === key);
    const answer = known?.bytes ?? this.#serve(to, message, now);
    if (known === undefined) this.#answers.push({ key, bytes: answer });
    if (this.#answers.length > 16) this.#answers.shift();
    this.#outbox.push({ from: to, bytes: answer });
    if (known === undefined && to.address === BOOTSTRAP.address) this.#bootstrap(now);
  }

  /** Asks the device for something; the answer's code and payload, such as "2.05 31", go to `answered`. */
  ask(
    code: number,
    path: string,
    extra: readonly Option[],
    payload: Uint8Array | undefined,
    now: Instant,
    answered: (text: string) => void,
  ): void {
    const segments = path.split("/").slice(1);
    const options = [...segments.map((one) => textOption(OptionNumber.uriPath, one)), ...extra];
    this.#ask(ACCESS, code, options, payload, now, (message) => {
      answered(`${formatCode(message.code)} ${hexText(message.payload)}`.trim());
    });
  }

  expire(now: Instant): void {
    if (this.registration !== undefined && now >= this.registration.until) {
      this.registration = undefined;
      this.events.push("expired");
    }
    for (const asked of this.#asked.slice()) {
      if (asked.at > now) continue;
      if (asked.left === 0) this.#asked.splice(this.#asked.indexOf(asked), 1);
      else this.#transmit(asked, now);
    }
  }

  deadline(): Instant | undefined {
    let next = this.registration?.until;
    for (const { at } of this.#asked) next = earlier(next, at);
    return next;
  }

  /** Takes the next datagram for the device. */
  poll(): { readonly from: Place; readonly bytes: Uint8Array } | undefined {
    return this.#outbox.shift();
  }

  #serve(to: Place, message: Message, now: Instant): Uint8Array {
    const refusal = this.refusal ?? (this.#isKnown(message) ? undefined : Code.forbidden);
    const [code, options] = refusal === undefined ? this.#outcome(to, message, now) : [refusal, []];
    const { id, token } = message;
    return writeMessage({ type: MessageType.acknowledgement, code, id, token, options }, 1500) as Uint8Array;
  }

  #isKnown({ options }: Message): boolean {
    const given = options.find((option) => option.number === AUTH_CODE);
    return this.auth === undefined || (given !== undefined && latinText(given.value) === this.auth);
  }

  #outcome(to: Place, message: Message, now: Instant): [number, Option[]] {
    const path = uriPath(message);
    const queries = uriQuery(message);
    if (to.address === BOOTSTRAP.address) {
      this.events.push("bootstrap");
      return [path[0] === "bs" ? Response.changed : Code.notFound, []];
    }
    const location = path.slice(1).join("/");
    const given = queries.find((one) => one.startsWith("lt="));
    const lifetime = given === undefined ? undefined : Number(given.slice(3)) * 1000;
    if (path.length === 1) {
      this.registration = {
        location: `${++this.#locations}`,
        lifetime: lifetime ?? 86_400_000,
        until: now + (lifetime ?? 86_400_000),
      };
      this.events.push("registered");
      const options = [
        textOption(OptionNumber.locationPath, "rd"),
        textOption(OptionNumber.locationPath, `${this.#locations}`),
      ];
      return [Response.created, options];
    }
    if (this.registration?.location !== location) return [Code.notFound, []];
    if (message.code === Method.delete) {
      this.registration = undefined;
      this.events.push("deregistered");
      return [Response.deleted, []];
    }
    this.registration = {
      location,
      lifetime: lifetime ?? this.registration.lifetime,
      until: now + (lifetime ?? this.registration.lifetime),
    };
    this.events.push("updated");
    return [Response.changed, []];
  }

  /** Writes the access server's account and finishes. */
  #bootstrap(now: Instant): void {
    const uri = asciiBytes(`coap://${ACCESS.address}:${ACCESS.port}`);
    const tail = [0xc1, 0x01, 0x00, 0xc1, 0x0a, 0x01];
    const account = Uint8Array.from([0xc8, 0x00, uri.length, ...uri, ...tail]);
    const path = [textOption(OptionNumber.uriPath, "0"), textOption(OptionNumber.uriPath, "0")];
    this.#ask(BOOTSTRAP, Method.put, [...path, uintOption(OptionNumber.contentFormat, 11_542)], account, now, () => {
      this.#ask(BOOTSTRAP, Method.post, [textOption(OptionNumber.uriPath, "bs")], undefined, now, () => undefined);
    });
  }

  #ask(
    from: Place,
    code: number,
    options: readonly Option[],
    payload: Uint8Array | undefined,
    now: Instant,
    answered: (message: Message) => void,
  ): void {
    const number = ++this.#count;
    const token = Uint8Array.from([0x5e, number >> 8, number & 0xff]);
    const draft = { type: MessageType.confirmable, code, id: number, token, options, payload };
    const bytes = writeMessage(draft, 1500) as Uint8Array;
    const asked: Asked = { to: { ...from, bytes }, id: number, token: number, answered, left: TRIES, at: now };
    this.#asked.push(asked);
    this.#transmit(asked, now);
  }

  #transmit(asked: Asked, now: Instant): void {
    asked.left--;
    asked.at = now + AGAIN;
    this.#outbox.push({ from: asked.to, bytes: asked.to.bytes });
  }

  #acknowledged(message: Message): void {
    const asked = this.#asked.find((one) => one.id === message.id);
    if (asked !== undefined && message.type === MessageType.acknowledgement) asked.at += 60_000;
  }

  #answered(to: Place, message: Message): void {
    if (message.type === MessageType.confirmable)
      this.#outbox.push({ from: to, bytes: emptyMessage(MessageType.acknowledgement, message.id) });
    const number = ((message.token[1] ?? 0) << 8) | (message.token[2] ?? 0);
    const asked = this.#asked.find((one) => one.token === number);
    if (asked === undefined) {
      if (findUint(message, OptionNumber.observe) !== undefined) this.notifications.push(hexText(message.payload));
      return;
    }
    this.#asked.splice(this.#asked.indexOf(asked), 1);
    asked.answered(message);
  }
}
