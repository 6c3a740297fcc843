import type { MiplTraits } from "../mipl/traits.js";
import type { Cell } from "../network.js";
import type { CommandTable } from "../parts.js";
import type { SettingTable } from "../settings.js";
import type { SocketDialect } from "../sockets/dialect.js";
import type { SocketLimits } from "../sockets/sockets.js";

/** What a pulse on a line does if it is long enough. */
export interface Pulse {
  /** Milliseconds. */
  readonly least: number;
  readonly does: "reboot";
}

/** One model of module as data. Times are in milliseconds. */
export interface VirtualModel {
  /** What AT+CGMM says. */
  readonly name: string;
  readonly manufacturer: string;
  readonly firmware: string;
  readonly uart: {
    readonly echo: boolean;
    /** Whether a blank follows the colon of a prefix. */
    readonly blank: boolean;
    /** The most bytes of a command line. */
    readonly lineLimit: number;
  };
  readonly boot: {
    readonly time: number;
    /** The first boot line, by what started the module. */
    readonly causes: { readonly power: string; readonly pin: string; readonly command: string };
    /** The lines that follow. */
    readonly lines: readonly string[];
    /** Whether the radio goes on by itself. */
    readonly radio: boolean;
  };
  readonly pulses: { readonly power?: Pulse; readonly reset?: Pulse; readonly wake?: Pulse };
  readonly cell: Cell;
  /** The command families, the first that knows a command wins. */
  readonly commands: readonly CommandTable[];
  readonly settings: SettingTable;
  readonly sockets: SocketLimits;
  readonly dialect: SocketDialect;
  readonly mipl: MiplTraits;
}
