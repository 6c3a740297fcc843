import type { Instant } from "../modules/base/machine.js";
import { earlier } from "../modules/base/machine.js";
import type { Port } from "./at/port.js";

/** What the radio network around the module is like. */
export interface Cell {
  /** Milliseconds from radio on to registered. */
  readonly attachTime: number;
  /** Milliseconds without traffic after which the signalling connection is released. */
  readonly idleTime: number;
  /** Tracking area code and cell identity in hex digits, access technology (3GPP TS 27.007 clause 10.1.22). */
  readonly area: string;
  readonly cell: string;
  readonly technology: number;
  readonly address: string;
  readonly operator: string;
  /** +CSQ while attached (27.007 clause 8.5). */
  readonly rssi: number;
  readonly errorRate: number;
  /** Radio figures as the chip reports them: tenths of dBm and dB. */
  readonly rsrp: number;
  readonly rsrq: number;
  readonly signal: number;
  readonly snr: number;
  readonly channel: number;
  readonly physicalCell: number;
}

type State =
  | { readonly name: "off" }
  /** Radio on, but the host has asked for a detach, or there is no SIM card. */
  | { readonly name: "detached" }
  | { readonly name: "searching"; readonly until: Instant }
  | { readonly name: "attached" };

const OFF: State = Object.freeze({ name: "off" });
const DETACHED: State = Object.freeze({ name: "detached" });
const ATTACHED: State = Object.freeze({ name: "attached" });

/** Registration in the network and the signalling connection, with their unsolicited result codes. */
export class Network {
  readonly #cell: Cell;
  readonly #attachTime: number;
  readonly #sim: boolean;
  readonly #port: Port;
  #state: State = OFF;
  #idleAt: Instant | undefined;
  /** The `<n>` of AT+CEREG and of AT+CSCON. */
  registrationReports = 0;
  connectionReports = 0;

  constructor(cell: Cell, attachTime: number, sim: boolean, port: Port) {
    this.#cell = cell;
    this.#attachTime = attachTime;
    this.#sim = sim;
    this.#port = port;
  }

  get radioOn(): boolean {
    return this.#state.name !== "off";
  }

  get attached(): boolean {
    return this.#state.name === "attached";
  }

  /** Whether there is a signalling connection. */
  get connected(): boolean {
    return this.#idleAt !== undefined;
  }

  /** `<stat>` of +CEREG (27.007 clause 10.1.22): 0 not searching, 1 home network, 2 searching. */
  get status(): number {
    return this.#state.name === "attached" ? 1 : this.#state.name === "searching" ? 2 : 0;
  }

  /** The fields of +CEREG behind `<n>`. */
  describe(): string {
    const place = `,${this.#cell.area},${this.#cell.cell},${this.#cell.technology}`;
    return `${this.status}${this.registrationReports === 2 && this.attached ? place : ""}`;
  }

  radio(on: boolean, now: Instant): void {
    if (!on) this.#enter(OFF);
    else if (!this.radioOn) this.attach(now);
  }

  /** Starts the search for a network; nothing happens if it is running or done. */
  attach(now: Instant): void {
    if (this.#state.name === "attached" || this.#state.name === "searching") return;
    this.#enter(this.#sim ? { name: "searching", until: now + this.#attachTime } : DETACHED);
  }

  detach(): void {
    if (this.radioOn) this.#enter(DETACHED);
  }

  /** There was traffic, so the signalling connection is up and stays for a while. */
  traffic(now: Instant): void {
    const wasIdle = this.#idleAt === undefined;
    this.#idleAt = now + this.#cell.idleTime;
    if (wasIdle) this.#reportConnection();
  }

  expire(now: Instant): void {
    if (this.#state.name === "searching" && now >= this.#state.until) {
      this.#enter(ATTACHED);
      this.traffic(now);
    }
    if (this.#idleAt !== undefined && now >= this.#idleAt) this.#release();
  }

  deadline(): Instant | undefined {
    return earlier(this.#state.name === "searching" ? this.#state.until : undefined, this.#idleAt);
  }

  #enter(state: State): void {
    const before = this.status;
    this.#state = state;
    if (state.name !== "attached") this.#release();
    if (this.status !== before && this.registrationReports > 0) this.#port.info("+CEREG", this.describe());
  }

  #release(): void {
    if (this.#idleAt === undefined) return;
    this.#idleAt = undefined;
    this.#reportConnection();
  }

  #reportConnection(): void {
    if (this.connectionReports > 0) this.#port.info("+CSCON", this.connected ? "1" : "0");
  }
}
