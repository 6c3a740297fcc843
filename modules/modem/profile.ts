import type { ErrorName } from "../at/errors.js";
import type { Script } from "../at/script.js";
import type { UrcRow } from "../at/urc.js";
import type { DialectName } from "./dialects/dialect.js";
import type { Fact } from "./facts.js";

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
}

/** How the module is switched on and started. */
export interface Power {
  /** The line whose pulse restarts the module. */
  readonly line: Line;
  /** Milliseconds that the line is held. */
  readonly pulse: number;
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

/** What the module's LwM2M client (the MIPL commands) is like. */
export interface MiplProfile {
  /** C: declared beforehand by object. Q: answered message by message. L: the generation of 2018, only recognised. */
  readonly generation: "C" | "Q" | "L";
  /** How the instance is created: without parameters, from a config blob, or with `AT+MIPLCREATEEX=<host>,<flag>`. */
  readonly create: "plain" | "blob" | "host";
  /** True when the host of `AT+MIPLCREATEEX` stands in quotes. */
  readonly hostQuoted: boolean;
  /** True when AT+MIPLADDOBJ carries the true counts of attributes and actions; else zeros. */
  readonly counts: boolean;
  /** True when resources are declared by object before AT+MIPLOPEN; else each +MIPLDISCOVER is answered. */
  readonly declares: boolean;
  /** True when the module answers +MIPLOBSERVE by itself. */
  readonly observes: boolean;
  /** The message id of AT+MIPLNOTIFY: always zero, or that of the observation. */
  readonly notifyId: "zero" | "observation";
  /** True when +MIPLWRITE ends with an index after its flag. */
  readonly writeIndex: boolean;
  /** True when AT+MIPLNOTIFY takes an ack id and reports its delivery by event 25 or 26. */
  readonly acknowledges: boolean;
  /** How `flag` counts in an answer of several resources: 1, 2 … 0 as documented, or always 0. */
  readonly flags: "documented" | "zero";
  /** The most objects' instances that AT+MIPLADDOBJ takes (length of its bitmap). */
  readonly instances: number;
  /** Seconds of the shortest and longest lifetime. */
  readonly lifetimeLeast: number;
  readonly lifetimeMost: number;
  /** Seconds that AT+MIPLOPEN is given to register. */
  readonly openTimeout: number;
  /** Milliseconds from AT+MIPLOPEN to its last event. */
  readonly openWithin: number;
  /** Milliseconds for the commands that create the instance. */
  readonly createWithin: number;
  /** Milliseconds for any other MIPL command. */
  readonly within: number;
  /** Milliseconds from AT+MIPLNOTIFY to event 25 or 26. */
  readonly notifyWithin: number;
  /** The most bytes of one value. */
  readonly valueMost: number;
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
  /** Milliseconds for a command. */
  readonly within: number;
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
  readonly chip: string;
  /** What AT+CGMM answers, in part. */
  readonly identifies: readonly string[];
  /** The speeds that it may have after start, the likeliest first. */
  readonly bauds: readonly number[];
  /** Milliseconds of quiet after each final result and URC. */
  readonly settle: number;
  readonly power: Power;
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
