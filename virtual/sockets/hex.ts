import { freeze } from "../../modules/base/freeze.js";
import type { Instant } from "../../modules/base/machine.js";
import { bytesOf, fromHex, toHex, textOf } from "../at/text.js";
import type { SetLine } from "../at/line.js";
import { isIpv4, isOmitted, whole } from "../at/numbers.js";
import type { Reply } from "../at/port.js";
import { NO_NETWORK, NOT_ALLOWED, PARAMETER } from "../commands/handlers.js";
import type { CommandTable, Parts } from "../parts.js";
import type { SettingTable } from "../settings.js";
import { resolveName, tellName } from "./cmdns.js";
import type { SocketDialect } from "./dialect.js";
import { linkAt, MOST_LINKS, newest, remoteAt } from "./link.js";
import type { Remote, Socket } from "./sockets.js";

/**
 * The IPSTART commands of modules with the MT2625 chip: the data stand in the command and in +IPRD, in hex. Form and
 * order of the fields are those that public drivers of the M5311 use.
 */

/** AT+IPSTART=<link>,"UDP",<address>,<port> */
function open(parts: Parts, line: SetLine): Reply {
  const id = whole(line.parameters[0], 0, MOST_LINKS);
  const remote = remoteAt(line, 1);
  if (id === undefined || remote === undefined) return PARAMETER;
  if (!parts.network.attached) return NO_NETWORK;
  return parts.sockets.link(id, remote, "print") ? "ok" : NOT_ALLOWED;
}

/** AT+IPSEND=<link>,<bytes; 0 for a text's own>,<hex or "text">[,<address>,<port>[,<priority>]] */
function send(parts: Parts, line: SetLine, now: Instant): Reply {
  const [, length, data, address, port, priority] = line.parameters;
  const id = linkAt(parts, line, 0);
  if (id === undefined || data === undefined || line.parameters.length > 6) return PARAMETER;
  const bytes = data.quoted ? bytesOf(data.text) : fromHex(data.text);
  const most = parts.sockets.maxDatagram;
  if (bytes === undefined || bytes.length === 0 || bytes.length > most) return PARAMETER;
  if (whole(length, bytes.length, bytes.length) === undefined && !(data.quoted && length?.text === "0"))
    return PARAMETER;
  if (!isOmitted(priority) && whole(priority, 0, 2) === undefined) return PARAMETER;
  const first = parts.sockets.find(id)?.remotes[0];
  const remote = address === undefined ? first : explicit(address.text, whole(port, 1, 65_535));
  if (remote === undefined) return PARAMETER;
  if (!parts.network.attached) return NO_NETWORK;
  parts.sockets.send(id, remote.address, remote.port, bytes, now);
  parts.port.info("+IPSEND", `${id},${bytes.length}`);
  return "ok";
}

function explicit(address: string, port: number | undefined): Remote | undefined {
  return port === undefined || !isIpv4(address) ? undefined : { address, port };
}

/** AT+IPRCFG=1,<mode: 0 data alone, 2 with the sender>,<1 hex, 0 text> */
function configure(parts: Parts, line: SetLine): Reply {
  const [automatic, mode, hex] = line.parameters;
  const known = whole(mode, 0, 0) ?? whole(mode, 2, 2);
  if (whole(automatic, 1, 1) === undefined || known === undefined || whole(hex, 0, 1) === undefined) return PARAMETER;
  if (line.parameters.length !== 3) return PARAMETER;
  parts.settings.keep("+IPRCFG", line.text);
  return "ok";
}

function tellConfiguration(parts: Parts): Reply {
  parts.port.info("+IPRCFG", parts.settings.value("+IPRCFG"));
  return "ok";
}

function close(parts: Parts, line: SetLine): Reply {
  const id = linkAt(parts, line, 0);
  return id !== undefined && line.parameters.length === 1 && parts.sockets.close(id) ? "ok" : PARAMETER;
}

const COMMANDS: CommandTable = freeze({
  "+IPSTART": { set: open },
  "+IPSEND": { set: send },
  "+IPRCFG": { set: configure, read: tellConfiguration, test: "(1),(0,2),(0,1)" },
  "+IPCLOSE": { set: close },
  "+CMDNS": { set: resolveName },
});

/** Until the host says otherwise, data come as text and without their sender. */
const SETTINGS: SettingTable = freeze({ "+IPRCFG": { initial: "1,0,0" } });

/** The dialect of the MT2625 family. */
export const HEX: SocketDialect = freeze({
  name: "hex",
  commands: COMMANDS,
  settings: SETTINGS,
  arrived(parts: Parts, id: number, socket: Socket) {
    const { address, port, bytes } = newest(socket);
    const [, mode, hex] = parts.settings.value("+IPRCFG").split(",");
    const sender = mode === "2" ? `"${address}",${port},` : "";
    parts.port.info("+IPRD", `${id},${sender}${bytes.length},${hex === "1" ? toHex(bytes) : textOf(bytes)}`);
  },
  closed(parts: Parts, id: number) {
    parts.port.info("+IPCLOSE", `${id}`);
  },
  dropped(parts: Parts, count: number) {
    if (count > 0) parts.port.line("NO CARRIER");
  },
  resolved: tellName,
});
