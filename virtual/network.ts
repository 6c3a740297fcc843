import { earlier, type Instant } from "../modules/base/machine.js";
import type { Port } from "./at/port.js";
import type { Coverage, RadioOptions } from "./coverage.js";
import type { VirtualModel } from "./models/model.js";
import { Radio, type RadioParts } from "./radio.js";
import { grantedSaving } from "./saving.js";
import type { Settings } from "./settings.js";

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
  readonly band: number;
}

/** What is around the module and outlasts its reboots. */
export interface Surroundings {
  /** Whether there is a SIM card. */
  card: boolean;
  /** `undefined` where there is no network. */
  coverage: Coverage | undefined;
}

type State =
  | { readonly name: "off" }
  /** Radio on, but the host has asked for a detach, or there is no SIM card. */
  | { readonly name: "detached" }
  /** Without an end where there is no network. */
  | { readonly name: "searching"; readonly until: Instant | undefined }
  | { readonly name: "attached" };

const OFF: State = Object.freeze({ name: "off" });
const DETACHED: State = Object.freeze({ name: "detached" });
const ATTACHED: State = Object.freeze({ name: "attached" });

/** What a network is made with, beside what its radio is. */
export interface NetworkParts extends Omit<RadioParts, "sleep" | "idleTime"> {
  readonly model: VirtualModel;
  /** Milliseconds, in place of the model's own. */
  readonly attachTime: number | undefined;
  readonly surroundings: Surroundings;
}

/** Registration in the network, with its unsolicited result codes, and the radio below it. */
export class Network {
  readonly #model: VirtualModel;
  readonly #attachTime: number | undefined;
  readonly #surroundings: Surroundings;
  readonly #port: Port;
  readonly #settings: Settings;
  readonly #options: RadioOptions;
  readonly radio: Radio;
  #state: State = OFF;
  #zoneTold = false;
  /** The `<n>` of AT+CEREG. */
  registrationReports = 0;

  constructor(parts: NetworkParts) {
    const { model, attachTime, surroundings, port, settings, options } = parts;
    this.#model = model;
    this.#attachTime = attachTime;
    this.#surroundings = surroundings;
    this.#port = port;
    this.#settings = settings;
    this.#options = options;
    this.radio = new Radio({ ...parts, sleep: model.sleep, idleTime: model.cell.idleTime });
    if (surroundings.coverage !== undefined) this.radio.level = surroundings.coverage;
  }

  get radioOn(): boolean {
    return this.#state.name !== "off";
  }

  get attached(): boolean {
    return this.#state.name === "attached";
  }

  /** Whether there is a SIM card. */
  get card(): boolean {
    return this.#surroundings.card;
  }

  /** How the radio network behaves. */
  get options(): RadioOptions {
    return this.#options;
  }

  /** `<stat>` of +CEREG (27.007 clause 10.1.22): 0 not searching, 1 home network, 2 searching. */
  get status(): number {
    return this.#state.name === "attached" ? 1 : this.#state.name === "searching" ? 2 : 0;
  }

  /** The fields of +CEREG behind `<n>`: from 2 on with the place, from 4 on with the granted timers. */
  describe(): string {
    const { cell, registration } = this.#model;
    if (this.registrationReports < 2 || !this.attached) return `${this.status}`;
    const quote = registration.quoted ? '"' : "";
    const place = `${quote}${cell.area}${quote},${quote}${cell.cell}${quote},${cell.technology}`;
    const saving = this.registrationReports < 4 ? undefined : grantedSaving(this.#settings, this.#options);
    const timers = saving === undefined ? "" : `,,,"${saving.activeBits}","${saving.periodicBits}"`;
    return `${this.status},${place}${timers}`;
  }

  /** Switches the radio. */
  switch(on: boolean, now: Instant): void {
    if (!on) this.#enter(OFF, now);
    else if (!this.radioOn) this.attach(now);
  }

  /** Starts the search for a network; nothing happens if it is running or done. */
  attach(now: Instant): void {
    if (this.#state.name === "attached" || this.#state.name === "searching") return;
    this.#enter(this.card ? this.#search(now) : DETACHED, now);
  }

  detach(now: Instant): void {
    if (this.radioOn) this.#enter(DETACHED, now);
  }

  /** The card or the coverage has changed. */
  surroundingsChanged(now: Instant): void {
    const { card, coverage } = this.#surroundings;
    if (coverage !== undefined) this.radio.level = coverage;
    if (!this.radioOn) return;
    if (!card) return this.detach(now);
    if (this.#state.name === "detached") this.attach(now);
    else if (coverage === undefined) this.#enter(this.#search(now), now);
    else if (this.#state.name === "searching" && this.#state.until === undefined) this.#state = this.#search(now);
  }

  expire(now: Instant): void {
    if (this.#state.name === "searching" && now >= (this.#state.until ?? Infinity)) {
      this.#enter(ATTACHED, now);
      this.radio.traffic(now);
      this.#tell();
    }
    this.radio.expire(now);
  }

  deadline(): Instant | undefined {
    return earlier(this.#state.name === "searching" ? this.#state.until : undefined, this.radio.deadline());
  }

  #search(now: Instant): State {
    if (this.#surroundings.coverage === undefined) return { name: "searching", until: undefined };
    return {
      name: "searching",
      until: now + (this.#attachTime ?? this.radio.attachTime ?? this.#model.cell.attachTime),
    };
  }

  /** What the model prints of its own accord once it is attached. */
  #tell(): void {
    const { attached } = this.#model.boot;
    if (attached === "address") this.#port.info("+IP", this.#model.cell.address);
    if (attached === "zone" && !this.#zoneTold) {
      this.#zoneTold = true;
      this.#port.info("+CTZV", "+32");
    }
  }

  #enter(state: State, now: Instant): void {
    const before = this.status;
    this.#state = state;
    this.radio.registered(state.name === "attached", now);
    if (this.status !== before && this.registrationReports > 0) this.#port.info("+CEREG", this.describe());
  }
}
