import { type IncomingMessage, createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What an application got in one request. */
export interface Received {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly body: string;
}

/** An application's HTTP server: it keeps what comes, and answers as it is told. */
export class Receiver {
  readonly received: Received[] = [];
  /** Status and text of the next answers; `undefined`: no answer at all. */
  answer: (request: Received) => { status: number; text?: string } | undefined = () => ({ status: 200 });
  readonly #waiting: (() => void)[] = [];

  static async open(): Promise<Receiver> {
    const receiver = new Receiver();
    await new Promise<void>((resolve) => receiver.server.listen(0, "127.0.0.1", resolve));
    return receiver;
  }

  private readonly server = createServer((request, response) => {
    void readAll(request).then((body) => {
      const received = { method: request.method ?? "", url: request.url ?? "", body };
      this.received.push(received);
      for (const wake of this.#waiting.splice(0)) wake();
      const answer = this.answer(received);
      if (answer !== undefined) response.writeHead(answer.status).end(answer.text ?? "");
    });
  });

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/events`;
  }

  /** The first so many requests; waits for them, at most three seconds. */
  async requests(count: number): Promise<Received[]> {
    const end = Date.now() + 3_000;
    while (this.received.length < count) {
      if (Date.now() > end) throw new Error(`${this.received.length} requests came, not ${count}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, end - Date.now() + 1);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return this.received.slice(0, count);
  }

  /** The messages of the first so many requests. */
  async messages<T = Record<string, unknown>>(count: number): Promise<T[]> {
    return (await this.requests(count)).map(({ body }) => (JSON.parse(body) as { msg: T }).msg);
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

async function readAll(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}
