import { freeze } from "../base/freeze.js";
import { Method } from "../coap/codes.js";
import type { Message } from "../coap/message.js";
import { findUint, OptionNumber, textOption, uintOption } from "../coap/options.js";
import { ContentFormat, decodeContent, type Formats } from "../lwm2m/formats/index.js";
import { Code, formatCode, type Entry } from "../lwm2m/operation.js";
import type { Tree } from "../lwm2m/tree.js";
import { Peer } from "./peer.js";
import type { BootstrapPack } from "./sdk-options.js";
import type { UplinkOutput } from "./uplink-messages.js";

/**
 * Bootstrap-Pack-Request: GET /bspack?ep=…, whose answer holds the whole configuration, so that neither requests of the
 * bootstrap server nor a finish follow (OMA LwM2M 1.2 clause 6.1.7.8). SenML CBOR is what every server of 1.2 can write.
 */
export const bootstrapPack: BootstrapPack = freeze({
  request(endpoint: string, tag: number): UplinkOutput {
    const options = [
      textOption(OptionNumber.uriPath, "bspack"),
      textOption(OptionNumber.uriQuery, `ep=${endpoint}`),
      uintOption(OptionNumber.accept, ContentFormat.senmlCbor),
    ];
    return { kind: "request", request: { kind: "request", peer: Peer.bootstrap, tag, code: Method.get, options } };
  },

  apply(message: Message, tree: Tree, formats: Formats): string | undefined {
    if (message.code !== Code.content) return `answered with ${formatCode(message.code)}`;
    const format = findUint(message, OptionNumber.contentFormat) ?? ContentFormat.senmlCbor;
    const decoded = decodeContent(formats, format, message.payload, {}, tree);
    if (decoded.kind === "refused") return decoded.reason;
    return write(tree, decoded.entries);
  },
});

/** Writes the entries object by object; the first that is refused ends it. */
function write(tree: Tree, entries: readonly Entry[]): string | undefined {
  const done: number[] = [];
  for (let i = 0; i < entries.length; i++) {
    const { object } = (entries[i] as Entry).path;
    if (object === undefined || done.includes(object)) continue;
    done.push(object);
    const own = entries.filter(({ path }) => path.object === object);
    const { code } = tree.bootstrap({ kind: "write", path: { object }, mode: "replace", entries: own });
    if (code !== Code.changed) return `/${object} is refused with ${formatCode(code)}`;
  }
  return undefined;
}
