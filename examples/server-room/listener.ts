import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Secrets, verifyPush, verifyUrlCheck } from "./signature.js";

export interface ListenerOptions {
  readonly host: string;
  /** TCP port; 0 for any. */
  readonly port: number;
  readonly secrets: Secrets;
  /** Takes each message of a push whose signature was right. Must not block: the platform waits 5 s for an answer. */
  readonly take: (message: unknown) => void;
  /** Takes why a request was refused. */
  readonly refused: (why: string) => void;
}

/** Where pushes are taken. */
export const PUSH_PATH = "/push";
/** Bytes of a body; longer ones are answered with 413. */
export const MOST_BYTES = 262_144;
/** Milliseconds within which a request must be there. */
const PATIENCE = 5_000;

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** The HTTP server that the platform pushes to. */
export class Listener {
  readonly #server: Server;

  /** @throws Error with code EADDRINUSE or EACCES if the port cannot be had */
  static async open(options: ListenerOptions): Promise<Listener> {
    const server = createServer({ requestTimeout: PATIENCE, headersTimeout: PATIENCE }, (request, response) => {
      void answer(options, request).then((given) => respond(options, response, given));
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(options.port, options.host, resolve);
    });
    return new Listener(server);
  }

  private constructor(server: Server) {
    this.#server = server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

async function answer({ secrets, take }: ListenerOptions, request: IncomingMessage): Promise<Answer> {
  const [path, query] = (request.url ?? "").split("?", 2);
  if (path !== PUSH_PATH) return { status: 404, text: `nothing here; pushes go to ${PUSH_PATH}` };
  if (request.method === "GET") {
    const check = verifyUrlCheck(secrets.token, new URLSearchParams(query));
    return "status" in check ? { status: check.status, text: check.why } : { status: 200, text: check.text };
  }
  if (request.method !== "POST") return { status: 405, text: "GET or POST is expected" };
  const body = await readBody(request);
  if (body === undefined) return { status: 413, text: `the body is longer than ${MOST_BYTES} bytes` };
  const push = verifyPush(secrets, body);
  if ("status" in push) return { status: push.status, text: push.why };
  push.messages.forEach(take);
  return { status: 200, text: "" };
}

function respond({ refused }: ListenerOptions, response: ServerResponse, { status, text }: Answer): void {
  if (status !== 200) refused(`a request was refused with ${status}: ${text}`);
  // What is left of a body that is too long is not read.
  const more = status === 413 ? { connection: "close" } : {};
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", ...more }).end(text);
}

/** Undefined if it is too long; what came of a request that broke off is no valid push. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of request.iterator({ destroyOnReturn: false })) {
      length += (part as Buffer).length;
      if (length > MOST_BYTES) return undefined;
      parts.push(part as Buffer);
    }
  } catch {
    return "";
  }
  return Buffer.concat(parts).toString("utf8");
}
