import type { Profile } from "../../../modules/modem/profile.js";
import { Bench } from "../../support/bench.js";

/** Answers of a module that has nothing to complain of; OK alone to everything else. */
const ANSWERS: Readonly<Record<string, string>> = Object.freeze({
  "AT+CGMR": "V1",
  "AT+CGSN=1": "+CGSN:490154203237518",
  "AT+CIMI": "460040123456789",
  "AT+CPIN?": "+CPIN: READY",
  "AT+CGATT?": "+CGATT:1",
  "AT+CEREG?": "+CEREG:2,1",
  "AT+CSQ": "+CSQ:20,0",
  "AT+CGPADDR": "+CGPADDR:0,10.0.0.9",
  "AT+CGPADDR=1": '+CGPADDR: 1,"10.0.0.9"',
});

/** A module on virtual time that answers each command once. */
export class Module {
  readonly bench: Bench;
  /** The speed at which it listens; whatever it is while undefined. */
  baud: number | undefined;
  /** A line that it sends before each of its lines. */
  storm: string | undefined;
  answer: (command: string) => readonly string[] | undefined = () => undefined;
  private served = 0;

  private readonly model: string;

  constructor(profile: Profile, failures = 0) {
    this.model = profile.model;
    this.bench = new Bench(profile, undefined, failures);
    this.bench.life({ kind: "start" });
  }

  /** Serves until a state of that name is there. */
  until(name: string, patience = 3_000_000): this {
    const { bench } = this;
    const end = bench.now + patience;
    for (;;) {
      this.serveAll();
      if (bench.lifecycle.state.name === name) return this;
      if (!bench.step(end)) throw new Error(`it is ${JSON.stringify(bench.lifecycle.state)}`);
    }
  }

  /** Serves until the module is online or offline, then through one watch. */
  settleDown(): void {
    const { bench } = this;
    const rests = (): boolean => bench.lifecycle.state.name === "online" || bench.lifecycle.state.name === "offline";
    const end = bench.now + 3_000_000;
    while (!rests()) {
      this.serveAll();
      if (!rests() && !bench.step(end)) throw new Error(`it is ${JSON.stringify(bench.lifecycle.state)}`);
    }
    if (bench.lifecycle.state.name === "offline") return;
    bench.pass(bench.lifecycle.deadline() ?? 0);
    this.serveFor(100_000);
  }

  /** Serves for some time. */
  serveFor(milliseconds: number): void {
    const end = this.bench.now + milliseconds;
    do this.serveAll();
    while (this.bench.lifecycle.state.name !== "offline" && this.bench.step(end));
  }

  /** What was sent since the command of this text, itself left out. */
  since(command: string): string[] {
    return this.bench.sent.slice(this.bench.sent.lastIndexOf(command) + 1);
  }

  private serveAll(): void {
    while (this.served < this.bench.sent.length) this.serve(this.bench.sent[this.served++] as string);
  }

  private serve(command: string): void {
    const speeds = this.bench.events.filter((event) => event.startsWith("baud "));
    if (this.baud !== undefined && speeds[speeds.length - 1] !== `baud ${this.baud}`) return;
    const known = command === "AT+CGMM" ? this.model : ANSWERS[command];
    for (const line of this.answer(command) ?? (known === undefined ? ["OK"] : [known, "OK"])) {
      if (this.storm !== undefined) this.bench.lines(this.storm);
      this.bench.lines(line);
    }
  }
}
