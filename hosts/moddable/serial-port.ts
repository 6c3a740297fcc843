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
  /** Calls once after so many milliseconds, never from inside a callback of the port. */
  readonly later: (milliseconds: number, call: () => void) => void;
  /** Something that a person should know of. */
  readonly problem: (text: string) => void;
}

/** The most bytes that wait for the UART: two of the longest AT commands. */
export const MOST_WAITING = 4096;

/** Milliseconds between tries to get a port back that has gone, such as that of a USB adapter. */
export const RETRY = 2000;

/** Reads for one announcement: more than a FIFO of 128 bytes can be refilled while we read. */
const MOST_READS = 16;

/**
 * The UART on Moddable, where every platform has its own ways. It writes no more than the port has said that it takes
 * and waits for its next word after each write; what it writes is a buffer of its own; it reads until there is nothing
 * left; it lets no exception out, because some platforms swallow it and some die of it; and it never closes a port from
 * inside one of its callbacks, because the SDK goes on with what the closing has freed.
 */
export class SerialPort implements SerialCallbacks {
  readonly #options: SerialPortOptions;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #room = 0;
  #baud: number;
  /** Absent while there is no port. */
  #io: SerialIo | undefined;
  /** True if the port is to be opened anew already. */
  #reopening = false;

  /** Opens the port; throws if it cannot be had. */
  constructor(options: SerialPortOptions) {
    this.#options = options;
    this.#baud = options.baud;
    this.#io = this.#open();
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

  /** Opens the port anew at another speed, in a moment; what waits and what comes until then is sent at that speed. */
  setBaud(baud: number): void {
    this.#baud = baud;
    this.#room = 0;
    this.#reopen(0);
  }

  onReadable(_count: number): void {
    try {
      for (let i = 0; i < MOST_READS; i++) {
        const buffer = this.#io?.read();
        if (buffer === undefined || buffer.byteLength === 0) return;
        this.#options.receive(new Uint8Array(buffer));
      }
    } catch (error) {
      this.#failed(error);
    }
  }

  onWritable(count: number): void {
    // What a port tells that is about to be closed is of no use.
    if (this.#reopening) return;
    this.#room = count;
    this.#pump();
  }

  onError(): void {
    this.#options.problem(`UART: the port has gone; tried again every ${RETRY / 1000} s`);
    // The port closes itself after this call. To write to it once more would end the program.
    this.#io = undefined;
    this.#room = 0;
    this.#reopen(RETRY);
  }

  #open(): SerialIo {
    return this.#options.open(this.#baud, {
      onReadable: (count) => this.onReadable(count),
      onWritable: (count) => this.onWritable(count),
      onError: () => this.onError(),
    });
  }

  #reopen(milliseconds: number): void {
    if (this.#reopening) return;
    this.#reopening = true;
    this.#options.later(milliseconds, () => {
      this.#reopening = false;
      this.#io?.close();
      this.#io = undefined;
      try {
        this.#io = this.#open();
      } catch {
        this.#reopen(RETRY);
      }
    });
  }

  /** Writes once, as much as there is room for; the port tells when there is room again. */
  #pump(): void {
    const first = this.#waiting[0];
    if (first === undefined || this.#room < 1 || this.#io === undefined) return;
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
