/** What a serial port of the SDK calls. */
export interface SerialCallbacks {
  /** Bytes have come; the count is what was there at that moment. */
  onReadable(count: number): void;
  /** So many bytes may be written now. */
  onWritable(count: number): void;
  /** The port has died. Desktops alone call this. */
  onError?(): void;
}

/** What a serial port of the SDK can do, as far as all platforms agree. */
export interface SerialIo {
  /** All that has come, or `undefined`. */
  read(): ArrayBuffer | undefined;
  /** Takes all bytes or throws; more than `onWritable` said are too many. Not every platform takes a view. */
  write(bytes: ArrayBuffer): void;
  close(): void;
}

export interface SerialPortOptions {
  /** Opens the port at a speed; throws if it cannot be had. */
  readonly open: (baud: number, callbacks: SerialCallbacks) => SerialIo;
  readonly baud: number;
  /** Bytes came in. The array is the receiver's to keep. */
  readonly receive: (bytes: Uint8Array) => void;
  /** Something that a person should know of. */
  readonly problem: (text: string) => void;
}

/** The most bytes that wait for the UART: two of the longest AT commands. */
export const MOST_WAITING = 4096;

/** Reads for one announcement: more than a FIFO of 128 bytes can be refilled while we read. */
const MOST_READS = 16;

/**
 * The UART on Moddable, where every platform has its own ways. It writes no more than the port has said that it takes
 * and waits for its next word after each write; what it writes is a buffer of its own; it reads until there is nothing
 * left; and it lets no exception out, because some platforms swallow it and some die of it.
 */
export class SerialPort implements SerialCallbacks {
  readonly #options: SerialPortOptions;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #room = 0;
  #io: SerialIo;

  /** Opens the port; throws if it cannot be had. */
  constructor(options: SerialPortOptions) {
    this.#options = options;
    this.#io = this.#open(options.baud);
  }

  /** Queues bytes; those that would be more than `MOST_WAITING` are dropped as a whole, and that is told. */
  write(bytes: Uint8Array): void {
    if (this.#waitingBytes + bytes.length > MOST_WAITING) {
      this.#options.problem(`UART: ${bytes.length} bytes dropped, ${this.#waitingBytes} wait already`);
      return;
    }
    if (bytes.length === 0) return;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    this.#pump();
  }

  /** Opens the port anew at another speed; what waits is sent at that speed. */
  setBaud(baud: number): void {
    this.#room = 0;
    this.#io.close();
    this.#io = this.#open(baud);
  }

  onReadable(_count: number): void {
    try {
      for (let i = 0; i < MOST_READS; i++) {
        const buffer = this.#io.read();
        if (buffer === undefined || buffer.byteLength === 0) return;
        this.#options.receive(new Uint8Array(buffer));
      }
    } catch (error) {
      this.#failed(error);
    }
  }

  onWritable(count: number): void {
    this.#room = count;
    this.#pump();
  }

  onError(): void {
    this.#options.problem("UART: the port has gone");
  }

  #open(baud: number): SerialIo {
    return this.#options.open(baud, {
      onReadable: (count) => this.onReadable(count),
      onWritable: (count) => this.onWritable(count),
      onError: () => this.onError(),
    });
  }

  /** Writes once, as much as there is room for; the port tells when there is room again. */
  #pump(): void {
    const first = this.#waiting[0];
    if (first === undefined || this.#room < 1) return;
    const count = Math.min(this.#room, first.length);
    this.#room = 0;
    try {
      this.#io.write(first.slice(0, count).buffer as ArrayBuffer);
    } catch (error) {
      this.#failed(error);
      return;
    }
    this.#waitingBytes -= count;
    if (count < first.length) this.#waiting[0] = first.slice(count);
    else this.#waiting.shift();
  }

  #failed(error: unknown): void {
    this.#options.problem(`UART: ${error instanceof Error ? error.message : String(error)}`);
  }
}
