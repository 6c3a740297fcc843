import type { VirtualOptions } from "../../virtual/module.js";
import { Bench, bytesOf, OWN_SOCKET } from "./bench.js";

/** Uri-Path "3303" as the first option. */
export const OBJECT = "B4 33333033";

/** Uri-Path "0" as a further segment. */
export const INSTANCE = "01 30";

/** Uri-Path "5700" as a further segment. */
export const RESOURCE = "04 35373030";

/** A bench whose module talks to an access server at 192.0.2.2:5683; its message ids begin with 0x0304. */
export class Registered extends Bench {
  /** `flags` 1: it talks to a bootstrap server there first. */
  constructor(options: Partial<VirtualOptions> = {}, steps?: readonly unknown[], flags: 0 | 1 = 0) {
    super(options, steps);
    this.start();
    this.prepare(
      `AT+MIPLCREATEEX="192.0.2.2",${flags}`,
      'AT+MIPLADDOBJ=0,3303,2,"11",0,0',
      'AT+MIPLDISCOVERRSP=0,3303,1,9,"5700;5701"',
      "AT+MIPLOPEN=0,3600,30",
    );
  }

  /** Answers the registration; gives what the module prints. */
  register(): string {
    this.wire();
    return this.access("64410304 01020304 827264 0131");
  }

  /** A datagram of the access server. */
  access(hex: string): string {
    return this.arrive(OWN_SOCKET, "192.0.2.2", 5683, hex);
  }

  /** What left for the access server since the last call, in hex. */
  sent(): string[] {
    const prefix = "send 7 192.0.2.2:5683 ";
    return this.wire().map((text) => (text.startsWith(prefix) ? text.slice(prefix.length) : text));
  }
}

/** Hex digits without the blanks that make them readable. */
export function hex(text: string): string {
  bytesOf(text);
  return text.split(" ").join("");
}
