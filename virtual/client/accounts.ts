import { Method } from "../../modules/coap/codes.js";
import type { Message } from "../../modules/coap/message.js";
import { findUint, OptionNumber, uriPath } from "../../modules/coap/options.js";
import { basicFormats } from "../../modules/lwm2m/formats/basic.js";
import { decodeContent } from "../../modules/lwm2m/formats/index.js";
import { ContentFormat } from "../../modules/lwm2m/formats/numbers.js";
import { Code, type Entry } from "../../modules/lwm2m/operation.js";
import { pathOfSegments } from "../../modules/lwm2m/path.js";
import { utf8Text } from "../../modules/base/text.js";
import { parseServer } from "../mipl/blob.js";
import { BYTES } from "./content.js";

const SECURITY = 0;

/** Resources of the Security object (OMA LwM2M 1.0 appendix E.1). */
const SERVER_URI = 0;
const IS_BOOTSTRAP = 1;
const SHORT_SERVER_ID = 10;

/** More accounts than a bootstrap server has reason to write. */
const MOST_ACCOUNTS = 8;

/** The short server id where nobody names one. */
export const USUAL_SERVER = 1;

interface AccountEntry {
  readonly instance: number;
  uri: string;
  bootstrap: boolean;
  server: number;
}

/** What the bootstrap server writes: accounts in the Security object, in TLV, and nothing else. */
export class Accounts {
  #entries: AccountEntry[] = [];

  clear(): void {
    this.#entries = [];
  }

  /** Carries out a request of the bootstrap server; gives the code of the answer. */
  operate(message: Message): number {
    const path = pathOfSegments(uriPath(message));
    if (path === undefined) return Code.notFound;
    if (path.object !== SECURITY && !(path.object === undefined && message.code === Method.delete)) {
      return Code.methodNotAllowed;
    }
    if (message.code === Method.delete) {
      this.#entries = this.#entries.filter((entry) => path.instance !== undefined && entry.instance !== path.instance);
      return Code.deleted;
    }
    if (message.code !== Method.put || path.resource !== undefined) return Code.methodNotAllowed;
    const format = findUint(message, OptionNumber.contentFormat);
    if (format !== ContentFormat.tlv && format !== ContentFormat.oldTlv) return Code.unsupportedFormat;
    const decoded = decodeContent(basicFormats, format, message.payload, path, BYTES);
    return decoded.kind === "refused" ? decoded.code : this.#write(decoded.entries);
  }

  /** The access server: the first account that is not the bootstrap server's own. */
  access(): { readonly host: string; readonly port: number; readonly server: number } | undefined {
    for (let i = 0; i < this.#entries.length; i++) {
      const { uri, bootstrap, server: id } = this.#entries[i] as AccountEntry;
      if (bootstrap || !uri.startsWith("coap://")) continue;
      const slash = uri.indexOf("/", 7);
      const server = parseServer(slash < 0 ? uri.slice(7) : uri.slice(7, slash));
      if (server !== undefined) return { ...server, server: id };
    }
    return undefined;
  }

  #write(entries: readonly Entry[]): number {
    for (let i = 0; i < entries.length; i++) {
      const { path, value } = entries[i] as Entry;
      const account = this.#account(path.instance);
      if (account === undefined || !(value instanceof Uint8Array)) return Code.badRequest;
      if (path.resource === SERVER_URI) account.uri = utf8Text(value) ?? "";
      if (path.resource === SHORT_SERVER_ID && value.length <= 2) account.server = unsigned(value);
      if (path.resource === IS_BOOTSTRAP) account.bootstrap = value[0] === 1;
    }
    return Code.changed;
  }

  #account(instance: number | undefined): AccountEntry | undefined {
    for (let i = 0; i < this.#entries.length; i++) if (this.#entries[i]?.instance === instance) return this.#entries[i];
    if (instance === undefined || instance > 65_534 || this.#entries.length === MOST_ACCOUNTS) return undefined;
    const account = { instance, uri: "", bootstrap: false, server: USUAL_SERVER };
    this.#entries.push(account);
    return account;
  }
}

/** A big-endian number. */
function unsigned(bytes: Uint8Array): number {
  let value = 0;
  for (let i = 0; i < bytes.length; i++) value = value * 256 + (bytes[i] as number);
  return value;
}
