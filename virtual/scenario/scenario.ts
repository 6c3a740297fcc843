import type { Coverage } from "../coverage.js";

/** When something befalls the module. */
export type Trigger =
  /** Milliseconds after the module first got power; again each `every` milliseconds. */
  | { readonly kind: "at"; readonly milliseconds: number; readonly every: number | undefined }
  /** The host has typed a command line that begins so, for the `count`-th time. The module has not carried it out yet. */
  | { readonly kind: "command"; readonly begin: string; readonly count: number }
  /** The module has printed a line that begins so, for the `count`-th time. */
  | { readonly kind: "line"; readonly begin: string; readonly count: number }
  /** The module has sent its `count`-th datagram. */
  | { readonly kind: "datagram"; readonly count: number };

/** Direction of a datagram: up to the servers, or down to the module. */
export type Way = "up" | "down";

/** A fault of the datagrams' way: it befalls the next `count` ones, each with a chance of `share` percent. */
export interface DatagramFault {
  readonly do: "lose" | "double" | "delay" | "reorder";
  readonly way: Way | "both";
  readonly count: number;
  readonly share: number;
  /** Milliseconds by which a datagram is late; of a reordered one, how long it waits for the next at most. */
  readonly by: number;
}

/** What befalls the module. */
export type Action =
  /** It prints a line of its own accord. */
  | { readonly do: "print"; readonly text: string }
  /** These bytes come from it. */
  | { readonly do: "bytes"; readonly bytes: Uint8Array }
  /** So many bytes without a meaning come from it. */
  | { readonly do: "garbage"; readonly count: number }
  /** The next bytes on the UART are lost. */
  | { readonly do: "drop"; readonly from: "module" | "host"; readonly count: number }
  /** The next line that it prints stops in the middle. */
  | { readonly do: "cut" }
  | { readonly do: "echo"; readonly on: boolean }
  | { readonly do: "reboot" }
  | { readonly do: "sleep" }
  /** The card is there or not; after `for` milliseconds it is as before. */
  | { readonly do: "card"; readonly present: boolean; readonly for: number | undefined }
  /** The network is strong, weak or gone; after `for` milliseconds it is as before. */
  | { readonly do: "network"; readonly level: Coverage | undefined; readonly for: number | undefined }
  /** The command is not carried out: this is its answer. */
  | { readonly do: "error"; readonly text: string }
  /** The command is not carried out and has no answer. */
  | { readonly do: "ignore" }
  /** All that it prints within so many milliseconds comes after them. */
  | { readonly do: "late"; readonly by: number }
  /** The network closes the host's sockets, or one of them. */
  | { readonly do: "close"; readonly socket: number | undefined }
  | DatagramFault;

/** One thing that befalls the module, and when. */
export interface Step {
  readonly when: Trigger;
  /** Milliseconds between the trigger and the deed. */
  readonly wait: number;
  /** How often it happens. */
  readonly times: number;
  readonly action: Action;
}

/** What a virtual module goes through: data, read from a file. */
export interface Scenario {
  readonly title: string;
  /** Of what is left to chance. */
  readonly seed: number;
  readonly steps: readonly Step[];
}
