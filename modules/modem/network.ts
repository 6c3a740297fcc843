import { FieldReader, startOfFields } from "../at/fields.js";
import { addressKind } from "./address.js";
import { parseClock, type ModuleClock } from "./clock.js";
import { cycleSeconds, windowSeconds } from "./edrx.js";
import { activeTimeSeconds, periodicTauSeconds } from "./psm.js";

/** Registration status of +CEREG: 3GPP TS 27.007, 10.1.22. */
const REGISTRATION: readonly string[] = Object.freeze([
  "not registered",
  "home network",
  "searching",
  "registration denied",
  "unknown",
  "roaming",
  "home network, SMS only",
  "roaming, SMS only",
  "emergency calls only",
]);

/** What the network granted to save power, in seconds; 0 is nothing. */
export interface Granted {
  /** T3324: how long the module stays reachable. Power saving mode is on when it is more than 0. */
  activeTime: number;
  /** T3412 extended: from one periodic tracking area update to the next. */
  periodicTau: number;
  /** The eDRX cycle and its paging time window. */
  cycle: number;
  window: number;
}

/** What is known of the network, as the module told it last. All of it is a plain value; `undefined` is unknown. */
export class NetworkStatus {
  /** The registration status, a row of 27.007 10.1.22; -1 when it was not told yet. */
  registration = -1;
  /** Received signal strength in dBm. */
  signal: number | undefined = undefined;
  /** Tracking area code. */
  area: number | undefined = undefined;
  /** Cell identity, 28 bits. */
  cell: number | undefined = undefined;
  /** The device's own IP address as text. */
  address: string | undefined = undefined;
  /** The module's clock when it was asked. */
  clock: ModuleClock | undefined = undefined;
  /** What was granted to save power, if anything was. */
  granted: Granted | undefined = undefined;

  /** True when the module is registered to a network that carries data, at home or roaming. */
  get registered(): boolean {
    return this.registration === 1 || this.registration === 5;
  }

  /** The registration status in words. */
  get registrationName(): string {
    return this.registration < 0
      ? "not told"
      : (REGISTRATION[this.registration] ?? `status ${String(this.registration)}`);
  }

  /** Forgets all. */
  clear(): void {
    this.registration = -1;
    this.signal = undefined;
    this.area = undefined;
    this.cell = undefined;
    this.address = undefined;
    this.clock = undefined;
    this.granted = undefined;
  }

  /** Seconds of T3324 and T3412 extended that the network granted; 0 is nothing. */
  grant(activeTime: number, periodicTau: number): void {
    const granted = grantedOf(this);
    granted.activeTime = activeTime;
    granted.periodicTau = periodicTau;
  }

  /**
   * Takes what a line tells: an answer or URC of CEREG, CSQ, CGPADDR, CCLK, CPSMS, CEDRXP or CEDRXRDP, or the URC +IP.
   * `false` if it tells nothing.
   */
  take(line: string): boolean {
    if (line.startsWith("+CEREG")) return takeRegistration(this, line);
    if (line.startsWith("+CSQ")) return takeSignal(this, line);
    if (line.startsWith("+CEDRX")) return takeCycle(this, line);
    if (line.startsWith("+CCLK")) return takeClock(this, line);
    if (line.startsWith("+CPSMS")) return takeSaving(this, line);
    if (line.startsWith("+IP:")) return takeNewAddress(this, line);
    return line.startsWith("+CGPADDR") && takeAddress(this, line);
  }
}

/**
 * `+CEREG: <stat>[,<tac>,<ci>,<AcT>[,<cause_type>,<reject_cause>[,…]]]` as a URC, the same after `<n>,` as an answer.
 * The number of fields tells one from the other: 1, 4, 6 or 8 against 2, 5, 7 or 9.
 */
function takeRegistration(status: NetworkStatus, line: string): boolean {
  const start = startOfFields(line, "+CEREG");
  const count = fieldCount(line, start);
  const reader = new FieldReader(line, start);
  if (count === 2 || count === 5 || count === 7 || count === 9) reader.skip();
  const registration = reader.integer();
  if (registration === undefined || registration < 0) return false;
  status.registration = registration;
  if (count >= 4) {
    status.area = reader.hex();
    status.cell = reader.hex();
  }
  if (count >= 8) {
    const activeTime = activeTimeSeconds(reader.skip(3).text() ?? "") ?? 0;
    status.grant(activeTime, periodicTauSeconds(reader.text() ?? "") ?? 0);
  }
  return true;
}

/**
 * `+CPSMS: <mode>[,[,[,[<periodic TAU>[,<active time>]]]]]` (27.007 7.38). Some modules give what the network granted,
 * others what was asked for: the timers that come with the registration status are better where there are any.
 */
function takeSaving(status: NetworkStatus, line: string): boolean {
  const reader = new FieldReader(line, startOfFields(line, "+CPSMS"));
  const mode = reader.integer();
  if (mode === undefined) return false;
  const periodicTau = periodicTauSeconds(reader.skip(2).text() ?? "") ?? 0;
  const activeTime = activeTimeSeconds(reader.text() ?? "") ?? 0;
  if (mode === 1) status.grant(activeTime, periodicTau);
  else status.grant(0, 0);
  return true;
}

/** `+CEDRXP: <AcT>[,<requested>[,<granted>[,<window>]]]` (27.007 7.39), and the same from CEDRXRDP (7.40). */
function takeCycle(status: NetworkStatus, line: string): boolean {
  const start = line.indexOf(":");
  if (start < 0) return false;
  const reader = new FieldReader(line, start + 1);
  const technology = reader.integer();
  if (technology === undefined) return false;
  const granted = grantedOf(status);
  granted.cycle = technology === 0 ? 0 : (cycleSeconds(reader.skip().text() ?? "") ?? 0);
  granted.window = granted.cycle === 0 ? 0 : (windowSeconds(reader.text() ?? "") ?? 0);
  return true;
}

function takeClock(status: NetworkStatus, line: string): boolean {
  status.clock = parseClock(line);
  return status.clock !== undefined;
}

function grantedOf(status: NetworkStatus): Granted {
  return (status.granted ??= { activeTime: 0, periodicTau: 0, cycle: 0, window: 0 });
}

/** `+CSQ: <rssi>,<ber>` (27.007 8.5): 0 is -113 dBm, each further step 2 dB, 99 unknown. */
function takeSignal(status: NetworkStatus, line: string): boolean {
  const rssi = new FieldReader(line, startOfFields(line, "+CSQ")).integer();
  if (rssi === undefined || rssi < 0 || (rssi > 31 && rssi !== 99)) return false;
  status.signal = rssi === 99 ? undefined : 2 * rssi - 113;
  return true;
}

/** `+CGPADDR: <cid>[,<address>[,<address 6>]]` (27.007 10.1.14). */
function takeAddress(status: NetworkStatus, line: string): boolean {
  const address = new FieldReader(line, startOfFields(line, "+CGPADDR")).skip().text();
  status.address = address === "" || address === "0.0.0.0" ? undefined : address;
  return status.address !== undefined;
}

/** `+IP: <address>`, by which modules on the MT2625 tell that the network gave them one. */
function takeNewAddress(status: NetworkStatus, line: string): boolean {
  const address = new FieldReader(line, startOfFields(line, "+IP")).text();
  if (address === undefined || addressKind(address) === "name") return false;
  status.address = address;
  return true;
}

function fieldCount(line: string, start: number): number {
  const reader = new FieldReader(line, start < 0 ? line.length : start);
  let count = 0;
  for (; !reader.done; count++) reader.skip();
  return count;
}
