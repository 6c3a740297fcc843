/** What is written into the configuration blob that creates a MIPL client. */
export interface BlobProfile {
  /**
   * Where the blob says that the server is a bootstrap server: N1 nowhere, N2 in bit 12 of the host's length, N3 in a
   * byte of flags behind the link type.
   */
  readonly layout: "N1" | "N2" | "N3";
  /** The access point's name; the empty text for the network's choice. */
  readonly apn: string;
  /** The text in its user data. */
  readonly userData: string;
  /** The byte of log settings: bit 7 on, bit 6 to the outside, bits 5 and 4 type, bits 3 to 0 level. */
  readonly log: number;
  /** Bytes of the log's buffer. */
  readonly logBuffer: number;
  /** The most bytes of the blob in one command; a longer one goes in pieces. */
  readonly chunk: number;
}

/** What the module's LwM2M client (the MIPL commands) is like. */
export interface MiplProfile {
  /** C: declared beforehand by object. Q: answered message by message. L: the generation of 2018, only recognised. */
  readonly generation: "C" | "Q" | "L";
  /** How the instance is created: without parameters, from a config blob, or with `AT+MIPLCREATEEX=<host>,<flag>`. */
  readonly create: "plain" | "blob" | "host";
  /** True when the host of `AT+MIPLCREATEEX` stands in quotes. */
  readonly hostQuoted: boolean;
  readonly blob: BlobProfile;
  /**
   * Commands before the creation. `{bootstrap}` stands for 1 when the server is a bootstrap server, else for 0; `{host}`
   * and `{port}` for the server.
   */
  readonly config: readonly string[];
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
  /** Where AT+MIPLNOTIFY takes the release assistance: OR-ed into `flag`, as a text behind the ack id, or nowhere. */
  readonly assistance: "flag" | "text" | "none";
  /** How `flag` counts in an answer of several resources: 1, 2 … 0 as documented, or always 0. */
  readonly flags: "documented" | "zero";
  /** What the length of an opaque value counts: its bytes, or the hex digits that write it. */
  readonly opaqueLength: "bytes" | "digits";
  /** The command that destroys the instance. */
  readonly remove: "AT+MIPLDELETE" | "AT+MIPLDEL";
  /** True when the module updates its registration before its end by itself; else it is for the host to do. */
  readonly updatesItself: boolean;
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
