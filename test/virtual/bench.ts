import { asciiBytes, hexBytes, hexText, latinText } from "../../modules/base/text.js";
import { RFC_TIMING } from "../../modules/coap/timing.js";
import { M5310_A } from "../../virtual/models/m5310-a.js";
import type { Machine } from "../../modules/base/machine.js";
import { VirtualModule, type VirtualInput, type VirtualOptions, type VirtualOutput } from "../../virtual/module.js";
import { parseScenario } from "../../virtual/scenario/parse.js";
import { Stage } from "../../virtual/scenario/stage.js";

/** What the module's boot prints after power on. */
export const BOOT = "\r\nREBOOT_CAUSE_SECURITY_PMU_POWER_ON_RESET\r\n\r\nM5310-A\r\n\r\nOK\r\n";

/** The number of the socket of the module's own LwM2M client. */
export const OWN_SOCKET = 7;

/** A virtual module on a table: a host types, time passes, datagrams come and go. */
export class Bench {
  readonly module: VirtualModule;
  /** The module, or the stage on which it goes through a scenario. */
  readonly #machine: Machine<VirtualInput, VirtualOutput>;
  now = 0;
  /** Outputs that are no text, as short texts, in order; taken by `wire`. */
  #wire: string[] = [];
  #text = "";

  /** `steps` are those of a scenario, as in its file. */
  constructor(options: Partial<VirtualOptions> = {}, steps?: readonly unknown[]) {
    this.module = new VirtualModule({
      model: M5310_A,
      imei: "490154203237518",
      imsi: "460001234567890",
      random: () => 0x01020304,
      timing: RFC_TIMING,
      ...options,
    });
    const scenario = steps === undefined ? undefined : parseScenario({ steps });
    if (typeof scenario === "string") throw new Error(scenario);
    this.#machine = scenario === undefined ? this.module : new Stage(this.module, scenario, options.radio?.coverage);
  }

  /** Powers the module, lets it boot and attach; gives what it printed. */
  start(): string {
    this.#machine.handle({ kind: "powerOn" }, this.now);
    return this.wait(600);
  }

  /** Types a command line; gives what the module printed at once. */
  type(line: string): string {
    return this.send(asciiBytes(`${line}\r\n`));
  }

  /** Types command lines whose answers do not matter. */
  prepare(...commands: string[]): void {
    for (let i = 0; i < commands.length; i++) this.type(commands[i] as string);
  }

  /** Sends bytes on the UART. */
  send(bytes: Uint8Array): string {
    this.#machine.handle({ kind: "uart", bytes }, this.now);
    return this.#collect();
  }

  /** Holds a line of the module. */
  pulse(line: "power" | "reset" | "wake", milliseconds: number): string {
    this.#machine.handle({ kind: "line", line, milliseconds }, this.now);
    return this.#collect();
  }

  /** Lets time pass, waking the module at its deadlines. */
  wait(milliseconds: number): string {
    const end = this.now + milliseconds;
    let text = this.#collect();
    for (let turn = 0; turn < 10_000; turn++) {
      const deadline = this.#machine.deadline();
      if (deadline === undefined || deadline > end) {
        this.now = end;
        return text;
      }
      this.now = deadline;
      this.#machine.expire(deadline);
      text += this.#collect();
    }
    throw new Error("the module's deadline never moves on");
  }

  resolve(name: string, address?: string): string {
    const input =
      address === undefined ? ({ kind: "resolved", name } as const) : ({ kind: "resolved", name, address } as const);
    this.#machine.handle(input, this.now);
    return this.#collect();
  }

  /** A datagram in hex (blanks allowed) comes for a socket. */
  arrive(socket: number, address: string, port: number, hex: string): string {
    this.#machine.handle({ kind: "datagram", socket, address, port, bytes: bytesOf(hex) }, this.now);
    return this.#collect();
  }

  closed(socket: number): string {
    this.#machine.handle({ kind: "closed", socket }, this.now);
    return this.#collect();
  }

  /** Takes what left on the network side: "open 0 0", "send 7 1.2.3.4:5683 4402…", "close 0", "resolve name". */
  wire(): string[] {
    const wire = this.#wire;
    this.#wire = [];
    return wire;
  }

  /**
   * Plays a talk: lines with "> " are typed, those with "< " must be all that the module prints at once. Gives the first
   * difference, or nothing.
   */
  play(talk: readonly string[]): string | undefined {
    for (let i = 0; i < talk.length;) {
      const typed = talk[i++] as string;
      let expected = "";
      for (; i < talk.length && (talk[i] as string).startsWith("< "); i++) {
        expected += `\r\n${(talk[i] as string).slice(2)}\r\n`;
      }
      const printed = this.type(typed.slice(2));
      if (printed !== expected) return `${typed}\n${JSON.stringify(printed)}\ninstead of ${JSON.stringify(expected)}`;
    }
    return undefined;
  }

  #collect(): string {
    for (let output = this.#machine.poll(); output !== undefined; output = this.#machine.poll()) {
      if (output.kind === "uart") this.#text += latinText(output.bytes);
      else this.#wire.push(describe(output));
    }
    const text = this.#text;
    this.#text = "";
    return text;
  }
}

/** Each line between its CR LF pairs. */
export function lines(...texts: string[]): string {
  return texts.map((text) => `\r\n${text}\r\n`).join("");
}

/** The bytes of hex digits with blanks between them. */
export function bytesOf(hex: string): Uint8Array {
  const bytes = hexBytes(hex.split(" ").join(""));
  if (bytes === undefined) throw new Error(`not hex: ${hex}`);
  return bytes;
}

/** The hex digits of a text, for parts of datagrams. */
export function hexOf(text: string): string {
  return hexText(asciiBytes(text));
}

function describe(output: Exclude<VirtualOutput, { kind: "uart" }>): string {
  switch (output.kind) {
    case "open":
      return `open ${output.socket} ${output.port}`;
    case "close":
      return `close ${output.socket}`;
    case "resolve":
      return `resolve ${output.name}`;
    case "datagram":
      return `send ${output.socket} ${output.address}:${output.port} ${hexText(output.bytes)}`;
  }
}
