/**
 * Runs on the XS engine in the firmware's stead: SDK mode and the service of the objects over trees of some sizes, asked
 * for each operation by a datagram. Prints what each takes until the last datagram of its answer is out, in byte codes
 * that the engine has run.
 */
import type { Log } from "../../modules/base/log.js";
import { Service } from "../../modules/client/service.js";
import { parseMessage, writeMessage, type Draft, type Message } from "../../modules/coap/message.js";
import { OptionNumber, textOption, uintOption, type Option } from "../../modules/coap/options.js";
import { basicFormats } from "../../modules/lwm2m/formats/basic.js";
import type { ObjectDefinition } from "../../modules/lwm2m/object.js";
import type { ModeInput } from "../../modules/mode/mode.js";
import { SdkMode } from "../../modules/mode/sdk.js";
import { NetworkStatus } from "../../modules/modem/network.js";
import { connectivityObject, newConnectivity } from "../../objects/connectivity.js";
import { deviceObject, newDevice } from "../../objects/device.js";
import { bindSensors, Inventory, type CoreObjects, type SensorSource } from "../../objects/inventory.js";
import { GenericSensor } from "../../objects/models/3300-generic-sensor.js";
import { newSecurity, securityObject } from "../../objects/security.js";
import { defineSensor, type SensorState } from "../../objects/sensor.js";
import { newServer, serverObject } from "../../objects/server.js";

/** Sensor objects in the tree, at 1×, 4× and 16×. */
const SIZES: readonly number[] = Object.freeze([4, 16, 64]);
const INSTANCES = 16;
const FIRST_OBJECT = 10_000;
const SAMPLE_PERIOD = 500;
const SERVER = Object.freeze({ address: "192.0.2.1", port: 5683 });
const TOKEN = new Uint8Array([1, 2]);
const LINK = 40;
/** Methods, and the codes of answers. */
const GET = 1;
const POST = 2;
const PUT = 3;
const CREATED = 0x41;
const CHANGED = 0x44;
const CONTENT = 0x45;
const NOT_FOUND = 0x84;

const log: Log = () => undefined;

/** A device whose server talks to it; time is a field. */
class Device {
  now = 0;
  /** What the watched sensor measures. */
  value = 20;
  /** Byte codes that the device ran for the last datagram or moment. */
  spent = 0;
  private readonly service: Service;
  private readonly mode: SdkMode;
  private id = 0x1000;
  private sent: Uint8Array | undefined = undefined;

  /** With so many objects, registered. `watched` is the name of the sensor whose value changes. */
  constructor(count: number, watched: string) {
    const measure = (name: string): number => (name === watched ? this.value : 20);
    const { objects, sensors } = bindSensors(definitions(count), sources(count), measure);
    const core = coreObjects();
    objects.unshift(core.security, core.server, deviceObject(core.device), connectivityObject(core.connectivity));
    const inventory = new Inventory(objects, sensors, measure, core);
    const { tree } = inventory;
    this.service = new Service({ objects: inventory, log, samplePeriod: SAMPLE_PERIOD }, new NetworkStatus());
    const server = { host: SERVER.address, port: SERVER.port };
    const { random } = Device;
    const reach = { endpoint: "ep", server, direct: true, lifetime: 86_400, maxDatagram: 32_768 };
    this.mode = new SdkMode({ ...reach, tree, formats: basicFormats, random, log });
    this.give({ kind: "online" });
    this.give({ kind: "socket", output: { kind: "opened" } });
    this.give({ kind: "socket", output: { kind: "resolved", name: SERVER.address, address: SERVER.address } });
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
    this.sent = undefined;
    const segments = path.map((id) => textOption(OptionNumber.uriPath, String(id)));
    this.arrive({ type: 0, code, id: this.id++, token: TOKEN, options: [...segments, ...options], payload });
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

  /** Answers the request that the device has sent last. */
  accept(code: number, options: readonly Option[] = []): void {
    const request = parseMessage(this.sent as Uint8Array) as Message;
    this.arrive({ type: 2, code, id: request.id, token: request.token, options });
  }

  private arrive(draft: Draft): void {
    const bytes = writeMessage(draft, 1024) as Uint8Array;
    const before = suiteMeter() as number;
    this.give({ kind: "socket", output: { kind: "arrival", ...SERVER, bytes } });
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
        const outcome = this.service.operate(output.operation, output.bootstrap, this.now);
        this.mode.handle({ kind: "outcome", request: output.request, outcome }, this.now);
      } else if (output.kind === "lost") {
        this.service.lose(output.observer, this.now);
      } else if (output.kind === "socket" && output.input.kind === "send") {
        this.sent = output.input.bytes;
      }
    }
    const news = this.service.poll();
    if (news?.kind !== "notify") return;
    this.mode.handle(news, this.now);
    this.settle();
  }
}

/** What a server asks of the resource in the middle of the tree, in this order; each ends with an answer of that code. */
function operations(device: Device, object: number): readonly (readonly [string, number, () => void])[] {
  const instance = [object, INSTANCES / 2];
  const value = [...instance, 5700];
  const text = textBytes("a switch in the hall");
  const observe = (register: number): void => device.ask(GET, value, [uintOption(OptionNumber.observe, register)]);
  return [
    ["read a resource", CONTENT, () => device.ask(GET, value)],
    ["read an instance", CONTENT, () => device.ask(GET, instance)],
    ["read an object of 16 instances", CONTENT, () => device.ask(GET, [object])],
    ["read what is not there", NOT_FOUND, () => device.ask(GET, [object, INSTANCES])],
    ["write a resource", CHANGED, () => device.ask(PUT, [...instance, 5750], [uintOption(12, 0)], text)],
    ["execute", CHANGED, () => device.ask(POST, [...instance, 5605])],
    ["discover a resource", CONTENT, () => device.ask(GET, value, [uintOption(OptionNumber.accept, LINK)])],
    ["discover an object", CONTENT, () => device.ask(GET, [object], [uintOption(OptionNumber.accept, LINK)])],
    ["write attributes", CHANGED, () => device.ask(PUT, value, [textOption(OptionNumber.uriQuery, "pmin=1")])],
    ["observe", CONTENT, () => observe(0)],
    ["a sample without news", 0, () => device.pass(SAMPLE_PERIOD)],
    ["a sample with news, and the notification", CONTENT, () => device.pass(10 * SAMPLE_PERIOD)],
    ["cancel", CONTENT, () => observe(1)],
    ["wake for nothing", 0, () => device.pass(1)],
  ];
}

for (const size of SIZES) {
  const object = FIRST_OBJECT + size / 2;
  const device = new Device(size, `${object}/${INSTANCES / 2}`);
  // Everything once before it counts: what is made with the first request is no part of the second.
  for (let turn = 0; turn < 2; turn++) {
    for (const [operation, code, work] of operations(device, object)) {
      if (operation.startsWith("a sample with")) device.value++;
      device.pass(0);
      work();
      const units = device.spent;
      if (device.code !== code) throw new Error(`${operation} was answered with ${device.code}`);
      if (turn === 1) hostPrint(JSON.stringify({ operation, objects: size, units }));
    }
  }
}

function definitions(count: number): ObjectDefinition<SensorState>[] {
  const all: ObjectDefinition<SensorState>[] = [];
  for (let i = 0; i < count; i++) all.push(defineSensor({ ...GenericSensor, id: FIRST_OBJECT + i }));
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

function coreObjects(): CoreObjects {
  const account = newSecurity();
  account.serverUri = `coap://${SERVER.address}:${SERVER.port}`;
  account.shortServerId = 101;
  const server = newServer();
  server.shortServerId = 101;
  return {
    security: securityObject([{ id: 0, state: account }]),
    server: serverObject([{ id: 0, state: server }]),
    device: newDevice(),
    connectivity: newConnectivity(),
  };
}

function textBytes(text: string): Uint8Array {
  return new Uint8Array([...text].map((character) => character.charCodeAt(0)));
}
