import type { LineWiring } from "./lines.js";

/** What is connected to which pin, as a manifest's config says. */
export interface Wiring {
  readonly uart: { readonly port: number; readonly transmit: number; readonly receive: number; readonly baud: number };
  readonly lines: Readonly<Record<string, LineWiring | undefined>>;
  /** GPIO of an analog input, and the volts at its full scale. */
  readonly analog: { readonly pin: number; readonly fullScale: number } | undefined;
}

/**
 * Reads the wiring.
 *
 * @throws Error that says which part of the config makes no sense: a board that is wired wrongly must not run
 */
export function readWiring(config: Readonly<Record<string, unknown>>): Wiring {
  const uart = table(config.uart);
  const wiring: Wiring = {
    uart: {
      port: whole(uart.port, "uart.port", 1, 2),
      transmit: whole(uart.transmit, "uart.transmit", 0, 48),
      receive: whole(uart.receive, "uart.receive", 0, 48),
      baud: whole(uart.baud, "uart.baud", 300, 4_000_000),
    },
    lines: readLines(table(config.lines)),
    analog: config.analog === undefined ? undefined : readAnalog(table(config.analog)),
  };
  return wiring;
}

function readLines(lines: Readonly<Record<string, unknown>>): Record<string, LineWiring> {
  const read: Record<string, LineWiring> = {};
  const names = Object.keys(lines);
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string;
    const line = table(lines[name]);
    const active = whole(line.active, `lines.${name}.active`, 0, 1) as 0 | 1;
    read[name] = { pin: whole(line.pin, `lines.${name}.pin`, 0, 48), active };
  }
  return read;
}

function readAnalog(analog: Readonly<Record<string, unknown>>): NonNullable<Wiring["analog"]> {
  const { fullScale } = analog;
  if (typeof fullScale !== "number" || !(fullScale > 0)) throw new Error("config: analog.fullScale takes volts");
  return { pin: whole(analog.pin, "analog.pin", 0, 48), fullScale };
}

function table(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function whole(value: unknown, name: string, least: number, most: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`config: ${name} takes a whole number from ${least} to ${most}`);
}
