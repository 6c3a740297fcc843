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
import type { Remote, Socket } from "./sockets.js";

/**
 * The IPSTART commands of modules with the RDA8909B chip: the module prompts for the data and takes and gives them as
 * they are. Form and order of the fields are those that a public driver of the M5313 uses.
 */

const PROMPT = ">";

/** Whether there are several links; else there is one, and no line has its number. */
function several(parts: Parts): boolean {
  return parts.settings.value("+CMMUX") === "1";
}

/** AT+CMMUX=<0 one link, 1 several>: not while a link is open. */
function setMux(parts: Parts, line: SetLine): Reply {
  if (whole(line.parameters[0], 0, 1) === undefined || line.parameters.length !== 1) return PARAMETER;
  if (parts.sockets.anyOpen) return NOT_ALLOWED;
  parts.settings.keep("+CMMUX", line.text);
  return "ok";
}

/** AT+IPSTART=[<link>,]"UDP","<address>",<port>: OK, and then whether it is open. */
function open(parts: Parts, line: SetLine): Reply {
  const mux = several(parts);
  const id = mux ? whole(line.parameters[0], 0, MOST_LINKS) : 0;
  const remote = remoteAt(line, mux ? 1 : 0);
  if (id === undefined || remote === undefined) return PARAMETER;
  if (!parts.network.attached) return NO_NETWORK;
  const tag = mux ? `${id},` : "";
  if (parts.sockets.find(id) !== undefined) return NOT_ALLOWED;
  if (!parts.sockets.link(id, remote, "print")) return PARAMETER;
  parts.port.line("OK");
  parts.port.line(`${tag}CONNECT OK`);
  return "silent";
}

/** AT+IPSEND=[<link>,]<bytes>: a prompt, the raw bytes, SEND OK. */
function send(parts: Parts, line: SetLine): Reply {
  const mux = several(parts);
  const id = mux ? linkAt(parts, line, 0) : parts.sockets.find(0) && 0;
  const count = whole(line.parameters[mux ? 1 : 0], 1, parts.sockets.maxDatagram);
  if (id === undefined || count === undefined || line.parameters.length !== (mux ? 2 : 1)) return PARAMETER;
  if (!parts.network.attached) return NO_NETWORK;
  const link = id;
  parts.awaited = {
    count,
    prompt: PROMPT,
    done: (all, bytes, now) => {
      all.port.line(sendTo(all, link, bytes, now) ? "SEND OK" : "SEND FAIL");
      return "silent";
    },
  };
  return "silent";
}

/** Sends to a link's remote; false if it was closed meanwhile. */
export function sendTo(parts: Parts, id: number, bytes: Uint8Array, now: Instant): boolean {
  const remote: Remote | undefined = parts.sockets.find(id)?.remotes[0];
  if (remote === undefined || !parts.network.attached) return false;
  return parts.sockets.send(id, remote.address, remote.port, bytes, now);
}

function close(parts: Parts, line: SetLine): Reply {
  const id = linkAt(parts, line, 0);
  return id !== undefined && line.parameters.length === 1 && parts.sockets.close(id) ? "ok" : PARAMETER;
}

function closeOnly(parts: Parts): Reply {
  return !several(parts) && parts.sockets.close(0) ? "ok" : PARAMETER;
}

/** AT+CMDNSGIP="<name>": the line with the address comes after OK, but before it if the name is an address. */
function resolve(parts: Parts, line: SetLine, now: Instant): Reply {
  const name = nameOf(line);
  if (name === undefined) return PARAMETER;
  if (!isIpv4(name)) return askName(parts, name, now);
  tell(parts, name, name);
  return "ok";
}

function tell(parts: Parts, name: string, address: string | undefined): void {
  parts.port.info("+CMDNSGIP", address === undefined ? "FAIL" : `"${name}","${address}"`);
}

const COMMANDS: CommandTable = freeze({
  "+CMMUX": {
    set: setMux,
    read: (parts: Parts) => {
      parts.port.info("+CMMUX", parts.settings.value("+CMMUX"));
      return "ok";
    },
    test: "(0,1)",
  },
  "+IPSTART": { set: open },
  "+IPSEND": { set: send },
  "+IPCLOSE": { set: close, execute: closeOnly },
  "+CMDNSGIP": { set: resolve },
});

const SETTINGS: SettingTable = freeze({
  "+CMMUX": { initial: "0" },
  "+CMHEAD": { initial: "0", test: "(0,1)", values: ["0", "1"] },
  "+CMSHOWPT": { initial: "0", test: "(0,1)", values: ["0", "1"] },
  "+CMSHOWRA": { initial: "0", test: "(0,1)", values: ["0", "1"] },
});

/** The dialect of the RDA8909B family. */
export const RAW: SocketDialect = freeze({
  name: "raw",
  commands: COMMANDS,
  settings: SETTINGS,
  arrived(parts: Parts, id: number, socket: Socket) {
    const { address, port, bytes } = newest(socket);
    if (parts.settings.value("+CMSHOWPT") === "1") parts.port.line(`+RECV FROM:${address}:${port}`);
    const head = parts.settings.value("+CMHEAD") === "1" ? `+IPD,${bytes.length}:` : "";
    parts.port.raw(several(parts) ? `+RECEIVE,${id},${bytes.length}:` : head, bytes);
  },
  closed(parts: Parts, id: number) {
    parts.port.line(several(parts) ? `${id},CLOSED` : "CLOSED");
  },
  resolved: tell,
});
