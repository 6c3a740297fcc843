import { type Send, transfer } from "../coap/blockwise.js";
import type { CoapEndpoint } from "../coap/endpoint.js";
import type { Message, Option } from "../coap/message.js";
import { codeNames } from "../coap/numbers.js";
import { textOption } from "../coap/options.js";
import type { Request } from "../coap/outgoing.js";
import { type Path, segments } from "../lwm2m/path.js";
import { DownlinkFailure, asDownlinkFailure } from "./failure.js";
import type { Turn } from "./queue.js";
import type { Session } from "./session.js";

/** Requests to registered devices, one at a time each. */
export class Exchanges {
  constructor(private readonly endpoint: CoapEndpoint) {}

  /**
   * One request and its answer, whose code has to be `wanted`. Rejects with `DownlinkFailure`.
   * @param take reads the answer; it may throw `ContentError`
   */
  ask<T>(
    session: Session,
    request: Request,
    wanted: string,
    timeout: number,
    take: (response: Message) => T,
  ): Promise<T> {
    return this.run(session, timeout, async (turn) => take(await this.exchange(session, turn, request, wanted)));
  }

  /**
   * Runs a job when those before it have ended. Rejects with `DownlinkFailure`.
   * @param timeout milliseconds, the waiting included
   */
  async run<T>(session: Session, timeout: number, job: (turn: Turn) => Promise<T>): Promise<T> {
    try {
      return await session.queue.run(timeout, job);
    } catch (error) {
      throw asDownlinkFailure(error);
    }
  }

  /** @param answered called at once with the first response, before anything else is read from the socket */
  async exchange(
    session: Session,
    turn: Turn,
    request: Request,
    wanted: string,
    answered?: (response: Message) => void,
  ): Promise<Message> {
    const response = await transfer(this.sender(session, turn, answered), request);
    if (response.code !== wanted) {
      throw new DownlinkFailure("refused", codeNames[response.code] ?? "unknown code", response.code);
    }
    return response;
  }

  sender(session: Session, turn: Turn, answered?: (response: Message) => void): Send {
    return (request) =>
      this.endpoint.request(session.peer, request, {
        timeout: turn.remaining(),
        signal: turn.signal,
        ...(answered === undefined ? {} : { answered }),
      });
  }
}

/** A request to a place of the device, or without one to its root. */
export function requestTo(
  session: Session,
  code: string,
  path: Path | undefined,
  options: readonly Option[],
  payload?: Buffer,
): Request {
  const root = session.record.root.split("/").filter((part) => part !== "");
  const parts = [...root, ...(path === undefined ? [] : segments(path))];
  const uri = parts.map((part) => textOption("Uri-Path", part));
  return { code, options: [...uri, ...options], ...(payload === undefined ? {} : { payload }) };
}
