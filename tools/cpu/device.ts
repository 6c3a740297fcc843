/** The device whose work is counted: SDK mode and the service of the objects, as the client puts them together. */
import type { Log } from "../../modules/base/log.js";
import { Service } from "../../modules/client/service.js";
import { parseMessage, writeMessage, type Draft, type Message } from "../../modules/coap/message.js";
import { OptionNumber, textOption, type Option } from "../../modules/coap/options.js";
import { Right } from "../../modules/lwm2m/access.js";
import { composite } from "../../modules/lwm2m/composite.js";
import { allFormats } from "../../modules/lwm2m/formats/all.js";
import type { ObjectDefinition } from "../../modules/lwm2m/object.js";
import type { Entry } from "../../modules/lwm2m/operation.js";
import type { ModeInput } from "../../modules/mode/mode.js";
import { SdkMode } from "../../modules/mode/sdk.js";
import { NetworkStatus } from "../../modules/modem/network.js";
import { accessControl, newAccessControl, type AccessControlState } from "../../objects/access-control.js";
import { connectivityObject, newConnectivity } from "../../objects/connectivity.js";
import { deviceObject, newDevice } from "../../objects/device.js";
import { bindSensors, Inventory, type CoreObjects, type SensorSource } from "../../objects/inventory.js";
import { GenericSensor } from "../../objects/models/3300-generic-sensor.js";
import { newSecurity, securityObject } from "../../objects/security.js";
import { defineSensor, newSensor, type SensorState } from "../../objects/sensor.js";
import { newServer, serverObject } from "../../objects/server.js";

/** Instances of each sensor object. */
export const INSTANCES = 16;
export const SAMPLE_PERIOD = 500;
/** The id of the first sensor object; the others follow. */
export const FIRST_OBJECT = 10_000;

const SERVER = Object.freeze({ address: "192.0.2.1", port: 5683 });
const FIRST_SERVER = 101;
const CREATED = 0x41;
const REQUEST = 2;

const log: Log = () => undefined;

/** A device whose server talks to it; time is a field. */
export class Device {
  now = 0;
  /** What the watched sensor measures. */
  value = 20;
  /** Byte codes that the device ran for the last datagram, wish or moment. */
  spent = 0;
  /** Byte codes from the server's address to the registration that was sent there. */
  readonly registering: number;
  private readonly service: Service;
  private readonly mode: SdkMode;
  private readonly token = new Uint8Array([1, 2]);
  private id = 0x1000;
  private sent: Uint8Array | undefined = undefined;
  /** The request of the device that was sent last. */
  private request: Uint8Array | undefined = undefined;

  /** With so many objects and accounts, registered with the first. `watched` is the sensor whose value changes. */
  constructor(count: number, accounts: number, watched: string) {
    const measure = (name: string): number => (name === watched ? this.value : 20);
    const inventory = makeInventory(count, accounts, measure);
    this.service = new Service({ objects: inventory, log, samplePeriod: SAMPLE_PERIOD }, new NetworkStatus());
    const { random } = Device;
    const { tree } = inventory;
    this.mode = new SdkMode({ endpoint: "ep", maxDatagram: 32_768, tree, formats: allFormats, random, log });
    this.give({ kind: "online" });
    this.give({ kind: "socket", output: { kind: "opened" } });
    this.count({ kind: "socket", output: { kind: "resolved", name: SERVER.address, address: SERVER.address } });
    this.registering = this.spent;
    this.accept(CREATED, [textOption(OptionNumber.locationPath, "rd"), textOption(OptionNumber.locationPath, "5")]);
  }

  static random(this: void): number {
    return 1;
  }

  /** The code of the last datagram that the device has sent. */
  get code(): number {
    return this.sent?.[1] ?? 0;
  }

  /** Asks and lets it answer. */
  ask(code: number, path: readonly number[], options: readonly Option[] = [], payload?: Uint8Array): void {
    const segments = path.map((id) => textOption(OptionNumber.uriPath, String(id)));
    this.arrive({ type: 0, code, id: this.id++, token: this.token, options: [...segments, ...options], payload });
  }

  /** Lets time pass. */
  pass(milliseconds: number): void {
    this.now += milliseconds;
    this.sent = undefined;
    const before = suiteMeter() as number;
    this.service.expire(this.now);
    this.mode.expire(this.now);
    this.settle();
    this.spent = ((suiteMeter() as number) - before) >>> 0;
  }

  /** The device has something to tell: an update of its registration, or values unasked. */
  tell(what: "update" | readonly Entry[]): void {
    if (what === "update") this.count({ kind: "update" });
    else this.count({ kind: "send", id: 1, server: FIRST_SERVER, entries: what });
  }

  /** Answers the request that the device has sent last. */
  accept(code: number, options: readonly Option[] = []): void {
    const request = parseMessage(this.request as Uint8Array) as Message;
    this.arrive({ type: 2, code, id: request.id, token: request.token, options });
  }

  private arrive(draft: Draft): void {
    const bytes = writeMessage(draft, 1024) as Uint8Array;
    this.count({ kind: "socket", output: { kind: "arrival", ...SERVER, bytes } });
  }

  private count(input: ModeInput): void {
    this.sent = undefined;
    const before = suiteMeter() as number;
    this.give(input);
    this.spent = ((suiteMeter() as number) - before) >>> 0;
  }

  private give(input: ModeInput): void {
    this.mode.handle(input, this.now);
    this.settle();
  }

  /** Carries outputs about as the client does. */
  private settle(): void {
    for (let output = this.mode.poll(); output !== undefined; output = this.mode.poll()) {
      if (output.kind === "operation") {
        const outcome = this.service.operate(output.operation, output.bootstrap, this.now, output.server);
        this.mode.handle({ kind: "outcome", request: output.request, outcome }, this.now);
      } else if (output.kind === "lost") {
        this.service.lose(output.observer, this.now);
      } else if (output.kind === "socket" && output.input.kind === "send") {
        this.sent = output.input.bytes;
        if (this.code === REQUEST) this.request = this.sent;
      }
    }
    const news = this.service.poll();
    if (news?.kind !== "notify") return;
    this.mode.handle(news, this.now);
    this.settle();
  }
}

/** So many sensor objects behind the core's; with two accounts, what each server may do is said by object 2. */
function makeInventory(count: number, accounts: number, measure: (name: string) => number): Inventory {
  const { objects, sensors } = bindSensors(definitions(count), sources(count), measure);
  const core = coreObjects(accounts);
  objects.unshift(core.security, core.server, deviceObject(core.device), connectivityObject(core.connectivity));
  if (accounts === 1) return new Inventory(objects, sensors, measure, core, { composite });
  const { object, access } = accessControl(core.server, () => inventory.tree);
  objects.splice(2, 0, object);
  for (let i = 0; i < count; i++) object.instances.push({ id: i, state: creation(FIRST_OBJECT + i) });
  const inventory: Inventory = new Inventory(objects, sensors, measure, core, { composite, access });
  inventory.bootstrapped();
  return inventory;
}

/** The first server may make instances of this object. */
function creation(object: number): AccessControlState {
  const list = { instances: [{ id: FIRST_SERVER, value: Right.create }] };
  return { ...newAccessControl(), object, list };
}

function definitions(count: number): ObjectDefinition<SensorState>[] {
  const all: ObjectDefinition<SensorState>[] = [];
  for (let i = 0; i < count; i++) {
    const sensor = defineSensor({ ...GenericSensor, id: FIRST_OBJECT + i });
    // One more may be made, and any taken away.
    all.push({ ...sensor, create: () => newSensor(20), remove: () => undefined, limit: INSTANCES + 1 });
  }
  return all;
}

function sources(count: number): SensorSource[] {
  const all: SensorSource[] = [];
  for (let i = 0; i < count; i++) {
    const object = FIRST_OBJECT + i;
    for (let j = 0; j < INSTANCES; j++) all.push({ object, name: `${object}/${j}`, applicationType: "bench" });
  }
  return all;
}

function coreObjects(accounts: number): CoreObjects {
  const security = [];
  const servers = [];
  for (let i = 0; i < accounts; i++) {
    const account = newSecurity();
    account.serverUri = `coap://192.0.2.${i + 1}:${SERVER.port}`;
    account.shortServerId = FIRST_SERVER + i;
    security.push({ id: i, state: account });
    const server = newServer();
    server.shortServerId = FIRST_SERVER + i;
    servers.push({ id: i, state: server });
  }
  return {
    security: securityObject(security),
    server: serverObject(servers),
    device: newDevice(),
    connectivity: newConnectivity(),
  };
}
