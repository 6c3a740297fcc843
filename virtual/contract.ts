import type { Log } from "../modules/base/log.js";
import type { Random } from "../modules/base/random.js";
import type { Timing } from "../modules/coap/timing.js";
import type { Coverage, RadioOptions } from "./coverage.js";
import type { VirtualModel } from "./models/model.js";

/** What comes to a virtual module from outside. */
export type VirtualInput =
  /** Supply voltage is there; a module that runs already is not bothered. */
  | { readonly kind: "powerOn" }
  /** A line was held active for that long. */
  | { readonly kind: "line"; readonly line: "power" | "reset" | "wake"; readonly milliseconds: number }
  | { readonly kind: "uart"; readonly bytes: Uint8Array }
  | {
      readonly kind: "datagram";
      readonly socket: number;
      readonly address: string;
      readonly port: number;
      readonly bytes: Uint8Array;
    }
  /** The answer to a `resolve`; without an address the name is not known. */
  | { readonly kind: "resolved"; readonly name: string; readonly address?: string }
  /** The network took a socket away. */
  | { readonly kind: "closed"; readonly socket: number }
  | { readonly kind: "fault"; readonly fault: Fault };

/** What can befall a module. */
export type Fault =
  /** It boots anew by itself. */
  | { readonly name: "reboot" }
  /** The SIM card is pulled out or put in. */
  | { readonly name: "card"; readonly present: boolean }
  /** It is carried to where the network is another, or none. */
  | { readonly name: "coverage"; readonly level: Coverage | undefined }
  /** It falls asleep though nothing asked it to. */
  | { readonly name: "sleep" }
  /** Its echo is switched. */
  | { readonly name: "echo"; readonly on: boolean }
  /** The next command is not carried out: this line is its answer, or it has none. */
  | { readonly name: "refuse"; readonly text: string | undefined };

/** What a virtual module asks of the place it runs in. */
export type VirtualOutput =
  | { readonly kind: "uart"; readonly bytes: Uint8Array }
  /** Make a UDP socket; local port 0 means any. */
  | { readonly kind: "open"; readonly socket: number; readonly port: number }
  | {
      readonly kind: "datagram";
      readonly socket: number;
      readonly address: string;
      readonly port: number;
      readonly bytes: Uint8Array;
    }
  | { readonly kind: "close"; readonly socket: number }
  /** Ask the DNS for an IPv4 address. */
  | { readonly kind: "resolve"; readonly name: string };

/** How one virtual module is set up. */
export interface VirtualOptions {
  readonly model: VirtualModel;
  /** 15 digits, or the 4 of a test device. */
  readonly imei: string;
  /** Up to 15 digits; empty stands for no SIM card. */
  readonly imsi: string;
  readonly random: Random;
  readonly log?: Log;
  /** Milliseconds from power or reset to the boot lines; the model's own if not given. */
  readonly bootTime?: number;
  /** Milliseconds from radio on to registered; the model's own if not given. */
  readonly attachTime?: number;
  /** Milliseconds that the host has for the answer to a platform request; the model's own if not given. */
  readonly answerTime?: number;
  /** How the radio behaves; without delay and loss if not given. */
  readonly radio?: RadioOptions;
  /** Transmission parameters of the CoAP inside. */
  readonly timing?: Timing;
  /** Milliseconds since 1970-01-01 UTC at instant 0, which the network tells the module's clock when it attaches. */
  readonly epoch?: number;
}
