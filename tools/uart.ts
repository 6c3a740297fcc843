import { createConnection } from "node:net";
import { ToolError } from "./arguments.js";
import { systemWords } from "./system-words.js";

/** What a connection tells. */
export interface ConnectionEvents {
  bytes(bytes: Uint8Array): void;
  /** It is over; `why` if that is known. Called once, not after `close`. */
  closed(why?: string): void;
}

/** A way to the other end of a UART, until it closes. */
export interface Connection {
  write(bytes: Uint8Array): void;
  setBaud(baud: number): void;
  close(): void;
}

/** Makes a connection; rejects with a ToolError if there is nobody. */
export type Connect = (events: ConnectionEvents) => Promise<Connection>;

type Log = (level: "info" | "warning", text: string) => void;

/** Milliseconds between tries to get a lost UART back. */
const RECONNECT = 2_000;

/** A UART on this machine. A connection that breaks is tried again, like a cable put back. */
export class UartLink {
  /** Takes what comes in. */
  onBytes: (bytes: Uint8Array) => void = () => undefined;
  readonly #connect: Connect;
  readonly #log: Log;
  #connection: Connection | undefined;
  #closed = false;
  #retry: NodeJS.Timeout | undefined;
  /** The speed that was asked for; the connection's own until then. */
  #baud: number | undefined;

  private constructor(connect: Connect, log: Log) {
    this.#connect = connect;
    this.#log = log;
  }

  /** Rejects with a ToolError if there is nobody at the other end. */
  static async open(connect: Connect, log: Log): Promise<UartLink> {
    const link = new UartLink(connect, log);
    await link.#open();
    return link;
  }

  /** Bytes for the other end; lost while there is no connection. */
  write(bytes: Uint8Array): void {
    this.#connection?.write(bytes);
  }

  setBaud(baud: number): void {
    this.#baud = baud;
    this.#connection?.setBaud(baud);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#connection?.close();
    this.#connection = undefined;
  }

  async #open(): Promise<void> {
    const connection = await this.#connect({
      bytes: (bytes) => this.onBytes(bytes),
      closed: (why) => {
        if (this.#closed) return;
        this.#connection = undefined;
        const what = why ?? "the UART's other end has closed";
        this.#log("warning", `${what}; tried again every ${RECONNECT / 1000} s`);
        this.#openLater();
      },
    });
    if (this.#closed) return connection.close();
    this.#connection = connection;
    if (this.#baud !== undefined) connection.setBaud(this.#baud);
  }

  #openLater(): void {
    this.#retry = setTimeout(() => {
      this.#open().then(
        () => this.#closed || this.#log("info", "the UART is there again"),
        () => this.#closed || this.#openLater(),
      );
    }, RECONNECT);
  }
}

/** A UART that somebody offers on a TCP port, where there is no speed. */
export function tcpUart(host: string, port: number): Connect {
  return ({ bytes, closed }) =>
    new Promise((resolve, reject) => {
      const socket = createConnection({ host, port, noDelay: true });
      const refused = (error: Error): void => reject(new ToolError(`UART tcp:${host}:${port}: ${whyNot(error)}`));
      socket.once("error", refused);
      socket.once("connect", () => {
        socket.off("error", refused);
        // The reason comes with "close".
        socket.on("error", () => undefined);
        socket.on("data", bytes);
        socket.on("close", () => closed());
        resolve({
          write: (sent) => void (socket.writable && socket.write(sent)),
          setBaud: () => undefined,
          close: () => void socket.destroy(),
        });
      });
    });
}

function whyNot(error: NodeJS.ErrnoException): string {
  if (error.code !== "ECONNREFUSED") return systemWords(error);
  return "no module listens there (npm run module starts a virtual one)";
}
