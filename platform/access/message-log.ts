import { describeMessage } from "../coap/describe.js";
import { type Message, type Peer, peerKey } from "../coap/message.js";
import type { Events, MessageRecord } from "../events.js";
import type { Store } from "../store/store.js";
import { namedDevice } from "./identity.js";

/** So many messages of a device are kept, in memory alone. */
const kept = 200;
/** So many addresses are remembered; beyond it the oldest is forgotten. */
const addressesKept = 20_000;

/** The last CoAP messages of each device, for the page. A device is known by its address once it has named itself. */
export class MessageLog {
  readonly #messages = new Map<string, MessageRecord[]>();
  readonly #owners = new Map<string, string>();

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
    const at = Date.now();
    const { type, code, id } = message;
    const token = message.token.toString("hex");
    const record = { at, direction, server, type, code, id, token, size, text: describeMessage(message) };
    const messages = this.#messages.get(deviceId) ?? [];
    this.#messages.set(deviceId, messages);
    messages.push(record);
    if (messages.length > kept) messages.shift();
    this.events.publish({ kind: "message", deviceId, at, message: record });
  }

  messages(deviceId: string): readonly MessageRecord[] {
    return this.#messages.get(deviceId) ?? [];
  }

  /** From now on messages of that address are those of the device. */
  learn(server: MessageRecord["server"], peer: Peer, deviceId: string): void {
    const key = `${server} ${peerKey(peer)}`;
    this.#owners.delete(key);
    this.#owners.set(key, deviceId);
    if (this.#owners.size > addressesKept) this.#owners.delete(this.#owners.keys().next().value ?? "");
  }

  forget(deviceId: string): void {
    this.#messages.delete(deviceId);
    for (const [key, owner] of this.#owners) if (owner === deviceId) this.#owners.delete(key);
  }

  #owner(server: MessageRecord["server"], peer: Peer, message: Message): string | undefined {
    const named = namedDevice(this.store, message)?.deviceId;
    if (named !== undefined) this.learn(server, peer, named);
    return named ?? this.#owners.get(`${server} ${peerKey(peer)}`);
  }
}
