import { freeze } from "../../modules/base/freeze.js";
import type { Instant } from "../../modules/base/machine.js";
import type { Parameter, SetLine } from "../at/line.js";
import { flags, isOmitted, whole, wholeOr } from "../at/numbers.js";
import type { Reply } from "../at/port.js";
import type { CommandTable, Parts } from "../parts.js";
import { answerExecute, answerObserve, answerParameter, answerRead, answerWrite, notify } from "./answers.js";
import { createByBlob, createByHost, createDefault, destroy } from "./creation.js";
import type { Created } from "./mipl.js";
import { resourceList } from "./resources.js";
import { Cis, Event, OWN_OBJECTS } from "./traits.js";

/**
 * The AT+MIPL commands that generations C and Q have in common, and those of C: resources are declared by object before
 * the registration, observe and discover are answered by the module.
 */

const PARAMETER: Reply = Object.freeze({ cis: Cis.parameter });
const STATE: Reply = Object.freeze({ cis: Cis.state });

const MOST_ID = 65_535;
const LONGEST_LIFETIME = 0x0fff_ffff;
/** Shorter lifetimes are replaced (China Mobile's LwM2M manual), or refused where the host is asked for everything. */
const SHORTEST_LIFETIME = 10;
const SHORTEST_ASKED = 15;
const USUAL_LIFETIME = 86_400;

type Work = (parts: Parts, line: SetLine, created: Created, now: Instant) => Reply;

/** Guards a command: the reference must be 0, and the instance must have been created. */
export function onInstance(
  least: number,
  most: number,
  work: Work,
): (parts: Parts, line: SetLine, now: Instant) => Reply {
  const fewest = least;
  const greatest = most;
  return (parts, line, now) => {
    const count = line.parameters.length;
    if (whole(line.parameters[0], 0, 0) === undefined || count < fewest || count > greatest) return PARAMETER;
    const created = parts.mipl.created;
    return created === undefined ? STATE : work(parts, line, created, now);
  };
}

/** AT+MIPLADDOBJ=0,<object>,<slots>,"<bitmap>",<attributes>,<actions> */
function addObject(parts: Parts, line: SetLine, created: Created): Reply {
  const [, idText, slotsText, bitmap, attributes, actions] = line.parameters;
  const traits = parts.model.mipl.traits;
  const id = whole(idText, 0, MOST_ID);
  const slots = whole(slotsText, 1, traits.mostSlots);
  if (id === undefined || slots === undefined || bitmap?.text.length !== slots) return PARAMETER;
  const readable = whole(attributes, traits.asksHost ? 1 : 0, MOST_ID);
  const executable = whole(actions, 0, MOST_ID);
  if (readable === undefined || executable === undefined) return PARAMETER;
  const instances: number[] = [];
  for (let i = 0; i < slots; i++) {
    const slot = bitmap.text.charAt(i);
    if (slot === "1") instances.push(i);
    else if (slot !== "0") return PARAMETER;
  }
  const { declarations } = created;
  if (OWN_OBJECTS.includes(id) || declarations.find(id) !== undefined) return { cis: Cis.notAllowed };
  if (declarations.objects.length >= traits.mostObjects) return { cis: Cis.notAllowed };
  declarations.add(id, instances, readable + executable);
  return "ok";
}

/** AT+MIPLDELOBJ=0,<object> */
function deleteObject(_parts: Parts, line: SetLine, created: Created): Reply {
  const id = whole(line.parameters[1], 0, MOST_ID);
  if (id === undefined) return PARAMETER;
  return created.declarations.remove(id) ? "ok" : { cis: Cis.noResource };
}

/** AT+MIPLDISCOVERRSP=0,<object>,1,<length>,"<resource>;<resource>…" */
function listResources(parts: Parts, line: SetLine, created: Created): Reply {
  const [, idText, result, length, list] = line.parameters;
  const id = whole(idText, 0, MOST_ID);
  if (id === undefined || whole(result, 1, 1) === undefined || list === undefined) return PARAMETER;
  const resources = resourceList(parts, length, list);
  if (resources === undefined) return PARAMETER;
  const object = created.declarations.find(id);
  if (object === undefined) return { cis: Cis.noResource };
  object.resources = resources;
  return "ok";
}

/** AT+MIPLOPEN=0,<lifetime>[,<timeout>], both in seconds. What the module answers by itself must have been declared. */
function open(parts: Parts, line: SetLine, created: Created, now: Instant): Reply {
  const lifetime = lifetimeOf(parts, line.parameters[1]);
  const timeout = wholeOr(line.parameters[2], 30, 65_535, 30);
  if (lifetime === undefined || timeout === undefined) return PARAMETER;
  if (!created.client.enrolment.idle || !parts.network.attached) return STATE;
  if (!parts.model.mipl.traits.asksHost && !created.declarations.complete) return STATE;
  parts.mipl.open(created, lifetime, timeout * 1000, now);
  return "ok";
}

function isOpen(parts: Parts): Reply {
  if (parts.mipl.created?.client.enrolment.registered !== true) return STATE;
  parts.port.info("+MIPLEVENT", `0,${Event.registered}`);
  return "ok";
}

/** AT+MIPLUPDATE=0,<lifetime; 0 keeps it>,<with objects>[,<release assistance>] */
function update(parts: Parts, line: SetLine, created: Created, now: Instant): Reply {
  const kept = whole(line.parameters[1], 0, 0);
  const lifetime = kept ?? lifetimeOf(parts, line.parameters[1]);
  const objects = whole(line.parameters[2], 0, 1);
  if (lifetime === undefined || objects === undefined) return PARAMETER;
  if (!isOmitted(line.parameters[3]) && flags(line.parameters[3]) === undefined) return PARAMETER;
  if (created.client.enrolment.updating) return { cis: Cis.busy };
  return created.client.update(lifetime, objects === 1, now) ? "ok" : STATE;
}

function close(_parts: Parts, _line: SetLine, created: Created, now: Instant): Reply {
  if (!created.client.close(now)) return STATE;
  created.declarations.forgetResources();
  return "ok";
}

/** AT+MIPLUPDATESET=0,<1 the module updates by itself, 0 the host is asked to> */
function chooseUpdates(parts: Parts, line: SetLine): Reply {
  const automatic = whole(line.parameters[1], 0, 1);
  if (whole(line.parameters[0], 0, 0) === undefined || automatic === undefined) return PARAMETER;
  parts.mipl.updatesItself = automatic === 1;
  if (parts.mipl.created !== undefined) parts.mipl.created.client.enrolment.updatesItself = automatic === 1;
  return "ok";
}

function version(parts: Parts): Reply {
  parts.port.info("+MIPLVER", parts.model.mipl.traits.version);
  return "ok";
}

function lifetimeOf(parts: Parts, parameter: Parameter | undefined): number | undefined {
  if (parts.model.mipl.traits.asksHost) return whole(parameter, SHORTEST_ASKED, LONGEST_LIFETIME);
  const lifetime = whole(parameter, 0, LONGEST_LIFETIME);
  return lifetime !== undefined && lifetime < SHORTEST_LIFETIME ? USUAL_LIFETIME : lifetime;
}

/** What C and Q have in common. */
export const MIPL_COMMON: CommandTable = freeze({
  "+MIPLCREATE": { execute: createDefault, set: createByBlob, test: "<total>,<config>,<index>,<size>,<flag>" },
  "+MIPLDELETE": { set: destroy },
  "+MIPLADDOBJ": { set: onInstance(6, 6, addObject) },
  "+MIPLDELOBJ": { set: onInstance(2, 2, deleteObject) },
  "+MIPLOPEN": { set: onInstance(2, 3, open) },
  "+MIPLUPDATE": { set: onInstance(3, 4, update) },
  "+MIPLCLOSE": { set: onInstance(1, 1, close) },
  "+MIPLVER": { read: version },
  "+MIPLREADRSP": { set: onInstance(3, 12, answerRead) },
  "+MIPLWRITERSP": { set: onInstance(3, 4, answerWrite) },
  "+MIPLEXECUTERSP": { set: onInstance(3, 4, answerExecute) },
  "+MIPLPARAMETERRSP": { set: onInstance(3, 4, answerParameter) },
  "+MIPLOBSERVERSP": { set: onInstance(3, 4, answerObserve) },
  "+MIPLNOTIFY": { set: onInstance(10, 12, notify) },
});

export const MIPL_C: CommandTable = freeze({
  ...MIPL_COMMON,
  "+MIPLCREATEEX": { set: createByHost },
  "+MIPLDEL": { set: destroy },
  "+MIPLDISCOVERRSP": { set: onInstance(5, 5, listResources) },
  "+MIPLOPEN": { ...MIPL_COMMON["+MIPLOPEN"], read: isOpen },
  "+MIPLUPDATESET": { set: chooseUpdates },
});
