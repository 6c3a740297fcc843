import type { Command } from "../../modules/at/command.js";
import { OK, type FinalResult } from "../../modules/at/result.js";
import { Session } from "../../modules/at/session.js";
import type { Log } from "../../modules/base/log.js";
import type { Instant } from "../../modules/base/machine.js";
import { MIPL_QUESTIONS, SOCKET_QUESTIONS } from "../../modules/modem/inquiry.js";
import { auto } from "../../modules/modem/profiles/auto.js";

/** What a module said to one command. */
export interface Answer {
  readonly command: string;
  readonly lines: readonly string[];
  readonly final: FinalResult;
}

/** What was found out about a module. */
export interface Findings {
  /** The speed at which it answers, in bits per second; 0 where there is none. */
  readonly baud: number;
  readonly answers: readonly Answer[];
}

export type ProberOutput =
  | { readonly kind: "write"; readonly bytes: Uint8Array }
  | { readonly kind: "baud"; readonly baud: number }
  /** All is asked; `undefined`: the module answers at no speed. */
  | { readonly kind: "done"; readonly findings: Findings | undefined };

/** Speeds of modules, the usual ones first. */
export const SPEEDS: readonly number[] = [115_200, 9600, 57_600, 38_400, 19_200, 4800];

/** How often a module that may be waking up is asked whether it is there, at each speed. */
const CALLS = 4;

/** What does not change anything and tells much. Nobody's IMEI, IMSI or ICCID is asked for. */
export const PROBE_COMMANDS: readonly string[] = [
  "ATE0",
  "AT+CMEE=1",
  "AT+CGMI",
  "AT+CGMM",
  "AT+CGMR",
  "ATI",
  ...SOCKET_QUESTIONS.map(({ send }) => send),
  "AT+IPSTART=?",
  "AT+IPSEND=?",
  "AT+NSOST=?",
  "AT+NSOSTF=?",
  "AT+CMDNS=?",
  "AT+CMDNSGIP=?",
  "AT+CDNSGIP=?",
  ...MIPL_QUESTIONS.map(({ send }) => send),
  "AT+MIPLVER?",
  "AT+MIPLOPEN=?",
  "AT+MIPLADDOBJ=?",
  "AT+MIPLDISCOVERRSP=?",
  "AT+MIPLNOTIFY=?",
  "AT+MIPLNMI?",
  "AT+MIPLUPDATESET=?",
  "AT+CEREG=?",
  "AT+CSCON=?",
  "AT+CGATT=?",
  "AT+CGPADDR=?",
  "AT+CFUN=?",
  "AT+CPIN=?",
  "AT+CPSMS=?",
  "AT+CEDRXS=?",
  "AT+CEDRXRDP=?",
  "AT+NPSMR=?",
  "AT+SM=?",
  "AT+IPR=?",
  "AT+NATSPEED=?",
  "AT+CSQ=?",
  "AT+CESQ=?",
  "AT+CCLK=?",
];

/** Finds the speed of a module that nobody knows and asks it what it is and what it knows. Owns no clock and no port. */
export class Prober {
  readonly #session: Session;
  readonly #outputs: ProberOutput[] = [];
  readonly #answers: Answer[] = [];
  readonly #speeds: readonly number[];
  #speed = 0;
  #calls = 0;
  #next = 0;

  /** `speeds` to try; where the speed does not matter, one is enough. */
  constructor(speeds: readonly number[], log: Log) {
    this.#speeds = speeds;
    this.#session = new Session({ urcs: auto.urcs, log });
  }

  start(now: Instant): void {
    this.#outputs.push({ kind: "baud", baud: this.#baud });
    this.#send("AT", 700, now);
  }

  bytes(bytes: Uint8Array, now: Instant): void {
    this.#session.handle({ kind: "bytes", bytes }, now);
    this.#settle(now);
  }

  expire(now: Instant): void {
    this.#session.expire(now);
    this.#settle(now);
  }

  deadline(): Instant | undefined {
    return this.#session.deadline();
  }

  poll(): ProberOutput | undefined {
    return this.#outputs.shift();
  }

  get #baud(): number {
    return this.#speeds[this.#speed] as number;
  }

  #send(text: string, within: number, now: Instant): void {
    const command: Command = { text, owner: "lifecycle", within, answer: "" };
    this.#session.handle({ kind: "command", command }, now);
    this.#settle(now);
  }

  #settle(now: Instant): void {
    for (let out = this.#session.poll(); out !== undefined; out = this.#session.poll()) {
      if (out.kind === "write") this.#outputs.push(out);
      else if (out.kind === "result") this.#result(out.command.text, out.answer, out.final, now);
    }
  }

  #result(command: string, lines: readonly string[], final: FinalResult, now: Instant): void {
    if (command === "AT") {
      if (final.kind !== "ok") return this.#call(now);
    } else {
      this.#answers.push({ command, lines, final });
    }
    const next = PROBE_COMMANDS[this.#next++];
    if (next !== undefined) this.#send(next, 5000, now);
    else this.#outputs.push({ kind: "done", findings: { baud: this.#baud, answers: this.#answers } });
  }

  /** Once more at this speed, then at the next. */
  #call(now: Instant): void {
    if (++this.#calls < CALLS) return this.#send("AT", 700, now);
    this.#calls = 0;
    if (++this.#speed >= this.#speeds.length) {
      this.#outputs.push({ kind: "done", findings: undefined });
      return;
    }
    this.#session.handle({ kind: "reset" }, now);
    this.#outputs.push({ kind: "baud", baud: this.#baud });
    this.#send("AT", 700, now);
  }
}

/** True when a module knows a command. */
export function knows(findings: Findings, command: string): boolean {
  return findings.answers.some((answer) => answer.command === command && answer.final === OK);
}
