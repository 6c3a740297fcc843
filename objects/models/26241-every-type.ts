// Made from 26241.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 26241, version 1.0. */
export const EveryType = freeze({
  id: 26241,
  name: "Every Type",
  version: "1.0",
  multiple: true,
  resources: {
    stringValue: { id: 0, type: "string", access: "RW", mandatory: true },
    integerValue: { id: 1, type: "integer", access: "RW" },
    unsignedValue: { id: 2, type: "unsigned", access: "RW" },
    floatValue: { id: 3, type: "float", access: "RW" },
    booleanValue: { id: 4, type: "boolean", access: "RW" },
    opaqueValue: { id: 5, type: "opaque", access: "RW" },
    timeValue: { id: 6, type: "time", access: "RW" },
    linkValue: { id: 7, type: "objlink", access: "RW" },
    coreLinkValue: { id: 8, type: "corelnk", access: "RW" },
    stringValues: { id: 10, type: "string", access: "RW", multiple: true },
    integerValues: { id: 11, type: "integer", access: "RW", multiple: true },
    unsignedValues: { id: 12, type: "unsigned", access: "RW", multiple: true },
    floatValues: { id: 13, type: "float", access: "RW", multiple: true },
    booleanValues: { id: 14, type: "boolean", access: "RW", multiple: true },
    opaqueValues: { id: 15, type: "opaque", access: "RW", multiple: true },
    timeValues: { id: 16, type: "time", access: "RW", multiple: true },
    linkValues: { id: 17, type: "objlink", access: "RW", multiple: true },
    coreLinkValues: { id: 18, type: "corelnk", access: "RW", multiple: true },
    readOnly: { id: 20, type: "integer", access: "R" },
    writeOnly: { id: 21, type: "string", access: "W" },
    bounded: { id: 22, type: "integer", access: "RW", range: [1, 10] },
    action: { id: 23, type: "none", access: "E" },
    lastArgument: { id: 24, type: "string", access: "R" },
    refusedAction: { id: 25, type: "none", access: "E" },
  },
} as const satisfies ObjectModel);
