import { freeze } from "../../base/freeze.js";
import type { Formats } from "./format.js";
import { opaque } from "./opaque.js";
import { text } from "./text.js";
import { tlv } from "./tlv.js";

/** The formats that an LwM2M 1.0 client must speak (OMA LwM2M 1.0 clause 6.4). */
export const basicFormats: Formats = freeze([text, opaque, tlv]);
