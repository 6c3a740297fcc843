import type { Instant } from "../../modules/base/machine.js";
import { fromHex } from "../at/text.js";
import type { SetLine } from "../at/line.js";
import { isOmitted, whole } from "../at/numbers.js";
import type { Reply } from "../at/port.js";
import type { Parts } from "../parts.js";
import { parseBlob, parseServer, type ServerChoice } from "./blob.js";
import { Cis } from "./traits.js";

/** The three ways to create the instance. */

const PARAMETER: Reply = Object.freeze({ cis: Cis.parameter });
const STATE: Reply = Object.freeze({ cis: Cis.state });

/** The port that would want DTLS, which this module does not have. */
const DTLS_PORT = 5684;

const LONGEST_BLOB = 1024;

/** AT+MIPLCREATE: by what AT+MIPLCONFIG has set, where there is that command. */
export function createDefault(parts: Parts): Reply {
  const { server, authCode, key } = parts.mipl.configuration;
  if (key !== "") return refuseDtls(parts);
  return create(parts, "+MIPLCREATE", server, authCode);
}

/** AT+MIPLCREATEEX=<host[:port]>,<flags>[,<auth code>,<psk>]; bit 0 of the flags chooses bootstrap. */
export function createByHost(parts: Parts, line: SetLine): Reply {
  const [host, flags, authCode, key] = line.parameters;
  const server = parseServer(host?.text ?? "");
  const bits = whole(flags, 0, 3);
  const code = authCode?.text ?? "";
  if (server === undefined || bits === undefined || line.parameters.length > 6 || code.length > 16) return PARAMETER;
  if (server.port === DTLS_PORT || !isOmitted(key)) {
    return refuseDtls(parts);
  }
  return create(parts, "+MIPLCREATEEX", { ...server, bootstrap: (bits & 1) === 1 }, code);
}

/**
 * AT+MIPLCREATE=<total>,<hex>,<index>,<bytes>,<flag>: the configuration blob, whole or in pieces whose index counts
 * down to 0, with flag 1 for the first, 2 for those between, 0 for the last.
 */
export function createByBlob(parts: Parts, line: SetLine): Reply {
  const [totalText, hex, indexText, sizeText, flagText] = line.parameters;
  const total = whole(totalText, 1, LONGEST_BLOB);
  const index = whole(indexText, 0, LONGEST_BLOB);
  const flag = whole(flagText, 0, 2);
  const bytes = fromHex(hex?.text ?? "");
  const before = flag === 1 ? undefined : parts.mipl.assembly;
  parts.mipl.assembly = undefined;
  if (total === undefined || index === undefined || flag === undefined || bytes === undefined) return PARAMETER;
  if (line.parameters.length !== 5 || bytes.length === 0 || whole(sizeText, bytes.length, bytes.length) === undefined) {
    return PARAMETER;
  }
  const follows = before === undefined ? flag !== 2 : before.total === total && before.nextIndex === index;
  const whole_ = [...(before?.bytes ?? []), ...bytes];
  if (!follows || whole_.length > total || (flag === 0) !== (index === 0)) return PARAMETER;
  if (flag !== 0) {
    parts.mipl.assembly = { total, bytes: whole_, nextIndex: index - 1 };
    return "ok";
  }
  const { layouts } = parts.model.mipl.traits;
  const content = whole_.length === total ? parseBlob(Uint8Array.from(whole_), layouts) : undefined;
  if (content === undefined) return PARAMETER;
  if (content.dtls) return refuseDtls(parts);
  return create(parts, "+MIPLCREATE", content.server, content.authCode);
}

function refuseDtls(parts: Parts): Reply {
  parts.options.log?.("warning", "this virtual module has no DTLS");
  return { cis: Cis.notAllowed };
}

function create(parts: Parts, prefix: string, server: ServerChoice, authCode: string): Reply {
  if (parts.mipl.created !== undefined || !parts.network.attached) return STATE;
  parts.mipl.create(server, authCode);
  parts.port.info(prefix, "0");
  return "ok";
}

/** AT+MIPLDELETE=0, by its old name AT+MIPLDEL=0: forgets the instance with all its objects. */
export function destroy(parts: Parts, line: SetLine, _now: Instant): Reply {
  if (whole(line.parameters[0], 0, 0) === undefined || line.parameters.length !== 1) return PARAMETER;
  if (parts.mipl.created === undefined) return STATE;
  parts.mipl.destroy();
  return "ok";
}
