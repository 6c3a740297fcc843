/**
 * Runs on the XS engine in the firmware's stead: a device over trees of some sizes, asked for each operation by a
 * datagram. Prints what each takes until the last datagram of its answer is out, in byte codes that the engine has run.
 */
import { asciiBytes } from "../../modules/base/text.js";
import { OptionNumber, textOption, uintOption, type Option } from "../../modules/coap/options.js";
import { ContentFormat } from "../../modules/lwm2m/formats/numbers.js";
import { pathOf } from "../../modules/lwm2m/path.js";
import type { CpuCost } from "./costs.js";
import { Device, FIRST_OBJECT, INSTANCES, SAMPLE_PERIOD } from "./device.js";

/** Sensor objects in the tree, at 1×, 4× and 16×. */
const SIZES: readonly number[] = Object.freeze([4, 16, 64]);
/** Servers' accounts: alone, a server may do everything; of several, what object 2 lets each do. */
const ACCOUNTS: readonly number[] = Object.freeze([1, 2]);

/** Methods, and the codes of answers. */
const GET = 1;
const POST = 2;
const PUT = 3;
const DELETE = 4;
const FETCH = 5;
const IPATCH = 7;
const CREATED = 0x41;
const DELETED = 0x42;
const CHANGED = 0x44;
const CONTENT = 0x45;
const NOT_FOUND = 0x84;

/** Something to be counted: its name, the code of the last datagram that it ends with, and how it is brought about. */
type Step = readonly [string, number, () => void];

/** What a server asks of the resource in the middle of the tree, in this order. */
function operations(device: Device, object: number): readonly Step[] {
  const instance = [object, INSTANCES / 2];
  const value = [...instance, 5700];
  const text = asciiBytes("a switch in the hall");
  const observe = (register: number): void => device.ask(GET, value, [uintOption(OptionNumber.observe, register)]);
  return [
    ["read a resource", CONTENT, () => device.ask(GET, value)],
    ["read an instance", CONTENT, () => device.ask(GET, instance)],
    ["read an object of 16 instances", CONTENT, () => device.ask(GET, [object])],
    ["read what is not there", NOT_FOUND, () => device.ask(GET, [object, INSTANCES])],
    ["write a resource", CHANGED, () => device.ask(PUT, [...instance, 5750], [contentFormat(0)], text)],
    ["execute", CHANGED, () => device.ask(POST, [...instance, 5605])],
    ["discover a resource", CONTENT, () => device.ask(GET, value, [accept(ContentFormat.link)])],
    ["discover an object", CONTENT, () => device.ask(GET, [object], [accept(ContentFormat.link)])],
    ["write attributes", CHANGED, () => device.ask(PUT, value, [textOption(OptionNumber.uriQuery, "pmin=1")])],
    ["observe", CONTENT, () => observe(0)],
    ["a sample without news", 0, () => device.pass(SAMPLE_PERIOD)],
    ["a sample with news, and the notification", CONTENT, () => news(device)],
    ["cancel", CONTENT, () => observe(1)],
    ...compositeOperations(device, object),
    ["send a value", POST, () => device.tell([{ path: pathOf(object, INSTANCES / 2, 5700), value: 20 }])],
    ["wake for nothing", 0, () => device.pass(1)],
  ];
}

function compositeOperations(device: Device, object: number): readonly Step[] {
  const etch = contentFormat(ContentFormat.senmlEtchJson);
  const places = asciiBytes(`[{"n":"/${object}/0/5700"},{"n":"/${object}/8/5700"}]`);
  const values = asciiBytes(`[{"n":"/${object}/0/5750","vs":"hall"},{"n":"/${object}/8/5750","vs":"attic"}]`);
  const observe = (register: number): void => {
    device.ask(FETCH, [], [uintOption(OptionNumber.observe, register), etch], places);
  };
  return [
    ["read-composite of two resources", CONTENT, () => device.ask(FETCH, [], [etch], places)],
    ["write-composite of two resources", CHANGED, () => device.ask(IPATCH, [], [etch], values)],
    ["observe-composite of two resources", CONTENT, () => observe(0)],
    ["a sample with news, and its notification", CONTENT, () => news(device)],
    ["cancel of an observe-composite", CONTENT, () => observe(1)],
  ];
}

/** An instance comes and goes. An update that is under way holds back the one that tells the server of it. */
function instances(device: Device, object: number): readonly Step[] {
  // TLV: resource 5750 with three bytes.
  const made = new Uint8Array([0xe3, 0x16, 0x76, 0x6e, 0x65, 0x77]);
  return [
    ["update the registration", POST, () => device.tell("update")],
    ["create", CREATED, () => device.ask(POST, [object], [contentFormat(ContentFormat.tlv)], made)],
    ["read after a create", CONTENT, () => device.ask(GET, [object, INSTANCES, 5700])],
    [TELL, POST, () => device.accept(CHANGED)],
    ["delete", DELETED, () => device.ask(DELETE, [object, INSTANCES])],
    ["read after a delete", CONTENT, () => device.ask(GET, [object, 0, 5700])],
  ];
}

/** What names all objects by its nature. */
const TELL = "update the registration with its objects";
const REGISTER = "register";

function news(device: Device): void {
  device.value++;
  device.pass(10 * SAMPLE_PERIOD);
}

for (const accounts of ACCOUNTS) for (const size of SIZES) measure(size, accounts);

function measure(objects: number, accounts: number): void {
  const object = FIRST_OBJECT + objects / 2;
  const device = new Device(objects, accounts, `${object}/${INSTANCES / 2}`);
  report({ operation: REGISTER, accounts, objects, units: device.registering, listsAll: true });
  // Everything once before it counts: what is made with the first request is no part of the second.
  for (let turn = 0; turn < 2; turn++) {
    const steps = [...operations(device, object), ...instances(device, object)];
    for (const [operation, code, work] of steps) {
      device.pass(0);
      work();
      const units = device.spent;
      if (device.code !== code) throw new Error(`${operation} ended with ${device.code}`);
      if (turn === 1) report({ operation, accounts, objects, units, listsAll: operation === TELL });
      if (operation.startsWith("send")) device.accept(CHANGED);
    }
    // The update that told of the instance, and the one that tells that it is gone.
    device.accept(CHANGED);
    device.accept(CHANGED);
  }
}

function report(cost: CpuCost): void {
  hostPrint(JSON.stringify(cost));
}

function contentFormat(number: number): Option {
  return uintOption(OptionNumber.contentFormat, number);
}

function accept(number: number): Option {
  return uintOption(OptionNumber.accept, number);
}
