import type { DataValue } from "./store/records.js";

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
}

/** What happens on the platform: the page shows it live, and other listeners may act on it. */
export type PlatformEvent =
  | { readonly kind: "online" | "offline"; readonly deviceId: string; readonly at: number }
  | {
      readonly kind: "datapoint";
      readonly deviceId: string;
      readonly at: number;
      readonly stream: string;
      readonly value: DataValue;
    }
  /** The resource list is another. */
  | { readonly kind: "resources"; readonly deviceId: string; readonly at: number }
  | { readonly kind: "observations"; readonly deviceId: string; readonly at: number }
  | { readonly kind: "message"; readonly deviceId: string; readonly at: number; readonly message: MessageRecord }
  /** A device was made, changed or removed. */
  | { readonly kind: "device"; readonly deviceId: string; readonly at: number };

export type Listener = (event: PlatformEvent) => void;

export class Events {
  readonly #listeners = new Set<Listener>();

  /** @returns what ends the subscription */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publish(event: PlatformEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
