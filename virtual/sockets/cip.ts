import { freeze } from "../../modules/base/freeze.js";
import type { Instant } from "../../modules/base/machine.js";
import type { SetLine } from "../at/line.js";
import { isIpv4, whole } from "../at/numbers.js";
import type { Reply } from "../at/port.js";
import { NO_NETWORK, NOT_ALLOWED, PARAMETER } from "../commands/handlers.js";
import type { CommandTable, Parts } from "../parts.js";
import type { SettingTable } from "../settings.js";
import { askName, nameOf } from "./cmdns.js";
import type { SocketDialect } from "./dialect.js";
import { linkAt, MOST_LINKS, newest, remoteAt } from "./link.js";
import { sendTo } from "./raw.js";
import type { Arrival, Socket } from "./sockets.js";

/**
 * The CIPSTART commands of the bare RDA8908A chip: a bearer is brought up first, the module prompts for the data, and
 * arrivals are fetched as they are. Form and order of the fields are those that a public driver of the chip uses.
 */

const PROMPT = "> ";

/** How far the bearer is: named (CSTT), brought up (CIICR). Kept as a setting that no command names. */
const BEARER = "bearer";

/** AT+CSTT="<access point>","<user>","<password>" */
function name(parts: Parts, line: SetLine): Reply {
  if (line.parameters.length > 3) return PARAMETER;
  if (parts.settings.value(BEARER) === "up") return NOT_ALLOWED;
  parts.settings.keep(BEARER, "named");
  return "ok";
}

/** AT+CIICR */
function bringUp(parts: Parts): Reply {
  if (parts.settings.value(BEARER) !== "named") return NOT_ALLOWED;
  if (!parts.network.attached) return NO_NETWORK;
  parts.settings.keep(BEARER, "up");
  return "ok";
}

/** AT+CIFSR: the module's own address. */
function ownAddress(parts: Parts): Reply {
  if (parts.settings.value(BEARER) !== "up") return NOT_ALLOWED;
  parts.port.line(parts.model.cell.address);
  return "ok";
}

/** AT+CIPSHUT: takes bearer and links down. */
function shut(parts: Parts): Reply {
  parts.sockets.closeAll();
  parts.settings.keep(BEARER, "");
  parts.port.line("SHUT OK");
  return "silent";
}

/** AT+CIPSTART=<link>,"UDP","<address>",<port>: OK, and then whether it is open. */
function open(parts: Parts, line: SetLine): Reply {
  const id = whole(line.parameters[0], 0, MOST_LINKS);
  const remote = remoteAt(line, 1);
  if (id === undefined || remote === undefined || parts.settings.value("+CIPMUX") !== "1") return PARAMETER;
  if (parts.settings.value(BEARER) !== "up" || !parts.network.attached) return NOT_ALLOWED;
  const taken = parts.sockets.find(id) !== undefined;
  if (!taken && !parts.sockets.link(id, remote, "announce")) return PARAMETER;
  parts.port.line("OK");
  parts.port.line(`${id},${taken ? "ALREADY CONNECT" : "CONNECT OK"}`);
  return "silent";
}

/** AT+CIPSEND=<link>,<bytes>: a prompt, the raw bytes, and that they are sent, or with CIPQSEND that they are taken. */
function send(parts: Parts, line: SetLine): Reply {
  const id = linkAt(parts, line, 0);
  const count = whole(line.parameters[1], 1, parts.sockets.maxDatagram);
  if (id === undefined || count === undefined || line.parameters.length !== 2) return PARAMETER;
  const link = id;
  parts.awaited = {
    count,
    prompt: PROMPT,
    done: (all, bytes, now) => {
      const sent = sendTo(all, link, bytes, now);
      const quick = all.settings.value("+CIPQSEND") === "1";
      if (!sent) all.port.line(`${link},SEND FAIL`);
      else all.port.line(quick ? `DATA ACCEPT:${link},${bytes.length}` : `${link},SEND OK`);
      return "silent";
    },
  };
  return "silent";
}

/** AT+CIPRXGET=<0 print, 1 keep arrivals>, =2,<link>,<most bytes> to fetch them, =4,<link> to ask how many bytes wait. */
function receive(parts: Parts, line: SetLine): Reply {
  const mode = whole(line.parameters[0], 0, 4);
  if (mode === 0 || mode === 1) {
    if (line.parameters.length !== 1) return PARAMETER;
    parts.settings.keep("+CIPRXGET", `${mode}`);
    return "ok";
  }
  const id = linkAt(parts, line, 1);
  const socket = parts.sockets.find(id);
  if (id === undefined || socket === undefined || parts.settings.value("+CIPRXGET") !== "1") return PARAMETER;
  if (mode === 2 && line.parameters.length === 3) return fetch(parts, id, socket, whole(line.parameters[2], 1, 65_535));
  if (mode !== 4 || line.parameters.length !== 2) return PARAMETER;
  parts.port.line(`+CIPRXGET: 4,${id},${total(socket)}`);
  return "ok";
}

/** The oldest datagram, or as much of it as is wanted and can be given at once; the rest stays. */
function fetch(parts: Parts, id: number, socket: Socket, asked: number | undefined): Reply {
  if (asked === undefined) return PARAMETER;
  const first = socket.waiting.shift();
  if (first === undefined) {
    parts.port.line(`+CIPRXGET: 2,${id},${asked},0`);
    return "ok";
  }
  const { address, port, bytes } = first;
  const size = Math.min(bytes.length, asked, parts.sockets.maxFetch);
  if (size < bytes.length) socket.waiting.unshift({ address, port, bytes: bytes.slice(size) });
  parts.port.raw(`+CIPRXGET: 2,${id},${asked},${size},${address}:${port}\r\n`, bytes.slice(0, size));
  return "ok";
}

function total(socket: Socket): number {
  let sum = 0;
  for (let i = 0; i < socket.waiting.length; i++) sum += (socket.waiting[i] as Arrival).bytes.length;
  return sum;
}

function close(parts: Parts, line: SetLine): Reply {
  const id = linkAt(parts, line, 0);
  if (id === undefined || line.parameters.length > 2) return PARAMETER;
  parts.sockets.close(id);
  parts.port.line(`${id},CLOSE OK`);
  return "silent";
}

/** AT+CDNSGIP="<name>": the line with the address comes after OK. */
function resolve(parts: Parts, line: SetLine, now: Instant): Reply {
  const wanted = nameOf(line);
  if (wanted === undefined) return PARAMETER;
  if (!isIpv4(wanted)) return askName(parts, wanted, now);
  parts.port.line("OK");
  tell(parts, wanted, wanted);
  return "silent";
}

function tell(parts: Parts, wanted: string, address: string | undefined): void {
  parts.port.line(address === undefined ? "+CDNSGIP: 0,8" : `+CDNSGIP: 1,"${wanted}","${address}"`);
}

const COMMANDS: CommandTable = freeze({
  "+CSTT": { set: name },
  "+CIICR": { execute: bringUp },
  "+CIFSR": { execute: ownAddress },
  "+CIPSHUT": { execute: shut },
  "+CIPSTART": { set: open },
  "+CIPSEND": { set: send },
  "+CIPRXGET": {
    set: receive,
    read: (parts: Parts) => {
      parts.port.info("+CIPRXGET", parts.settings.value("+CIPRXGET"));
      return "ok";
    },
  },
  "+CIPCLOSE": { set: close },
  "+CDNSGIP": { set: resolve },
});

const SETTINGS: SettingTable = freeze({
  "+CIPMUX": { initial: "0", test: "(0,1)", values: ["0", "1"] },
  "+CIPQSEND": { initial: "0", test: "(0,1)", values: ["0", "1"] },
  "+CIPSRIP": { initial: "0", test: "(0,1)", values: ["0", "1"] },
  "+CIPRXGET": { initial: "0" },
});

/** The dialect of the bare RDA8908A. */
export const CIP: SocketDialect = freeze({
  name: "cip",
  commands: COMMANDS,
  settings: SETTINGS,
  arrived(parts: Parts, id: number, socket: Socket) {
    if (parts.settings.value("+CIPRXGET") === "1") {
      const length = (socket.waiting[socket.waiting.length - 1] as Arrival).bytes.length;
      parts.port.line(`+CIPRXGET:0,${id},${length},${total(socket)}`);
      return;
    }
    const { address, port, bytes } = newest(socket);
    if (parts.settings.value("+CIPSRIP") === "1") parts.port.line(`RECV FROM:${address}:${port}`);
    parts.port.raw(`+RECEIVE,${id},${bytes.length}:`, bytes);
  },
  closed(parts: Parts, id: number) {
    parts.port.line(`${id},CLOSED`);
  },
  dropped(parts: Parts) {
    parts.settings.keep(BEARER, "");
  },
  resolved: tell,
});
