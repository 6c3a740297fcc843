import { onPath, runProgram } from "./build.js";
import { type Check } from "./check.js";

export interface DissectOptions {
  /** A capture of raw IP packets. */
  readonly pcap: string;
  /** UDP ports on which CoAP was spoken. */
  readonly ports: readonly number[];
  /** How many datagrams the carrier took and gave. */
  readonly datagrams: number;
  /** True if what comes from those ports is malformed on purpose: then only the other side's datagrams must be sound. */
  readonly hostile?: boolean;
}

/** What an independent dissector makes of a run. `skipped` says what the machine lacks. */
export interface DissectReport {
  readonly skipped?: string;
  readonly checks: readonly Check[];
}

/** Severity "error" of the dissector's expert notes. */
const EXPERT_ERROR = 0x800000;
const FIELDS = [
  "frame.number",
  "frame.protocols",
  "_ws.malformed",
  "_ws.expert.severity",
  "_ws.expert.message",
  "coap.version",
  "udp.srcport",
  "_ws.col.Info",
];

/** Options that are younger than many a dissector, which takes them for malformed: Echo, No-Response, Request-Tag. */
const YOUNG = /^Invalid Option Number (252|258|292)$/;

interface Frame {
  readonly number: string;
  readonly from: number;
  readonly coap: boolean;
  /** What is wrong with it, or empty. */
  readonly fault: string;
}

function frameOf(line: string): Frame {
  const [number = "?", protocols = "", malformed = "", severities = "", messages = "", ...rest] = line.split("\t");
  const [version = "", port = "", info = ""] = rest;
  const error = severities.split(",").some((severity) => Number(severity) >= EXPERT_ERROR);
  const coap = protocols.split(":").includes("coap");
  const wrongVersion = coap && version !== "1" ? `version ${version}` : "";
  const young = messages !== "" && messages.split(",").every((message) => YOUNG.test(message));
  const fault = young ? "" : malformed !== "" ? `malformed, ${info}` : error ? messages : wrongVersion;
  return { number, from: Number(port), coap, fault };
}

/** Has tshark decode a capture, and checks that each datagram is one sound CoAP message and that none is missing. */
export async function dissect(options: DissectOptions): Promise<DissectReport> {
  if (!onPath("tshark")) return { skipped: "no tshark on this machine", checks: [] };
  const decodeAs = options.ports.flatMap((port) => ["-d", `udp.port==${port},coap`]);
  const fields = FIELDS.flatMap((field) => ["-e", field]);
  const args = ["-n", "-r", options.pcap, ...decodeAs, "-T", "fields", "-E", "occurrence=a", ...fields];
  const { status, out, err } = await runProgram("tshark", args);
  if (status !== 0) return { checks: [{ name: "capture: can be read", ok: false, detail: err.trim() }] };
  const frames = out
    .split("\n")
    .filter((line) => line !== "")
    .map(frameOf);
  const messages = frames.filter((frame) => frame.coap).length;
  const trusted = (frame: Frame): boolean => options.hostile !== true || !options.ports.includes(frame.from);
  const faults = frames.filter((frame) => frame.fault !== "" && trusted(frame));
  const count = {
    name: "capture: every datagram is a CoAP message",
    ok: messages === options.datagrams && frames.length === options.datagrams && messages > 0,
    detail: `${options.datagrams} datagrams carried, ${frames.length} captured, ${messages} CoAP messages`,
  };
  const sound = {
    name: "capture: none is malformed",
    ok: faults.length === 0,
    detail: faults.map((frame) => `frame ${frame.number}: ${frame.fault}`).join("; "),
  };
  return { checks: [count, sound] };
}
