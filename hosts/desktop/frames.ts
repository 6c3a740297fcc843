/**
 * The frames between the firmware's engine and the program that carries its bytes. Each is a kind (one byte), a length
 * (four bytes, big-endian) and as many bytes of payload.
 */

/** Into the engine. */
export const Inbound = Object.freeze({
  /** Bytes from the NB module. */
  uart: 1,
  /** The alarm has come. No payload. */
  alarm: 2,
  /** Deregister and end. No payload. */
  stop: 3,
  /** Collect garbage and tell what is alive. No payload. */
  figures: 4,
} as const);

/** Out of the engine. */
export const Outbound = Object.freeze({
  /** Bytes for the NB module. */
  uart: 1,
  /** Sets the alarm: decimal milliseconds from now; no payload clears it. */
  alarm: 2,
  /** A line of the log: level, tab, text. */
  log: 3,
  /** A pulse on a line of the module: name, blank, decimal milliseconds. */
  pulse: 4,
  /** The UART's new speed: decimal bits per second. */
  baud: 5,
  /** What is alive, as JSON: slots and bytes of chunks. */
  figures: 6,
  /** What the place gave, while a run is recorded: name, blank, decimal number. */
  given: 7,
} as const);

/** Exit status by which the engine asks to be started anew. */
export const RESTART_STATUS = 75;
