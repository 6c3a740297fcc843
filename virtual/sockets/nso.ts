import { freeze } from "../../modules/base/freeze.js";
import type { Instant } from "../../modules/base/machine.js";
import { fromHex, toHex } from "../at/text.js";
import type { SetLine } from "../at/line.js";
import { flags, isIpv4, whole, wholeOr } from "../at/numbers.js";
import type { Reply } from "../at/port.js";
import { Cme, type CommandTable, type Parts } from "../parts.js";
import { resolveName, tellName } from "./cmdns.js";
import type { SocketDialect } from "./dialect.js";
import type { Arrival, Socket } from "./sockets.js";

/**
 * The NSO… socket commands of modules with the Hi2115 chip, and their CMDNS. All data is in hex. Form and order of the
 * fields are those that public drivers of the M5310-A use.
 */

const PARAMETER: Reply = Object.freeze({ cme: Cme.parameter });
const NO_NETWORK: Reply = Object.freeze({ cme: Cme.noNetwork });
const UDP = 17;
const MOST_SOCKETS = 255;

/** AT+NSOCR="DGRAM",17[,<local port>[,<receive: 1 announce, 2 print>]] */
function open(parts: Parts, line: SetLine): Reply {
  const [type, protocol, port, receive] = line.parameters;
  if (type?.text !== "DGRAM" || whole(protocol, UDP, UDP) === undefined) return PARAMETER;
  const local = wholeOr(port, 0, 65_535, 0);
  const mode = wholeOr(receive, 1, 2, 1);
  if (local === undefined || mode === undefined || line.parameters.length > 4) return PARAMETER;
  const id = parts.sockets.open(local, mode === 2 ? "print" : "announce");
  if (id === undefined) return { cme: Cme.memoryFull };
  parts.port.line(`${id}`);
  return "ok";
}

/** AT+NSOCFG=<socket>,<send hex>,<receive hex>: this module knows nothing but hex. */
function configure(parts: Parts, line: SetLine): Reply {
  const [id, send, receive] = line.parameters;
  if (parts.sockets.find(whole(id, 0, MOST_SOCKETS)) === undefined || line.parameters.length !== 3) return PARAMETER;
  return whole(send, 1, 1) === undefined || whole(receive, 1, 1) === undefined ? PARAMETER : "ok";
}

/** AT+NSOST=<socket>,<address>,<port>,<bytes>,<hex> */
function send(parts: Parts, line: SetLine, now: Instant): Reply {
  return line.parameters.length === 5 ? sendFrom(parts, line, 3, now) : PARAMETER;
}

/** AT+NSOSTF=<socket>,<address>,<port>,<flag>,<bytes>,<hex>; the flag asks for release assistance only. */
function sendWithFlag(parts: Parts, line: SetLine, now: Instant): Reply {
  if (line.parameters.length !== 6 || flags(line.parameters[3]) === undefined) return PARAMETER;
  return sendFrom(parts, line, 4, now);
}

/** `at` is the place of the length. */
function sendFrom(parts: Parts, line: SetLine, at: number, now: Instant): Reply {
  const [idText, address, portText] = line.parameters;
  const id = whole(idText, 0, MOST_SOCKETS);
  const port = whole(portText, 1, 65_535);
  const length = whole(line.parameters[at], 1, parts.sockets.maxDatagram);
  const bytes = fromHex(line.parameters[at + 1]?.text ?? "");
  if (id === undefined || port === undefined || address === undefined || !isIpv4(address.text)) return PARAMETER;
  if (bytes === undefined || bytes.length !== length) return PARAMETER;
  if (!parts.network.attached) return NO_NETWORK;
  if (!parts.sockets.send(id, address.text, port, bytes, now)) return PARAMETER;
  parts.port.line(`${id},${length}`);
  return "ok";
}

/** AT+NSORF=<socket>,<most bytes>: the oldest datagram or its next piece; nothing but OK if there is none. */
function receive(parts: Parts, line: SetLine): Reply {
  const [idText, most] = line.parameters;
  const id = whole(idText, 0, MOST_SOCKETS);
  const limit = whole(most, 1, 65_535);
  const socket = parts.sockets.find(id);
  if (socket === undefined || id === undefined || limit === undefined || line.parameters.length !== 2) return PARAMETER;
  if (socket.waiting.length > 0) print(parts, id, socket, limit);
  return "ok";
}

/** Prints up to `limit` bytes of the oldest datagram; what is left of it stays. */
function print(parts: Parts, id: number, socket: Socket, limit: number): void {
  const { address, port, bytes } = socket.waiting.shift() as Arrival;
  const size = bytes.length < limit ? bytes.length : limit;
  const left = bytes.length - size;
  if (left > 0) socket.waiting.unshift({ address, port, bytes: bytes.slice(size) });
  parts.port.info("+NSORF", `${id},${address},${port},${size},${toHex(bytes, 0, size)},${left}`);
}

function close(parts: Parts, line: SetLine): Reply {
  const id = whole(line.parameters[0], 0, MOST_SOCKETS);
  return id !== undefined && line.parameters.length === 1 && parts.sockets.close(id) ? "ok" : PARAMETER;
}

const COMMANDS: CommandTable = freeze({
  "+NSOCR": { set: open },
  "+NSOCFG": { set: configure },
  "+NSOST": { set: send },
  "+NSOSTF": { set: sendWithFlag },
  "+NSORF": { set: receive },
  "+NSOCL": { set: close },
  "+CMDNS": { set: resolveName },
});

/** The dialect of the Hi2115 family. */
export const NSO: SocketDialect = freeze({
  name: "nso",
  commands: COMMANDS,
  arrived(parts: Parts, id: number, socket: Socket) {
    const last = socket.waiting[socket.waiting.length - 1] as Arrival;
    if (socket.receive === "print") print(parts, id, socket, last.bytes.length);
    else parts.port.info("+NSONMI", `${id},${last.bytes.length}`);
  },
  closed(parts: Parts, id: number) {
    // Here, unlike elsewhere, the module puts a blank after the colon.
    parts.port.line(`+NSOCLI: ${id}`);
  },
  resolved: tellName,
});
