import { describeMessage } from "../coap/describe.js";
import { type Message, type Peer, isRequest, isSuccess, peerKey } from "../coap/message.js";
import type { Events, MessageRecord } from "../events.js";
import type { Store } from "../store/store.js";
import { namedDevice } from "./identity.js";
import { type Asked, namesOf, valuesOf } from "./message-values.js";

/** So many messages of a device are kept, in memory alone, and so many of all devices. */
const kept = 200;
const keptInAll = 20_000;
/** So many addresses are remembered; beyond it the oldest is forgotten. */
const addressesKept = 20_000;

interface Noted {
  readonly at: number;
  readonly server: MessageRecord["server"];
  readonly direction: MessageRecord["direction"];
  readonly message: Message;
  readonly size: number;
}

/** The last CoAP messages of each device, for the page. A device is known by its address once it has named itself. */
export class MessageLog {
  /** The device that was heard of last is the last one. */
  readonly #messages = new Map<string, Noted[]>();
  readonly #owners = new Map<string, string>();
  #count = 0;
  /** The request of an observation that stands, by the token in hex: notifications outlast the log's memory of it. */
  observed: (deviceId: string, token: string) => Asked | undefined = () => undefined;

  constructor(
    private readonly store: Store,
    private readonly events: Events,
  ) {}

  note(
    server: MessageRecord["server"],
    direction: MessageRecord["direction"],
    peer: Peer,
    message: Message,
    size: number,
  ): void {
    const deviceId = this.#owner(server, peer, message);
    if (deviceId === undefined) return;
    const noted: Noted = { at: Date.now(), server, direction, message, size };
    const messages = this.#messages.get(deviceId) ?? [];
    this.#messages.delete(deviceId);
    this.#messages.set(deviceId, messages);
    messages.push(noted);
    this.#count += 1;
    if (messages.length > kept) this.#drop(messages);
    while (this.#count > keptInAll) this.#dropOldest();
    if (!this.events.isHeard("message")) return;
    this.events.publish({ kind: "message", deviceId, at: noted.at, message: this.#record(deviceId, noted, messages) });
  }

  messages(deviceId: string): readonly MessageRecord[] {
    const messages = this.#messages.get(deviceId) ?? [];
    return messages.map((noted) => this.#record(deviceId, noted, messages));
  }

  /** From now on messages of that address are those of the device. */
  learn(server: MessageRecord["server"], peer: Peer, deviceId: string): void {
    const key = `${server} ${peerKey(peer)}`;
    this.#owners.delete(key);
    this.#owners.set(key, deviceId);
    if (this.#owners.size > addressesKept) this.#owners.delete(this.#owners.keys().next().value ?? "");
  }

  forget(deviceId: string): void {
    this.#count -= this.#messages.get(deviceId)?.length ?? 0;
    this.#messages.delete(deviceId);
    for (const [key, owner] of this.#owners) if (owner === deviceId) this.#owners.delete(key);
  }

  #owner(server: MessageRecord["server"], peer: Peer, message: Message): string | undefined {
    const named = namedDevice(this.store, message)?.deviceId;
    if (named !== undefined) this.learn(server, peer, named);
    return named ?? this.#owners.get(`${server} ${peerKey(peer)}`);
  }

  #record(deviceId: string, noted: Noted, around: readonly Noted[]): MessageRecord {
    const { at, server, direction, message, size } = noted;
    const { type, code, id } = message;
    const token = message.token.toString("hex");
    const asked = isSuccess(message.code) ? (requestOf(noted, around) ?? this.observed(deviceId, token)) : message;
    const values = valuesOf(message, asked);
    const names = namesOf(message);
    const text = `${describeMessage(message)}${names.length === 0 ? "" : ` for ${names.join(" ")}`}`;
    return { at, direction, server, type, code, id, token, size, text, ...(values === undefined ? {} : { values }) };
  }

  /** Of the device that was silent longest. */
  #dropOldest(): void {
    for (const [deviceId, messages] of this.#messages) {
      if (messages.length > 0) return this.#drop(messages);
      this.#messages.delete(deviceId);
    }
  }

  #drop(messages: Noted[]): void {
    messages.shift();
    this.#count -= 1;
  }
}

/** The newest request that a response may belong to. */
function requestOf(response: Noted, around: readonly Noted[]): Message | undefined {
  for (let index = around.length - 1; index >= 0; index -= 1) {
    const other = around[index];
    if (other === undefined || other.direction === response.direction || !isRequest(other.message.code)) continue;
    if (other.message.token.equals(response.message.token)) return other.message;
  }
  return undefined;
}
