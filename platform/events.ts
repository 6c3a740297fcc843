import type { DataStream, DataValue } from "./store/records.js";

/** One CoAP message of a device, as the page's message log shows it. */
export interface MessageRecord {
  readonly at: number;
  readonly direction: "received" | "sent";
  readonly server: "bootstrap" | "access";
  readonly type: "CON" | "NON" | "ACK" | "RST";
  readonly code: string;
  readonly id: number;
  /** Hex. */
  readonly token: string;
  /** Bytes of the datagram. */
  readonly size: number;
  /** The message in words. */
  readonly text: string;
  /** The values in its payload, by path such as "/3303/0/5700", where they can be read. */
  readonly values?: Readonly<Record<string, DataValue>>;
}

/** By what a device shows that it is awake. */
export type UplinkKind = "register" | "update" | "notify";

/** What happens on the platform: the page shows it live, and other listeners act on it. */
export type PlatformEvent =
  | { readonly kind: "online" | "offline"; readonly deviceId: string; readonly at: number }
  | {
      readonly kind: "datapoint";
      readonly deviceId: string;
      readonly at: number;
      readonly stream: string;
      readonly value: DataValue;
      /** The stream before it; undefined: it is a new one. */
      readonly before: DataStream | undefined;
    }
  /** The resource list is another. */
  | { readonly kind: "resources"; readonly deviceId: string; readonly at: number }
  | { readonly kind: "observations"; readonly deviceId: string; readonly at: number }
  | { readonly kind: "message"; readonly deviceId: string; readonly at: number; readonly message: MessageRecord }
  | { readonly kind: "uplink"; readonly deviceId: string; readonly at: number; readonly by: UplinkKind }
  /** A cached command is in another state. */
  | {
      readonly kind: "command";
      readonly deviceId: string;
      readonly at: number;
      readonly uuid: string;
      readonly sendStatus: number;
    }
  /** A device was made, changed or removed. */
  | { readonly kind: "device"; readonly deviceId: string; readonly at: number };

export type EventKind = PlatformEvent["kind"];
export type Listener = (event: PlatformEvent) => void;

export class Events {
  readonly #listeners = new Map<Listener, readonly EventKind[]>();

  /**
   * @param kinds those that the listener is called with
   * @returns what ends the subscription
   */
  subscribe(kinds: readonly EventKind[], listener: Listener): () => void {
    this.#listeners.set(listener, kinds);
    return () => this.#listeners.delete(listener);
  }

  /** True if somebody listens: what is costly to tell need not be told otherwise. */
  isHeard(kind: EventKind): boolean {
    for (const kinds of this.#listeners.values()) if (kinds.includes(kind)) return true;
    return false;
  }

  publish(event: PlatformEvent): void {
    for (const [listener, kinds] of this.#listeners) if (kinds.includes(event.kind)) listener(event);
  }
}
