import type { Random } from "../../../modules/base/random.js";
import { basicFormats } from "../../../modules/lwm2m/formats/basic.js";
import { SdkMode, type SdkModeOptions } from "../../../modules/mode/sdk.js";
import type { ModeInput, ModeOutput } from "../../../modules/mode/mode.js";
import type { Release } from "../../../modules/modem/dialects/dialect.js";
import type { SocketsInput } from "../../../modules/modem/sockets.js";
import { drain } from "../../support/machine.js";
import { hex, shown } from "../../support/hex.js";
import { carryOut, coap, newRoom, type Room } from "./room.js";

/** The bootstrap server, or the access server where that is given directly. */
export const FIRST = { address: "192.0.2.1", port: 5683 };
/** The access server that the bootstrap server names. */
export const SECOND = { address: "192.0.2.2", port: 5684 };

const LINKS = "'</>;rt=\"oma.lwm2m\",</1/0>,</3/0>,</3201>;ver=1.1,</3201/0>,</3303/0>'";

/** The Bootstrap-Request with message id 0. */
export const BOOTSTRAP = coap("44 02 0000 00000000 b2 'bs' 45 'ep=ep'");

/** A register request. */
export function register(id: string, lifetime = 300, token = "00000000"): string {
  const query = `0${`lt=${lifetime}`.length.toString(16)} 'lt=${lifetime}'`;
  return coap(`44 02 ${id} ${token} b2 'rd' 11 28 39 'lwm2m=1.0' 05 'ep=ep' 03 'b=U' ${query} ff ${LINKS}`);
}

/** `direct`: the account is the access server's, not the bootstrap server's. */
export type SdkDoorOptions = Partial<SdkModeOptions> & { readonly direct?: boolean; readonly uri?: string };

/**
 * SDK mode between a scripted server and a room. Message ids count from 0, tokens are zeros, nothing is at random. Time
 * is a field: one event after the other.
 */
export class SdkDoor {
  readonly room: Room;
  readonly mode: SdkMode;
  now = 0;
  /** Hears of each operation before it is carried out. */
  onOperation: (output: Extract<ModeOutput, { kind: "operation" }>) => void = () => undefined;
  /** Hears what the network is told with each datagram. */
  onSend: (release: Release | undefined) => void = () => undefined;
  /** What came out since it was taken last. */
  private seen: string[] = [];
  /** Where datagrams come from unless said otherwise. */
  private server = FIRST;

  constructor({ direct = true, uri, ...options }: SdkDoorOptions = {}, random: Random = () => 0, room = newRoom(true)) {
    this.room = room;
    room.account.bootstrap = !direct;
    room.account.serverUri = uri ?? room.account.serverUri;
    this.mode = new SdkMode({
      endpoint: "ep",
      maxDatagram: 512,
      tree: room.tree,
      formats: basicFormats,
      random,
      log: room.log,
      ...options,
    });
  }

  /** What came out since the last call. */
  take(): string[] {
    return this.seen.splice(0);
  }

  give(input: ModeInput): string[] {
    this.mode.handle(input, this.now);
    this.collect();
    return this.take();
  }

  /** Goes through all deadlines up to a moment. */
  pass(until: number): string[] {
    for (let turn = 0; turn < 1000; turn++) {
      const deadline = this.mode.deadline();
      if (deadline === undefined || deadline > until) {
        this.now = until;
        return this.take();
      }
      this.now = deadline;
      this.mode.expire(deadline);
      this.collect();
    }
    throw new Error("the deadline never moves on");
  }

  /** A datagram from the server of the day, written as `coap` takes it. */
  datagram(text: string, from = this.server): string[] {
    return this.give({ kind: "socket", output: { kind: "arrival", ...from, bytes: hex(coap(text)) } });
  }

  /** Opens the way to the first server and gives what was sent there. */
  reach(): string[] {
    this.give({ kind: "online" });
    this.give({ kind: "socket", output: { kind: "opened" } });
    return this.give({ kind: "socket", output: { kind: "resolved", name: FIRST.address, address: FIRST.address } });
  }

  /** Registered directly, at location /rd/5, with message id 0. */
  registered(): this {
    this.reach();
    this.datagram("64 41 0000 00000000 82 'rd' 01 '5'");
    return this;
  }

  /** From now on datagrams come from the second server. */
  move(): void {
    this.server = SECOND;
  }

  private collect(): void {
    for (const output of drain(this.mode)) {
      if (output.kind === "operation") {
        this.onOperation(output);
        const outcome = carryOut(this.room, output.operation, output.bootstrap);
        this.mode.handle({ kind: "outcome", request: output.request, outcome }, this.now);
        this.collect();
      } else {
        if (output.kind === "socket" && output.input.kind === "send") this.onSend(output.input.release);
        this.seen.push(shownOutput(output));
      }
    }
  }
}

function shownOutput(output: Exclude<ModeOutput, { kind: "operation" }>): string {
  switch (output.kind) {
    case "socket":
      return shownSocket(output.input);
    case "sent":
      return `sent ${output.id}: ${output.failure ?? "taken"}`;
    case "behind":
      return `behind ${output.observer}`;
    case "lost":
      return `lost ${output.observer}`;
    case "unregistered":
      return `unregistered for ${output.retry}: ${output.cause}`;
    case "command":
      return output.command.text;
    case "bootstrapped":
    case "registered":
    case "updated":
    case "persist":
    case "awake":
    case "asleep":
      return output.kind;
    case "stopped":
      return output.deregistered ? "stopped" : "stopped unregistered";
  }
}

function shownSocket(input: SocketsInput): string {
  if (input.kind === "resolve") return `resolve ${input.name}`;
  if (input.kind !== "send") return input.kind;
  const to = input.address === FIRST.address ? "" : `${input.address}:${input.port} `;
  return `${to}${shown(input.bytes) ?? ""}`;
}
