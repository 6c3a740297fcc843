import { freeze } from "../../modules/base/freeze.js";
import type { Instant } from "../../modules/base/machine.js";
import { Code } from "../../modules/lwm2m/operation.js";
import type { Parameter, SetLine } from "../at/line.js";
import { flags, isOmitted, whole, wholeOr } from "../at/numbers.js";
import type { Reply } from "../at/port.js";
import type { Pending } from "../client/service.js";
import type { Parts } from "../parts.js";
import type { Created } from "./mipl.js";
import { resourceList } from "./resources.js";
import { Cis } from "./traits.js";
import { type HostValue, parseValue } from "./values.js";

/** What the host says to the platform's requests, and what it reports of its own accord. */

const PARAMETER: Reply = Object.freeze({ cis: Cis.parameter });

const MOST_ID = 65_534;
const MOST_MESSAGE = 0xffff_ffff;
const MOST_RESULT = 255;

/** Release assistance may be added to the flag of a value. */
const FLAG_BITS = 0xff;

/** Result codes of the answers and what the platform gets for them (CIS core); any other stands for 5.03. */
const RESULTS: readonly { readonly result: number; readonly code: number }[] = freeze([
  { result: 1, code: Code.content },
  { result: 2, code: Code.changed },
  { result: 11, code: Code.badRequest },
  { result: 12, code: Code.unauthorized },
  { result: 13, code: Code.notFound },
  { result: 14, code: Code.methodNotAllowed },
  { result: 15, code: Code.notAcceptable },
]);

/** AT+MIPLREADRSP=0,<message>,<result>[,<object>,<instance>,<resource>,<type>,<length>,<value>,<index>,<flag>[,<rai>]] */
export function answerRead(_parts: Parts, line: SetLine, created: Created, now: Instant): Reply {
  const asked = pendingOf(line, created, "read");
  if (asked === undefined) return PARAMETER;
  const { pending, code } = asked;
  if (code !== Code.content) {
    created.client.answer(pending, code === Code.changed ? Code.unavailable : code, now);
    return "ok";
  }
  const value = valueAt(line.parameters, 3);
  const index = whole(line.parameters[9], 0, MOST_ID);
  const flag = flags(line.parameters[10]);
  if (value === undefined || index === undefined || flag === undefined) return PARAMETER;
  if (!created.client.collect(pending, value)) return PARAMETER;
  // One old document has the flag 0 in all lines and only the index counts down, so both must say that it is the last.
  if (index === 0 && (flag & FLAG_BITS) === 0) created.client.answer(pending, Code.content, now);
  return "ok";
}

/** AT+MIPLWRITERSP=0,<message>,<result>[,<rai>] */
export function answerWrite(_parts: Parts, line: SetLine, created: Created, now: Instant): Reply {
  return answerChange(line, created, "write", now);
}

export function answerExecute(_parts: Parts, line: SetLine, created: Created, now: Instant): Reply {
  return answerChange(line, created, "execute", now);
}

export function answerParameter(_parts: Parts, line: SetLine, created: Created, now: Instant): Reply {
  return answerChange(line, created, "parameter", now);
}

/** AT+MIPLOBSERVERSP=0,<message>,<result>[,<rai>]; where the module has answered already it only knows the message. */
export function answerObserve(_parts: Parts, line: SetLine, created: Created, now: Instant): Reply {
  const asked = pendingOf(line, created, "observe");
  if (asked !== undefined) {
    created.client.answer(asked.pending, asked.code === Code.changed ? Code.unavailable : asked.code, now);
    return "ok";
  }
  const message = whole(line.parameters[1], 0, MOST_MESSAGE);
  const result = whole(line.parameters[2], 0, MOST_RESULT);
  if (message === undefined || result === undefined) return PARAMETER;
  return created.client.observed(message) ? "ok" : PARAMETER;
}

/** AT+MIPLDISCOVERRSP=0,<message>,<result>[,<length>,"<resource>;<resource>…"[,<rai>]] */
export function answerDiscover(parts: Parts, line: SetLine, created: Created, now: Instant): Reply {
  const asked = pendingOf(line, created, "discover");
  if (asked === undefined) return PARAMETER;
  const { pending, code } = asked;
  if (code !== Code.content) {
    created.client.answer(pending, code === Code.changed ? Code.unavailable : code, now);
    return "ok";
  }
  const resources = resourceList(parts, line.parameters[3], line.parameters[4]);
  const object = created.declarations.find(pending.path.object as number);
  if (resources === undefined || resources.length !== object?.count) return PARAMETER;
  object.resources = resources;
  created.client.answer(pending, Code.content, now);
  return "ok";
}

/**
 * AT+MIPLNOTIFY=0,<message>,<object>,<instance>,<resource>,<type>,<length>,<value>,<index>,<flag>[,<ack>[,<rai>]]: the
 * message may be 0, the module finds the observation by the path.
 */
export function notify(parts: Parts, line: SetLine, created: Created, now: Instant): Reply {
  const { client } = created;
  const parameters = line.parameters;
  const message = whole(parameters[1], 0, MOST_MESSAGE);
  const value = valueAt(parameters, 2);
  const index = whole(parameters[8], 0, MOST_ID);
  const flag = flags(parameters[9]);
  const acknowledgement = wholeOr(parameters[10], 0, 65_535, 0);
  if (message === undefined || value === undefined || index === undefined || flag === undefined) return PARAMETER;
  if (acknowledgement === undefined) return PARAMETER;
  const named = parts.model.mipl.traits.namedNotifications;
  if (named ? !isAssistance(parameters[11], acknowledgement, flag) : !isFlags(parameters[11])) return PARAMETER;
  if ((parameters[7]?.text.length ?? 0) > 2 * parts.model.mipl.traits.maxValue) return PARAMETER;
  if (!client.enrolment.registered) return { cis: Cis.state };
  if ((named || message !== 0) && !client.observed(message)) return PARAMETER;
  if ((flag & FLAG_BITS) === 1) created.values = [];
  if (created.values.length >= parts.model.mipl.traits.mostResources) return PARAMETER;
  created.values.push(value);
  if (index !== 0 || (flag & FLAG_BITS) !== 0) return "ok";
  const values = created.values;
  created.values = [];
  return notifyReply(client.notify(values, acknowledgement, named ? message : undefined, now));
}

function isFlags(parameter: Parameter | undefined): boolean {
  return isOmitted(parameter) || flags(parameter) !== undefined;
}

/**
 * Release assistance as a parameter of its own: 0x200 for no more traffic, which excludes a report of the delivery, or
 * 0x400 for one answer to come; nothing of it stands in the flag.
 */
function isAssistance(parameter: Parameter | undefined, acknowledgement: number, flag: number): boolean {
  if (flag > 2) return false;
  const value = isOmitted(parameter) || parameter?.text === "" ? 0 : flags(parameter);
  return value === 0 || value === 0x400 || (value === 0x200 && acknowledgement === 0);
}

function notifyReply(result: ReturnType<Created["client"]["notify"]>): Reply {
  switch (result) {
    case "sent":
      return "ok";
    case "busy":
      return { cis: Cis.busy };
    case "unobserved":
      return { cis: Cis.notAllowed };
    case "refused":
      return PARAMETER;
  }
}

function answerChange(line: SetLine, created: Created, kind: Pending["kind"], now: Instant): Reply {
  const asked = pendingOf(line, created, kind);
  if (asked === undefined) return PARAMETER;
  created.client.answer(asked.pending, asked.code === Code.content ? Code.unavailable : asked.code, now);
  return "ok";
}

/** The request that is answered and the code for the result; `undefined` if one of them makes no sense. */
function pendingOf(
  line: SetLine,
  created: Created,
  kind: Pending["kind"],
): { readonly pending: Pending; readonly code: number } | undefined {
  const message = whole(line.parameters[1], 0, MOST_MESSAGE);
  const result = whole(line.parameters[2], 0, MOST_RESULT);
  const pending = message === undefined ? undefined : created.client.pending(message, kind);
  if (pending === undefined || result === undefined) return undefined;
  for (let i = 0; i < RESULTS.length; i++) {
    const row = RESULTS[i] as (typeof RESULTS)[number];
    if (row.result === result) return { pending, code: row.code };
  }
  return { pending, code: Code.unavailable };
}

/** The value whose object stands at this place of the parameters. */
function valueAt(parameters: readonly Parameter[], at: number): HostValue | undefined {
  const object = whole(parameters[at], 0, MOST_ID);
  const instance = whole(parameters[at + 1], 0, MOST_ID);
  const resource = whole(parameters[at + 2], 0, MOST_ID);
  const value = parseValue(parameters[at + 3], parameters[at + 4], parameters[at + 5]);
  if (object === undefined || instance === undefined || resource === undefined || value === undefined) return undefined;
  return { object, instance, resource, type: value.type, value: value.value };
}
