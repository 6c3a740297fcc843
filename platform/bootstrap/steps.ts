import type { Message, Option } from "../coap/message.js";
import { Code, ContentFormat } from "../coap/numbers.js";
import { textOption, uintOption } from "../coap/options.js";
import { parseLinks } from "../lwm2m/links.js";
import { parsePath } from "../lwm2m/path.js";
import { ContentError } from "../lwm2m/scalar.js";
import type { BootstrapKind } from "../store/records.js";
import { type ServerAccount, noKeys, securityInstance, serverInstance } from "./accounts.js";

/** One request of a bootstrap. */
export interface Step {
  readonly name: string;
  readonly code: string;
  readonly options: readonly Option[];
  readonly payload?: Buffer;
  /** The answer that is success. */
  readonly wanted: string;
  /** Another answer does not end the bootstrap. */
  readonly optional?: boolean;
}

export interface Accounts {
  readonly access: ServerAccount;
  readonly bootstrap: ServerAccount;
  readonly contentFormat: number;
}

/** The requests of one bootstrap in order; each answer is given back before the next one. */
export function* steps(kind: BootstrapKind, accounts: Accounts): Generator<Step, void, Message> {
  if (kind === "onenet") {
    // Instance 0 becomes the LwM2M server, instance 1 the bootstrap server.
    yield write(accounts, "0/0", securityInstance(accounts.access, "server"));
    yield write(accounts, "0/1", securityInstance(accounts.bootstrap, "bootstrap"));
    yield finish;
    return;
  }
  // OMA LwM2M 1.1 clause 6.1.7: what there is, out with it, the new accounts, a look at them, done.
  const found = yield discover;
  yield removeAll;
  const own = found.code === Code.content ? bootstrapInstance(found.payload) : undefined;
  yield write(accounts, `0/${own === 0 ? 1 : 0}`, securityInstance(accounts.access, "server", noKeys()));
  yield write(accounts, "1/0", serverInstance());
  yield readServers;
  yield finish;
}

const at = (path: string): Option[] => path.split("/").map((part) => textOption("Uri-Path", part));

const write = ({ contentFormat }: Accounts, path: string, payload: Buffer): Step => ({
  name: `PUT /${path}`,
  code: Code.put,
  options: [...at(path), uintOption("Content-Format", contentFormat)],
  payload,
  wanted: Code.changed,
});

const discover: Step = {
  name: "GET / (discover)",
  code: Code.get,
  options: [uintOption("Accept", ContentFormat.link)],
  wanted: Code.content,
  optional: true,
};

const removeAll: Step = { name: "DELETE /", code: Code.delete, options: [], wanted: Code.deleted };

/** LwM2M 1.0 has no Bootstrap-Read. */
const readServers: Step = {
  name: "GET /1",
  code: Code.get,
  options: [...at("1"), uintOption("Accept", ContentFormat.tlv)],
  wanted: Code.content,
  optional: true,
};

const finish: Step = { name: "POST /bs", code: Code.post, options: at("bs"), wanted: Code.changed };

/** The Security instance of the bootstrap server: the one that has no short server id (OMA LwM2M 1.1 clause 6.1.7.2). */
function bootstrapInstance(payload: Buffer): number | undefined {
  try {
    for (const { target, attributes } of parseLinks(payload.toString("utf8"))) {
      const path = parsePath(target);
      if (path?.object === 0 && path.instance !== undefined && attributes["ssid"] === undefined) return path.instance;
    }
    return undefined;
  } catch (error) {
    if (error instanceof ContentError) return undefined;
    throw error;
  }
}
