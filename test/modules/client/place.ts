import { asciiBytes, hexText, latinText } from "../../../modules/base/text.js";
import type { Log } from "../../../modules/base/log.js";
import { Client, type ClientOptions, type ClientOutput, type Mode } from "../../../modules/client/client.js";
import type { ModeInput, ModeOutput } from "../../../modules/mode/mode.js";
import { m5310a } from "../../../modules/modem/profiles/m5310-a.js";
import { Tree } from "../../../modules/lwm2m/tree.js";
import type { Wish } from "../../../modules/client/service.js";
import { Temperature } from "../../../objects/models/3303-temperature.js";
import { defineSensor, newSensor, sample, sensorObject, type SensorState } from "../../../objects/sensor.js";
import { drain } from "../../support/machine.js";

/** What a module that has nothing to complain of answers; OK alone to everything else. */
const ANSWERS: Readonly<Record<string, string>> = Object.freeze({
  "AT+CGMM": "M5310-A",
  "AT+CGMR": "V1",
  "AT+CGSN=1": "+CGSN:490154203237518",
  "AT+CIMI": "460040123456789",
  "AT+CPIN?": "+CPIN:READY",
  "AT+CGATT?": "+CGATT:1",
  "AT+CEREG?": "+CEREG:2,1",
  "AT+CSQ": "+CSQ:20,0",
  "AT+CGPADDR": "+CGPADDR:0,10.0.0.9",
  "AT+MIPLCREATEEX": "+MIPLCREATEEX:0",
});

/** A thermometer as the client's objects, with what a test makes a server want. */
export class Thermometer {
  readonly sensor: SensorState = newSensor(20);
  readonly tree: Tree;
  readonly wishes: Wish[] = [];
  defaultMinimumPeriod: number | undefined = undefined;
  defaultMaximumPeriod: number | undefined = undefined;
  /** The next measurements; the last one stays. */
  readonly measured: number[] = [];
  samples = 0;
  bootstraps = 0;
  /** The versions that servers spoke. */
  readonly versions: string[] = [];
  /** What is to be kept of the accounts. */
  kept: Uint8Array | undefined = undefined;

  constructor() {
    this.tree = new Tree([sensorObject(defineSensor(Temperature), [{ id: 0, state: this.sensor }])]);
  }

  sample(): void {
    this.samples++;
    const value = this.measured.shift();
    if (value !== undefined) this.tree.changedResources(3303, 0, sample(this.sensor, value));
  }

  bootstrapped(): void {
    this.bootstraps++;
  }

  registered(server: number | undefined, version: string | undefined): boolean {
    if (version === undefined) return false;
    this.versions.push(`${version} with ${server}`);
    return true;
  }

  accounts(): Uint8Array | undefined {
    return this.kept;
  }

  wish(): Wish | undefined {
    return this.wishes.shift();
  }
}

/** An access mode that does what the test says and notes what it hears. */
export class Puppet implements Mode {
  readonly heard: string[] = [];
  readonly outputs: ModeOutput[] = [];
  /** What it puts out when it is stopped. */
  readonly atStop: ModeOutput[] = [];

  handle(input: ModeInput): void {
    this.heard.push(shownInput(input));
    if (input.kind === "stop") this.outputs.push(...this.atStop);
  }

  expire(): void {
    // It owes nothing by time.
  }

  deadline(): undefined {
    return undefined;
  }

  poll(): ModeOutput | undefined {
    return this.outputs.shift();
  }
}

/**
 * A client between objects and an NB module that answers each command at once. Virtual time goes from one deadline to
 * the next.
 */
export class Place {
  readonly client: Client;
  readonly objects = new Thermometer();
  readonly logged: string[] = [];
  /** Command lines that went to the module. */
  readonly sent: string[] = [];
  /** Everything else that the client put out. */
  readonly done: string[] = [];
  now = 0;
  /** Answers a command instead of the table: lines with the final result, none for silence, or `undefined`. */
  answer: (line: string) => readonly string[] | undefined = () => undefined;

  constructor(options: Partial<ClientOptions> & Pick<ClientOptions, "mode">) {
    const log: Log = (level, text) => {
      if (level !== "wire") this.logged.push(text);
    };
    this.client = new Client({
      profile: m5310a,
      objects: this.objects,
      random: () => 0,
      log,
      samplePeriod: 500,
      ...options,
    });
  }

  start(): void {
    this.client.handle({ kind: "start" }, this.now);
    this.collect();
  }

  stop(): void {
    this.client.handle({ kind: "stop" }, this.now);
    this.collect();
  }

  /** Lines from the module. */
  lines(...lines: readonly string[]): void {
    for (const line of lines) {
      this.client.handle({ kind: "uart", bytes: asciiBytes(`\r\n${line}\r\n`) }, this.now);
      this.collect();
    }
  }

  /** Goes through all deadlines up to a moment. */
  pass(until: number): void {
    for (let turn = 0; turn < 10_000; turn++) {
      const deadline = this.client.deadline();
      if (deadline === undefined || deadline > until) {
        this.now = until;
        return;
      }
      if (deadline > this.now) this.now = deadline;
      this.client.expire(this.now);
      this.collect();
    }
    throw new Error("the deadline never moves on");
  }

  /** Lets the client bring the module to the network. */
  attach(): this {
    this.start();
    while (!this.logged.includes("attached to the network")) {
      const deadline = this.client.deadline();
      if (deadline === undefined || deadline > 60_000) throw new Error(this.logged.join("; "));
      this.pass(deadline);
    }
    this.pass(this.now + 500);
    return this;
  }

  private collect(): void {
    for (const output of drain(this.client)) {
      if (output.kind === "uart") this.command(latinText(output.bytes));
      else this.done.push(shownOutput(output));
    }
  }

  private command(text: string): void {
    const line = text.slice(0, -2);
    this.sent.push(line);
    const equals = line.indexOf("=");
    const known = ANSWERS[line] ?? ANSWERS[equals < 0 ? line : line.slice(0, equals)];
    const lines = this.answer(line) ?? (known === undefined ? ["OK"] : [known, "OK"]);
    this.lines(...lines);
  }
}

function shownOutput(output: Exclude<ClientOutput, { kind: "uart" }>): string {
  switch (output.kind) {
    case "baud":
      return `baud ${output.baud}`;
    case "pulse":
      return `pulse ${output.line} ${output.milliseconds}`;
    case "persist":
      return `persist ${output.failures}`;
    case "accounts":
      return `accounts ${hexText(output.accounts)}`;
    case "restart":
      return "restart";
    case "stopped":
      return `stopped ${output.status}`;
  }
}

function shownInput(input: ModeInput): string {
  switch (input.kind) {
    case "online":
    case "moved":
    case "offline":
    case "stop":
    case "bootstrap":
      return input.kind;
    case "update":
      return input.server === undefined ? "update" : `update ${input.server}`;
    case "disable":
      return `disable ${input.server} ${input.seconds}`;
    case "lifetime":
      return `lifetime ${input.seconds}`;
    case "send":
      return `send ${input.server} ${JSON.stringify(input.entries.map((entry) => entry.value))}`;
    case "outcome":
      return `outcome ${input.request} ${input.outcome.code.toString(16)}`;
    case "notify":
      return `notify ${input.observer} ${JSON.stringify(input.outcome.entries?.map((entry) => entry.value))}`;
    case "result":
      return `result ${input.command.text} ${input.final.kind}`;
    case "urc":
      return `urc ${input.line}`;
    case "socket":
      return `socket ${input.output.kind}`;
  }
}
