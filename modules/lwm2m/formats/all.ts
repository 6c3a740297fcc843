import { freeze } from "../../base/freeze.js";
import { basicFormats } from "./basic.js";
import { cbor } from "./cbor.js";
import type { Formats } from "./format.js";
import { json } from "./json.js";
import { lwm2mCbor } from "./lwm2m-cbor.js";
import { senmlCbor, senmlEtchCbor } from "./senml-cbor.js";
import { senmlEtchJson, senmlJson } from "./senml-json.js";

/** Every format of OMA LwM2M 1.0 to 1.2 (clauses 6.4 and 7.4). */
export const allFormats: Formats = freeze([
  ...basicFormats,
  cbor,
  json,
  senmlJson,
  senmlCbor,
  senmlEtchJson,
  senmlEtchCbor,
  lwm2mCbor,
]);
