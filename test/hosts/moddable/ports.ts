import type { SerialCallbacks, SerialIo } from "../../../hosts/moddable/serial-port.js";

/**
 * A serial port of the SDK as a test drives it; nothing is called by itself. Closing it inside one of its callbacks
 * would make the SDK use what that has freed, and so would touching it once it is closed: both throw here.
 */
export abstract class StandIn implements SerialIo {
  readonly written: number[][] = [];
  closed = false;
  protected incoming: number[] = [];
  #calling = false;

  constructor(
    readonly baud: number,
    readonly callbacks: SerialCallbacks,
  ) {}

  /** Bytes come in. */
  receive(...bytes: number[]): void {
    this.incoming.push(...bytes);
    this.call(() => this.callbacks.onReadable(this.incoming.length));
  }

  protected call(callback: () => void): void {
    this.#calling = true;
    callback();
    this.#calling = false;
  }

  protected alive(): void {
    if (this.closed) throw new Error("the program would have crashed: the port is closed");
  }

  read(): ArrayBuffer | undefined {
    this.alive();
    const bytes = this.take();
    return bytes.length === 0 ? undefined : Uint8Array.from(bytes).buffer;
  }

  protected take(): number[] {
    return this.incoming.splice(0);
  }

  abstract write(bytes: ArrayBuffer): void;

  close(): void {
    if (this.#calling) throw new Error("the program would have crashed: closed inside a callback");
    this.closed = true;
  }
}

/** The ESP32's: a FIFO of 128 bytes; what is longer than its free part throws. */
export class Esp32Port extends StandIn {
  static readonly FIFO = 128;
  #filled = 0;

  write(bytes: ArrayBuffer): void {
    this.alive();
    if (bytes.byteLength > Esp32Port.FIFO - this.#filled) throw new Error("output full");
    this.#filled += bytes.byteLength;
    this.written.push([...new Uint8Array(bytes)]);
  }

  /** The UART sends until so many bytes are left, and the port tells of the room. */
  drain(left = 0): void {
    this.#filled = Math.min(this.#filled, left);
    this.call(() => this.callbacks.onWritable(Esp32Port.FIFO - this.#filled));
  }
}

/** A desktop's: takes an ArrayBuffer alone, up to 1,024 bytes, and one at a time. */
export class DesktopPort extends StandIn {
  static readonly BUFFER = 1024;
  #pending = false;

  write(bytes: ArrayBuffer): void {
    this.alive();
    if (!(bytes instanceof ArrayBuffer)) throw new Error("not an ArrayBuffer instance");
    if (bytes.byteLength > DesktopPort.BUFFER || this.#pending) throw new Error("would overflow");
    this.#pending = true;
    this.written.push([...new Uint8Array(bytes)]);
  }

  drain(): void {
    this.#pending = false;
    this.call(() => this.callbacks.onWritable(DesktopPort.BUFFER));
  }

  /** The adapter is pulled out: the port tells it and closes itself. */
  pullOut(): void {
    this.call(() => this.callbacks.onError?.());
    this.closed = true;
  }
}
