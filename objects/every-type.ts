import type { Instance, LwM2mObject } from "../modules/lwm2m/object.js";
import { defineObject, makeObject, type Handlers } from "../modules/lwm2m/object.js";
import { Code } from "../modules/lwm2m/operation.js";
import type { Multiple, ObjectLink } from "../modules/lwm2m/value.js";
import { EveryType } from "./models/26241-every-type.js";

/** An object for conformance tests: one resource of each type, single and multiple, and of each operation. */
export interface EveryTypeState {
  text: string;
  integer: number | bigint;
  unsigned: number | bigint;
  float: number;
  boolean: boolean;
  opaque: Uint8Array;
  time: number;
  link: ObjectLink;
  coreLink: string;
  texts: Multiple<string>;
  integers: Multiple<number | bigint>;
  unsigneds: Multiple<number | bigint>;
  floats: Multiple<number>;
  booleans: Multiple<boolean>;
  opaques: Multiple<Uint8Array>;
  times: Multiple<number>;
  links: Multiple<ObjectLink>;
  coreLinks: Multiple<string>;
  writes: number;
  bounded: number | bigint;
  argument: string;
}

/** Empty and zero, and no resource instance. */
export function newEveryType(): EveryTypeState {
  return {
    text: "",
    integer: 0,
    unsigned: 0,
    float: 0,
    boolean: false,
    opaque: new Uint8Array(0),
    time: 0,
    link: NO_LINK,
    coreLink: "",
    texts: NOTHING,
    integers: NOTHING,
    unsigneds: NOTHING,
    floats: NOTHING,
    booleans: NOTHING,
    opaques: NOTHING,
    times: NOTHING,
    links: NOTHING,
    coreLinks: NOTHING,
    writes: 0,
    bounded: 1,
    argument: "",
  };
}

/** The link to nothing (OMA LwM2M 1.1 appendix C). */
const NO_LINK: ObjectLink = Object.freeze({ object: 65_535, instance: 65_535 });
const NOTHING: Multiple<never> = Object.freeze({ instances: Object.freeze([]) });

const handlers: Handlers<typeof EveryType, EveryTypeState> = {
  read: {
    stringValue: (state) => state.text,
    integerValue: (state) => state.integer,
    unsignedValue: (state) => state.unsigned,
    floatValue: (state) => state.float,
    booleanValue: (state) => state.boolean,
    opaqueValue: (state) => state.opaque,
    timeValue: (state) => state.time,
    linkValue: (state) => state.link,
    coreLinkValue: (state) => state.coreLink,
    stringValues: (state) => state.texts,
    integerValues: (state) => state.integers,
    unsignedValues: (state) => state.unsigneds,
    floatValues: (state) => state.floats,
    booleanValues: (state) => state.booleans,
    opaqueValues: (state) => state.opaques,
    timeValues: (state) => state.times,
    linkValues: (state) => state.links,
    coreLinkValues: (state) => state.coreLinks,
    readOnly: (state) => state.writes,
    bounded: (state) => state.bounded,
    lastArgument: (state) => state.argument,
  },
  write: {
    stringValue: (state, value) => void (state.text = value),
    integerValue: (state, value) => void (state.integer = value),
    unsignedValue: (state, value) => void (state.unsigned = value),
    floatValue: (state, value) => void (state.float = value),
    booleanValue: (state, value) => void (state.boolean = value),
    opaqueValue: (state, value) => void (state.opaque = value),
    timeValue: (state, value) => void (state.time = value),
    linkValue: (state, value) => void (state.link = value),
    coreLinkValue: (state, value) => void (state.coreLink = value),
    stringValues: (state, value) => void (state.texts = value),
    integerValues: (state, value) => void (state.integers = value),
    unsignedValues: (state, value) => void (state.unsigneds = value),
    floatValues: (state, value) => void (state.floats = value),
    booleanValues: (state, value) => void (state.booleans = value),
    opaqueValues: (state, value) => void (state.opaques = value),
    timeValues: (state, value) => void (state.times = value),
    linkValues: (state, value) => void (state.links = value),
    coreLinkValues: (state, value) => void (state.coreLinks = value),
    writeOnly: (state) => void state.writes++,
    bounded: (state, value) => void (state.bounded = value),
  },
  execute: {
    action: (state, argument) => void (state.argument = argument),
    refusedAction: () => Code.forbidden,
  },
  // What is written to the write-only resource is counted in the read-only one.
  affects: { writeOnly: ["readOnly"], action: ["lastArgument"] },
  create: newEveryType,
  remove: () => undefined,
  reset: (state) => void Object.assign(state, newEveryType()),
};

/** Object 26241, of the range for tests (OMNA: 26241 to 32768). */
export const everyTypeDefinition = defineObject(EveryType, handlers);

/** Object 26241 with its first instances. */
export function everyTypeObject(instances: Instance<EveryTypeState>[]): LwM2mObject {
  return makeObject(everyTypeDefinition, instances);
}
