import type { Instant } from "../../modules/base/machine.js";
import type { SetLine } from "../at/line.js";
import { isIpv4, isOmitted } from "../at/numbers.js";
import type { Reply } from "../at/port.js";
import { LONGEST_NAME } from "../names.js";
import { Cme, type Parts } from "../parts.js";

/** The name of an AT+CMDNS and its relatives; `undefined` if there is none that could be one. */
export function nameOf(line: SetLine): string | undefined {
  const name = line.parameters[0];
  if (name === undefined || isOmitted(name) || line.parameters.length !== 1) return undefined;
  return name.text === "" || name.text.length > LONGEST_NAME ? undefined : name.text;
}

/** Asks for a name's address: what it is comes later. */
export function askName(parts: Parts, name: string, now: Instant): Reply {
  if (!parts.network.attached) return { cme: Cme.noNetwork };
  if (parts.names.busy) return { cme: Cme.notAllowed };
  parts.names.ask(name, now);
  return "ok";
}

/** AT+CMDNS="<name>": the line with the address comes after OK, but before it if the name is an address. */
export function resolveName(parts: Parts, line: SetLine, now: Instant): Reply {
  const name = nameOf(line);
  if (name === undefined) return { cme: Cme.parameter };
  if (!isIpv4(name)) return askName(parts, name, now);
  parts.port.info("+CMDNS", name);
  return "ok";
}

/** The answer to that. */
export function tellName(parts: Parts, _name: string, address: string | undefined): void {
  parts.port.info("+CMDNS", address ?? "FAIL");
}
