import type { ErrorName } from "../at/errors.js";
import type { Script } from "../at/script.js";
import type { UrcRow } from "../at/urc.js";
import type { DialectName } from "./dialects/dialect.js";
import type { Fact } from "./facts.js";
import type { MiplProfile } from "./mipl-profile.js";

export type { BlobProfile, MiplProfile } from "./mipl-profile.js";

/** How sure a field of a profile is. */
export type Certainty =
  /** Read in a manual, in firmware, or seen in a driver for this very model. */
  | "sourced"
  /** Concluded from several samples, none of which says it. */
  | "inferred"
  /** Taken over from the chip's or the maker's family for want of a source. */
  | "assumed";

/** What a field rests on. */
export interface Source {
  readonly certainty: Certainty;
  /** Where it was read, or why it is believed. */
  readonly from: string;
}

/** The lines of the board that a profile may pulse. */
export type Line = "power" | "reset" | "wake";

/** What the module is told and asked by its lifecycle. */
export interface Scripts {
  /** Finds out whether it is there and sets how it answers. */
  readonly probe: Script<Fact>;
  /** Asks who it is. Ends with its identity and the SIM's known. */
  readonly identify: Script<Fact>;
  /** Ends with the module attached to the network. */
  readonly attach: Script<Fact>;
  /** Guards against lost URCs and refreshes the network status; done from time to time while online. */
  readonly watch: Script<Fact>;
  /** Asks the network for power saving mode. `{tau}` and `{active}` stand for the timers' bits. */
  readonly psmOn: Script<Fact>;
  readonly psmOff: Script<Fact>;
  /** Asks the network for eDRX. `{cycle}` stands for the cycle's bits. */
  readonly edrxOn: Script<Fact>;
  readonly edrxOff: Script<Fact>;
  /** Reads back what the network granted. */
  readonly granted: Script<Fact>;
}

/** How the module is switched on and started. */
export interface Power {
  /** The line whose pulse starts the module. */
  readonly line: Line;
  /** Milliseconds that the line is held. */
  readonly pulse: number;
  /** Milliseconds that the line is held to switch the module off; 0 where the pulse itself restarts it. */
  readonly off: number;
  /** Milliseconds that the wake line is held to end its sleep; 0 where any command does that. */
  readonly wake: number;
  /** The command that restarts it; the empty text if there is none. */
  readonly reboot: string;
  /** Milliseconds after the pulse in which the boot banner is expected to begin; then the module is probed anyway. */
  readonly banner: number;
  /** Milliseconds from the banner's first line to its last at most. */
  readonly boot: number;
  /** Milliseconds of quiet after the banner. */
  readonly quiet: number;
  /** How the banner's first line begins. It may come at any time: then the module restarted by itself. */
  readonly restarted: readonly string[];
  /** The line of the banner after which the module listens. */
  readonly ready: string;
}

/** The speeds of the UART. */
export interface SpeedProfile {
  /** What it is to be switched to once the module answers; 0 to leave it. */
  readonly wanted: number;
  /** The command that switches it, with `{baud}` for the speed; the empty text if there is none. */
  readonly change: string;
}

/** What is asked of the network to save power, and how the module tells that it sleeps. */
export interface SleepProfile {
  /** Power saving mode (3GPP TS 23.682, 4.5.4): asked for, switched off, or left as the module has it. */
  readonly psm: "on" | "off" | "leave";
  /** Seconds between two periodic tracking area updates (T3412 extended). */
  readonly tau: number;
  /** Seconds that the module stays reachable after it was active (T3324). */
  readonly active: number;
  /** Extended idle mode discontinuous reception (23.682, 4.5.13). */
  readonly edrx: "on" | "off" | "leave";
  /** Seconds of the eDRX cycle. */
  readonly cycle: number;
  /** How the lines begin that tell that the module falls asleep, and that it has woken. */
  readonly asleep: readonly string[];
  readonly awake: readonly string[];
  /** The commands that keep the module awake while it is wanted, and let it sleep again; the empty text if there is none. */
  readonly keepAwake: string;
  readonly letSleep: string;
}

/** What the module's datagram sockets are like. */
export interface SocketProfile {
  /** The set of commands. */
  readonly dialect: DialectName;
  /** The most bytes of a datagram to send; decides CoAP's block size. */
  readonly maxDatagram: number;
  /** The most bytes of a datagram that is fetched at once. */
  readonly maxArrival: number;
  /** The local port; 0 for any. */
  readonly localPort: number;
  /** How many sockets are used where each speaks to one remote address only. */
  readonly links: number;
  /** The access point's name, where the sockets' commands want one; the empty text for the network's choice. */
  readonly apn: string;
  /** Milliseconds between two looks for arrivals at most, where the module does not tell of them for sure. */
  readonly pollEvery: number;
  /** Milliseconds for a command. */
  readonly within: number;
  /** Milliseconds to open a socket. */
  readonly openWithin: number;
  /** Milliseconds for the module to find the address of a name. */
  readonly resolveWithin: number;
}

/**
 * All that is known of one model. The engine never names a model: what differs stands here. A profile is a first guess,
 * what the module says is the truth.
 */
export interface Profile {
  /** The model's name as its maker writes it. */
  readonly model: string;
  readonly maker: string;
  /** The set of commands that it shares with others. */
  readonly family: string;
  readonly chip: string;
  /** What AT+CGMM answers, in part. */
  readonly identifies: readonly string[];
  /** The speeds that it may have after start, the likeliest first. */
  readonly bauds: readonly number[];
  /** Milliseconds of quiet after each final result and URC. */
  readonly settle: number;
  readonly speed: SpeedProfile;
  readonly power: Power;
  readonly sleep: SleepProfile;
  /** Whether its clock tells UTC, or the local time that its time zone says. */
  readonly clock: "utc" | "local";
  readonly scripts: Scripts;
  /** Its URCs and who is told of them. */
  readonly urcs: readonly UrcRow[];
  /** The maker's own +CME ERROR numbers. */
  readonly errors: readonly ErrorName[];
  readonly sockets: SocketProfile;
  readonly mipl: MiplProfile;
  /** Milliseconds from one watch script to the next. */
  readonly watchEvery: number;
  /** Milliseconds to the first retry after a failure, which doubles up to the second. */
  readonly retryFirst: number;
  readonly retryMost: number;
  /** What fields rest on, by name. A field without an entry is plain or the project's own choice. */
  readonly sources: Readonly<Record<string, Source>>;
}

/** What a family of models has in common; a model adds its name and states what differs. */
export type FamilyProfile = Omit<Profile, "model" | "identifies">;
