import { toHex, textOf } from "../at/text.js";
import type { Path } from "../../modules/lwm2m/path.js";
import type { Port } from "../at/port.js";
import type { Ask, WriteItem } from "../client/contract.js";
import type { MiplTraits } from "./traits.js";
import { isPrintable, lineText } from "./values.js";

/** Writes the lines by which the module brings the platform's requests to the host. The first field is the reference. */
export function printAsk(port: Port, ask: Ask, traits: MiplTraits, texts: boolean): void {
  const { message, path } = ask;
  switch (ask.kind) {
    case "read":
      port.info("+MIPLREAD", `0,${message},${place(path)}`);
      break;
    case "write":
      for (let i = 0; i < ask.items.length; i++) printItem(port, ask, i, traits.writeIndex, texts);
      break;
    case "execute": {
      const size = ask.argument.length;
      const argument = size === 0 ? "" : `,${size},${textOf(ask.argument)}`;
      port.info("+MIPLEXECUTE", `0,${message},${place(path)}${argument}`);
      break;
    }
    case "parameter": {
      const text = lineText(ask.text);
      port.info("+MIPLPARAMETER", `0,${message},${place(path)},${text.length},"${text}"`);
      break;
    }
    case "observe":
      port.info("+MIPLOBSERVE", `0,${message},${ask.on ? 1 : 0},${place(path)}`);
      break;
    case "discover":
      port.info("+MIPLDISCOVER", `0,${message},${path.object}`);
      break;
  }
}

/**
 * One line for each value of a write; they end at the flag: 1 for the first, 2 for those between, 0 for the last; or at
 * an index that counts down. What came as bytes is of type 2 and in hex, since the module does not know the resource;
 * plain text is of type 1 if `texts` says so.
 */
function printItem(port: Port, ask: Extract<Ask, { kind: "write" }>, at: number, index: boolean, texts: boolean): void {
  const { message, path, items } = ask;
  const { resource, bytes, text } = items[at] as WriteItem;
  const flag = at === items.length - 1 ? 0 : at === 0 ? 1 : 2;
  const where = `0,${message},${path.object},${path.instance ?? -1},${resource}`;
  const value =
    texts && text && isPrintable(bytes) ? `1,${bytes.length},"${textOf(bytes)}"` : `2,${bytes.length},${toHex(bytes)}`;
  port.info("+MIPLWRITE", `${where},${value},${flag}${index ? `,${items.length - 1 - at}` : ""}`);
}

/** Object, instance, resource; −1 for what the request leaves open. */
function place(path: Path): string {
  return `${path.object},${path.instance ?? -1},${path.resource ?? -1}`;
}
