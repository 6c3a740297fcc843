import { never } from "../../base/machine.js";
import { cip } from "./cip.js";
import type { DialectName, SocketDialect } from "./dialect.js";
import { ipstart } from "./ipstart.js";
import { nso } from "./nso.js";
import { prompt } from "./prompt.js";

/** The dialect of a name. */
export function socketDialect(name: DialectName): SocketDialect {
  switch (name) {
    case "nso":
      return nso;
    case "ipstart":
      return ipstart;
    case "ipstart-prompt":
      return prompt;
    case "cip":
      return cip;
    default:
      return never(name);
  }
}
