/**
 * The functions that the desktop engine (hosts/desktop/engine) gives to JavaScript as globals. They may be named in a
 * preloaded module, but called only once the main module runs: while modules are preloaded each of them throws.
 */

/**
 * Sends one event out: a frame of kind (1 byte), length (4 bytes, big endian) and payload on descriptor 4. Strings go as
 * UTF-8. Returns when all of it is written.
 *
 * @throws RangeError if the kind is not 0 to 255 or the payload is longer than 65,536 bytes.
 */
declare function hostEmit(kind: number, payload?: ArrayBuffer | Uint8Array | string): void;

/**
 * Sets the one receiver of events: frames of the same form on descriptor 3. Each is handed over alone; promise jobs run
 * before the next one. When the pipe ends the program ends with status 0.
 */
declare function hostListen(handler: (kind: number, payload: ArrayBuffer) => void): void;

/** Milliseconds on a monotonic clock, from the first call on. */
declare function hostNow(): number;

/** Seconds since 1970-01-01 UTC, or `undefined` if nobody has set the clock. */
declare function hostWallClock(): number | undefined;

/** An unpredictable integer from 0 to 2³² − 1. */
declare function hostRandom(): number;

/** The value of `--option NAME=VALUE`, or `undefined`. */
declare function hostOption(name: string): string | undefined;

/** Writes a line on standard output. */
declare function hostPrint(text: string): void;

/**
 * A real value of this machine: `load` (mean number of running processes over one minute), `freeMemory` (bytes),
 * `temperature` (°C, where the kernel offers one); `undefined` for what is not there.
 */
declare function hostSample(name: string): number | undefined;

/**
 * The record under a key of the store, or `undefined` if there is none. Keys are up to 64 letters, digits, `-`, `_` and
 * `.`, not starting with a dot.
 *
 * @throws Error with the path and the system's reason.
 */
declare function hostLoad(key: string): ArrayBuffer | undefined;

/** Writes a record (up to 65,536 bytes) in place and brings it to the disk. A crash may leave a part of it. Throws as `hostLoad`. */
declare function hostSave(key: string, bytes: ArrayBuffer | Uint8Array | string): void;

/** Takes a record away; one that is not there is no error. Throws as `hostLoad`. */
declare function hostErase(key: string): void;

/** Ends the program at once, after the figures of `--stats`. */
declare function hostExit(status: number): never;

/** Memory now: slots and chunk bytes include garbage not yet collected; the stack in slots. */
declare function hostMemory(): {
  slots: number;
  slotLimit: number;
  chunks: number;
  chunkLimit: number;
  stackPeak: number;
  stackLimit: number;
};

/** With `--suite` alone: sets the function that is called when nothing else is to be done, until it returns false. */
declare function suiteIdle(turn: () => boolean): void;

/** With `--suite` alone: sets the receiver of rejections that nobody handles; without one they end the program. */
declare function suiteRejected(receiver: (reason: unknown) => void): void;

/** With `--suite` alone: collects garbage now. */
declare function suiteCollect(): void;

/**
 * With `--suite` alone: how many byte codes the engine has run, modulo 2³²; built-in functions that work on many items
 * count some more. `undefined` from an engine that was not built to count.
 */
declare function suiteMeter(): number | undefined;
