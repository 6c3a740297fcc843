import { freeze } from "../../base/freeze.js";
import { basicFormats } from "./basic.js";
import type { Formats } from "./format.js";

/** Every format of OMA LwM2M 1.0 to 1.2 (clauses 6.4 and 7.4). */
export const allFormats: Formats = freeze([...basicFormats]);
