import {
  Exchanges,
  type ExchangeInput,
  type ExchangeOptions,
  type ExchangeOutput,
} from "../../../modules/coap/exchange.js";
import { textOption, uintOption } from "../../../modules/coap/options.js";
import { RFC_TIMING } from "../../../modules/coap/timing.js";
import { hex, shown } from "../../support/hex.js";
import { feed, runUntil } from "../../support/machine.js";

/** The peer of most talks. */
export const PEER = 1;

/** With this Random the first message id is 0, the first token 80000000, and the first timeout 1.25 × ACK_TIMEOUT. */
export const middle = () => 0x8000_0000;

/** Exchanges with the RFC's timing and nothing at random. */
export function exchanges(changes: Partial<ExchangeOptions> = {}): Exchanges {
  return new Exchanges({ random: middle, timing: RFC_TIMING, maxMessage: 200, log: () => undefined, ...changes });
}

/** An output in one line. */
function line(output: ExchangeOutput): string {
  switch (output.kind) {
    case "send":
      return `send ${output.peer} ${shown(output.bytes)}`;
    case "request":
      return `request ${output.peer} #${output.exchange} ${output.message.code} ${shown(output.message.token)}`;
    case "response":
      return `response ${output.tag} ${output.message.code} ${shown(output.message.payload)}`;
    case "failed":
      return `failed ${output.tag} ${output.cause}`;
    case "rejected":
      return `rejected ${output.tag} ${output.cause}`;
    default:
      return `${output.kind} ${output.tag}`;
  }
}

/** Gives one input; what comes of it, a line each. */
export function give(machine: Exchanges, input: ExchangeInput, now = 0): string[] {
  return feed(machine, input, now).map(line);
}

/** A datagram, in hex digits, from a peer. */
export function arrive(machine: Exchanges, text: string, now = 0, peer = PEER): string[] {
  return give(machine, { kind: "datagram", peer, bytes: hex(text) }, now);
}

/** Goes through all deadlines up to a moment; each line begins with its own. */
export function run(machine: Exchanges, until: number): string[] {
  return runUntil(machine, until).map(({ at, output }) => `${at}: ${line(output)}`);
}

/** A Confirmable GET of /a. */
export const get = (tag: number, peer = PEER): ExchangeInput => {
  return { kind: "request", peer, tag, code: 1, options: [textOption(11, "a")] };
};

/** The answer 2.05 to a request that was given out. */
export const content = (exchange: number, payload = "01"): ExchangeInput => {
  return { kind: "respond", exchange, code: 0x45, options: [], payload: hex(payload) };
};

/** A notification with Observe 7 and the payload 05. */
export const notify = (tag: number, confirmable: boolean, token = "aa", peer = PEER): ExchangeInput => {
  const options = [uintOption(6, 7)];
  return { kind: "notify", peer, tag, token: hex(token), code: 0x45, confirmable, options, payload: hex("05") };
};
