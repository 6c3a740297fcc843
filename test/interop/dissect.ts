import { onPath, runProgram } from "./build.js";
import { type Check } from "./check.js";
import { joinBlocks, readCapture, writeCapture } from "./joining.js";

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
  "coap.opt.block_number",
  "_ws.col.Info",
];

/** Options that are younger than many a dissector, which takes them for malformed: Echo, No-Response, Request-Tag. */
const YOUNG = /^Invalid Option Number (252|258|292)$/;

interface Frame {
  readonly number: string;
  readonly from: number;
  readonly coap: boolean;
  /** It has a piece of a longer payload, or asks for one. */
  readonly block: boolean;
  /** What is wrong with it, or empty. */
  readonly fault: string;
}

function frameOf(line: string): Frame {
  const [number = "?", protocols = "", malformed = "", severities = "", messages = "", ...rest] = line.split("\t");
  const [version = "", port = "", block = "", info = ""] = rest;
  const error = severities.split(",").some((severity) => Number(severity) >= EXPERT_ERROR);
  const coap = protocols.split(":").includes("coap");
  const wrongVersion = coap && version !== "1" ? `version ${version}` : "";
  const young = messages !== "" && messages.split(",").every((message) => YOUNG.test(message));
  const fault = young ? "" : malformed !== "" ? `malformed, ${info}` : error ? messages : wrongVersion;
  return { number, from: Number(port), coap, block: block !== "", fault };
}

/**
 * Has tshark decode a capture, and checks that each datagram is one sound CoAP message and that none is missing.
 *
 * What goes in blocks it decodes once more, from a capture of our own making: each message with a block without its piece
 * of payload, and each whole payload in one message. For tshark (4.0.17 at least) joins blocks by their path alone,
 * whichever way and in whichever transfer they went, so that a read in blocks after a write in blocks of the same
 * resource gets the old pieces, and what it then decodes is no payload that anybody sent.
 */
export async function dissect(options: DissectOptions): Promise<DissectReport> {
  if (!onPath("tshark")) return { skipped: "no tshark on this machine", checks: [] };
  const frames = await decode(options.pcap, options.ports);
  if (typeof frames === "string") return { checks: [{ name: "capture: can be read", ok: false, detail: frames }] };
  const messages = frames.filter((frame) => frame.coap).length;
  const blocks = frames.filter((frame) => frame.block).length;
  const count = {
    name: "capture: every datagram is a CoAP message",
    ok: messages === options.datagrams && frames.length === options.datagrams && messages > 0,
    detail: `${options.datagrams} datagrams carried, ${frames.length} captured, ${messages} CoAP messages`,
  };
  const judged = frames.filter((frame) => !frame.block && isTrusted(frame, options));
  const alone = soundness("capture: none is malformed", judged);
  return { checks: blocks === 0 ? [count, alone] : [count, alone, await joinedSoundness(options)] };
}

/** The messages with blocks, and the payloads that they make up. */
async function joinedSoundness(options: DissectOptions): Promise<Check> {
  const { pcap, ports } = options;
  const name = "capture: no payload in blocks is malformed";
  const { datagrams, whole, broken } = joinBlocks(readCapture(pcap));
  const joined = `${pcap}.joined`;
  writeCapture(joined, datagrams);
  const frames = await decode(joined, ports);
  if (typeof frames === "string") return { name, ok: false, detail: frames };
  const judged = frames.filter((frame) => isTrusted(frame, options));
  const check = soundness(name, judged);
  if (!check.ok) return check;
  const all = frames.length === datagrams.length && frames.every((frame) => frame.coap);
  return { name, ok: all, detail: `${whole} payloads are whole, ${broken} broke off` };
}

/** False for what a hostile peer sent. */
function isTrusted({ from }: Frame, { hostile, ports }: DissectOptions): boolean {
  return hostile !== true || !ports.includes(from);
}

function soundness(name: string, frames: readonly Frame[]): Check {
  const faults = frames.filter((frame) => frame.fault !== "");
  return {
    name,
    ok: faults.length === 0,
    detail: faults.map((frame) => `frame ${frame.number}: ${frame.fault}`).join("; "),
  };
}

/** What tshark makes of a capture; a sentence if it cannot read it. */
async function decode(pcap: string, ports: readonly number[]): Promise<readonly Frame[] | string> {
  const decodeAs = ports.flatMap((port) => ["-d", `udp.port==${port},coap`]);
  const fields = FIELDS.flatMap((field) => ["-e", field]);
  const args = ["-n", "-r", pcap, ...decodeAs, "-T", "fields", "-E", "occurrence=a", ...fields];
  const { status, out, err } = await runProgram("tshark", args);
  if (status !== 0) return err.trim();
  return out
    .split("\n")
    .filter((line) => line !== "")
    .map(frameOf);
}
