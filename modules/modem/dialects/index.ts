import { never } from "../../base/machine.js";
import type { DialectName, SocketDialect } from "./dialect.js";
import { nso } from "./nso.js";

/** The dialect of a name. */
export function socketDialect(name: DialectName): SocketDialect {
  switch (name) {
    case "nso":
      return nso;
    default:
      return never(name);
  }
}
