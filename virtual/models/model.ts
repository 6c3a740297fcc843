import type { GenerationName } from "../mipl/traits.js";
import type { MiplTraits } from "../mipl/traits.js";
import type { Cell } from "../network.js";
import type { CommandTable } from "../parts.js";
import type { SleepTraits } from "../radio.js";
import type { SettingTable } from "../settings.js";
import type { SocketDialect } from "../sockets/dialect.js";
import type { SocketLimits } from "../sockets/sockets.js";

/** What a pulse on a line does if it is long enough; of several the longest that fits counts. */
export interface Pulse {
  /** Milliseconds. */
  readonly least: number;
  readonly does: "reboot" | "on" | "off" | "wake";
}

/** A line of the banner. */
export interface BannerLine {
  readonly text: string;
  /** It is printed only with a SIM card. */
  readonly card?: boolean;
}

/** One way in which a model can speak of its sockets. */
export interface SocketSet {
  readonly dialect: SocketDialect;
  readonly limits: SocketLimits;
}

/** One model of module as data. Times are in milliseconds. */
export interface VirtualModel {
  /** What AT+CGMM says. */
  readonly name: string;
  readonly chip: string;
  readonly manufacturer: string;
  readonly firmware: string;
  readonly uart: {
    /** Bits a second after start. */
    readonly baud: number;
    readonly echo: boolean;
    /** Whether a blank follows the colon of a prefix. */
    readonly blank: boolean;
    /** The most bytes of a command line. */
    readonly lineLimit: number;
  };
  readonly boot: {
    readonly time: number;
    /** The first boot line, by what started the module; none where there is no such line. */
    readonly causes?: {
      readonly power: string;
      readonly pin: string;
      readonly command: string;
      readonly fault: string;
    };
    /** The lines that follow. */
    readonly lines: readonly BannerLine[];
    /** What it prints when it is attached: its address each time, or once the time zone. */
    readonly attached?: "address" | "zone";
    /** Whether the radio goes on by itself. */
    readonly radio: boolean;
  };
  readonly pulses: {
    readonly power?: readonly Pulse[];
    readonly reset?: readonly Pulse[];
    readonly wake?: readonly Pulse[];
  };
  readonly sleep: SleepTraits;
  readonly cell: Cell;
  readonly registration: {
    /** The greatest `<n>` of AT+CEREG. */
    readonly most: 2 | 5;
    /** Whether place and cell stand in quotes. */
    readonly quoted: boolean;
  };
  /** The PDP context of AT+CGPADDR, and whether its address stands in quotes. */
  readonly context: { readonly id: number; readonly quoted: boolean };
  /** The command families, the first that knows a command wins. Those of sockets and MIPL come before them. */
  readonly commands: readonly CommandTable[];
  readonly settings: SettingTable;
  /** The first is in use. */
  readonly sockets: readonly [SocketSet, ...SocketSet[]];
  /** The generation of MIPL commands that it speaks. */
  readonly mipl: { readonly name: GenerationName; readonly commands: CommandTable; readonly traits: MiplTraits };
}
