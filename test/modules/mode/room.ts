import type { Log } from "../../../modules/base/log.js";
import { asciiBytes, hexText } from "../../../modules/base/text.js";
import type { LwM2mObject } from "../../../modules/lwm2m/object.js";
import { formatCode, formatTarget, type Operation, type Outcome } from "../../../modules/lwm2m/operation.js";
import { formatPath } from "../../../modules/lwm2m/path.js";
import { Tree, type TreeFeatures } from "../../../modules/lwm2m/tree.js";
import { deviceObject, newDevice } from "../../../objects/device.js";
import { digitalOutputObject, newDigitalOutput, type DigitalOutputState } from "../../../objects/digital-output.js";
import { Temperature } from "../../../objects/models/3303-temperature.js";
import { newSecurity, securityObject, type SecurityState } from "../../../objects/security.js";
import { defineSensor, newSensor, sensorObject, type SensorState } from "../../../objects/sensor.js";
import { server10, type ServerKind, type ServerState } from "../../../objects/server.js";
import { isMinusZero } from "../../../modules/lwm2m/number.js";
import type { Scalar } from "../../../modules/lwm2m/value.js";

/** A thermometer at 23.5 °C and a switch. */
export interface Room {
  readonly tree: Tree;
  readonly sensor: SensorState;
  readonly output: DigitalOutputState;
  /** The account and the Server instance of object 0 and 1, where they are ours. */
  readonly account: SecurityState;
  readonly server: ServerState;
  readonly log: Log;
  /** The operations that came through the door, each with its answer. */
  readonly operations: string[];
  /** Warnings and errors of the log. */
  readonly warnings: string[];
  /** The log's other lines for people. */
  readonly infos: string[];
}

/**
 * `core`: with the objects 0, 1 and 3, which in module mode are the module's. The account is that of a bootstrap server,
 * the lifetime 300 s.
 */
export function newRoom(core: boolean, features: TreeFeatures = {}, kind: ServerKind = server10): Room {
  const sensor = newSensor(23.5, { units: "Cel" });
  const output = newDigitalOutput();
  const objects: LwM2mObject[] = [];
  const account = newSecurity();
  account.bootstrap = true;
  account.serverUri = "coap://192.0.2.1:5683";
  const server = kind.make();
  server.lifetime = 300;
  if (core) {
    objects.push(
      securityObject([{ id: 1, state: account }]),
      kind.object([{ id: 0, state: server }]),
      deviceObject(newDevice()),
    );
  }
  objects.push(
    digitalOutputObject([{ id: 0, state: output }]),
    sensorObject(defineSensor(Temperature), [{ id: 0, state: sensor }]),
  );
  const warnings: string[] = [];
  const infos: string[] = [];
  const log: Log = (level, text) => {
    if (level === "warning" || level === "error") warnings.push(text);
    else if (level === "info") infos.push(text);
  };
  const { editions } = features;
  const own = editions === undefined ? objects : objects.map((object) => editions.of(object, "1.2"));
  return { tree: new Tree(own, features), sensor, output, account, server, log, operations: [], warnings, infos };
}

/** Carries an operation out and notes it. */
export function carryOut(room: Room, operation: Operation, bootstrap: boolean): Outcome {
  const outcome = bootstrap ? room.tree.bootstrap(operation) : room.tree.operate(operation);
  room.operations.push(`${bootstrap ? "bootstrap " : ""}${shownOperation(operation)} ${formatCode(outcome.code)}`);
  return outcome;
}

/** An operation as text; observers have no number here, as each door counts them in its own way. */
function shownOperation(operation: Operation): string {
  const head = `${operation.kind} ${formatTarget(operation)}`;
  switch (operation.kind) {
    case "read":
    case "readComposite":
    case "cancelComposite":
    case "delete":
    case "discover":
    case "cancel":
      return head;
    case "observe":
    case "observeComposite":
      return operation.attributes === undefined ? head : `${head} ${JSON.stringify(operation.attributes)}`;
    case "execute":
      return `${head} "${operation.argument}"`;
    case "writeAttributes":
      return `${head} ${JSON.stringify(operation.attributes)}`;
    case "writeComposite":
    case "create":
      return `${head}${shownEntries(operation.entries)}`;
    case "write":
      return `${head} ${operation.mode}${shownEntries(operation.entries)}`;
  }
}

function shownEntries(entries: Extract<Operation, { kind: "write" }>["entries"]): string {
  let text = "";
  for (const { path, value } of entries) {
    text += ` ${formatPath(path)}=${shownValue(value)}`;
  }
  return text;
}

/** A value as text; a minus zero is told from zero. */
export function shownValue(value: Scalar): string {
  if (value instanceof Uint8Array) return hexText(value);
  if (typeof value === "object") return `${value.object}:${value.instance}`;
  if (typeof value === "number" && isMinusZero(value)) return "-0";
  return typeof value === "string" ? JSON.stringify(value) : `${value}`;
}

/** The hex digits of bytes that are written as hex digits and, in single quotes, ASCII text; blanks part them. */
export function coap(text: string): string {
  let digits = "";
  for (const part of text.split(" ")) {
    digits += part.startsWith("'") ? hexText(asciiBytes(part.slice(1, -1))).toLowerCase() : part;
  }
  return digits;
}
