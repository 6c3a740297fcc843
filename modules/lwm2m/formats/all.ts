import { freeze } from "../../base/freeze.js";
import { basicFormats } from "./basic.js";
import type { Formats } from "./format.js";
import { senmlCbor, senmlEtchCbor } from "./senml-cbor.js";
import { senmlEtchJson, senmlJson } from "./senml-json.js";

/** Every format of OMA LwM2M 1.0 to 1.2 (clauses 6.4 and 7.4). */
export const allFormats: Formats = freeze([...basicFormats, senmlJson, senmlCbor, senmlEtchJson, senmlEtchCbor]);
