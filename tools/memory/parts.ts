/**
 * Runs on the XS engine in the firmware's stead: makes each part of the firmware once and says what it keeps, then does
 * some everyday work and says what that leaves for the collector. Everything it imports is preloaded, as in the firmware.
 */
import { Session } from "../../modules/at/session.js";
import type { Log } from "../../modules/base/log.js";
import { Queue } from "../../modules/base/queue.js";
import type { Path } from "../../modules/lwm2m/path.js";
import type { Random } from "../../modules/base/random.js";
import { Client } from "../../modules/client/client.js";
import { Service } from "../../modules/client/service.js";
import { Blockwise } from "../../modules/coap/blockwise.js";
import { Exchanges } from "../../modules/coap/exchange.js";
import { parseMessage, writeMessage } from "../../modules/coap/message.js";
import { OptionNumber, textOption, uintOption } from "../../modules/coap/options.js";
import { NB_IOT_TIMING } from "../../modules/coap/timing.js";
import { Transfers } from "../../modules/coap/transfer.js";
import { basicFormats } from "../../modules/lwm2m/formats/basic.js";
import { ContentFormat, encodeContent } from "../../modules/lwm2m/formats/index.js";
import { registrationPayload } from "../../modules/lwm2m/link.js";
import { Observations } from "../../modules/lwm2m/observation.js";
import { Enrolment } from "../../modules/mode/mipl-enrolment.js";
import { MiplRequests } from "../../modules/mode/mipl-requests.js";
import { SdkRequests } from "../../modules/mode/sdk-requests.js";
import { Servers } from "../../modules/mode/servers.js";
import { uplinkOptions } from "../../modules/mode/sdk-options.js";
import { Uplink } from "../../modules/mode/uplink.js";
import { Lifecycle } from "../../modules/modem/lifecycle.js";
import { findProfile } from "../../modules/modem/profiles/index.js";
import type { Profile } from "../../modules/modem/profile.js";
import { Sockets } from "../../modules/modem/sockets.js";
import { connectivityObject, newConnectivity } from "../../objects/connectivity.js";
import { deviceObject, newDevice } from "../../objects/device.js";
import { digitalOutputObject, newDigitalOutput } from "../../objects/digital-output.js";
import { bindSensors, Inventory } from "../../objects/inventory.js";
import { newSecurity, securityObject } from "../../objects/security.js";
import { sensorDefinitions } from "../../objects/sensors.js";
import { newServer, serverObject } from "../../objects/server.js";

const log: Log = () => undefined;
const random: Random = () => 1;
const samplePeriod = 500;
const profile = findProfile("M5310-A") as Profile;
const bytesOf = (text: string): Uint8Array => new Uint8Array([...text].map((character) => character.charCodeAt(0)));

/** Everything that was made stays here; the room for it is there before the first. */
const kept: unknown[] = new Array<unknown>(40).fill(undefined);
let made = 0;

/** Makes a part, keeps it, and prints what it takes: slots and bytes of chunks that are still there after a collection. */
function part<T>(name: string, make: () => T): T {
  suiteCollect();
  const slots = hostMemory().slots;
  const chunks = hostMemory().chunks;
  const whole = make();
  kept[made++] = whole;
  suiteCollect();
  const slotsAfter = hostMemory().slots;
  const chunksAfter = hostMemory().chunks;
  print("part", name, slotsAfter - slots, chunksAfter - chunks);
  return whole;
}

/** Does some work and prints what it took in all, garbage included. */
function work(name: string, run: () => unknown): void {
  suiteCollect();
  const slots = hostMemory().slots;
  const chunks = hostMemory().chunks;
  suiteCollect();
  const result = run();
  const after = hostMemory();
  if (result === null) throw new Error(`${name} gave nothing`);
  print("work", name, after.slots - slots, after.chunks - chunks);
}

function print(kind: string, name: string, slots: number, chunks: number): void {
  hostPrint(JSON.stringify({ kind, name, slots, chunks }));
}

// --- what the device shows ---

const account = part("object 0: state", newSecurity);
const security = part("object 0", () => securityObject([{ id: 0, state: account }]));
const server = part("object 1 and its state", () => serverObject([{ id: 0, state: newServer() }]));
const device = part("object 3: state", newDevice);
const connectivity = part("object 4: state", newConnectivity);
const core = part("objects 3 and 4", () => [deviceObject(device), connectivityObject(connectivity)]);
const output = part("object 3201 and its state", () => digitalOutputObject([{ id: 0, state: newDigitalOutput() }]));
const sources = [
  { object: 3300, name: "load", applicationType: "load" },
  { object: 3300, name: "freeMemory", units: "B", applicationType: "free memory" },
];
const bound = part("two sensors with their object", () => bindSensors(sensorDefinitions, sources, () => 20.5));
const objects = [security, server, ...core, output, ...bound.objects];
const coreObjects = { security, server, device, connectivity };
const inventory = part("inventory with the tree", () => new Inventory(objects, bound.sensors, () => 20.5, coreObjects));
const { tree } = inventory;

// --- both modes ---

const session = part("AT session", () => new Session({ urcs: profile.urcs, log, settle: profile.settle }));
const lifecycle = part("lifecycle with the network's status", () => new Lifecycle({ profile, log, random }));
const serviceOptions = { objects: inventory, log, samplePeriod };
part("service of the objects", () => new Service(serviceOptions, lifecycle.status));
const observations = new Observations(tree, inventory);
const observe = (observer: number, path: Path): void => {
  observations.handle({ kind: "observe", interest: { observer, paths: [path], composite: false } }, 0);
};
observe(1, { object: 3201, instance: 0, resource: 5850 });
part("one observation", () => observe(2, { object: 3300, instance: 0, resource: 5700 }));
part("attributes pmin and pmax of a resource", () => {
  const path = { object: 3300, instance: 0, resource: 5700 };
  tree.operate({ kind: "writeAttributes", path, attributes: { pmin: 1, pmax: 2 } });
});
part("an empty queue", () => new Queue(16));

// --- SDK mode ---

part("sockets", () => new Sockets({ profile, log }));
part("way to the servers", () => new Servers(random, log));
const maxMessage = profile.sockets.maxDatagram;
const blocks = part("block-wise requests", () => new Blockwise(2048, maxMessage - 48));
part("block-wise transfers", () => new Transfers(maxMessage, 2048));
const exchanges = part("CoAP exchanges", () => new Exchanges({ random, log, timing: NB_IOT_TIMING, maxMessage }));
const sdkOptions = {
  endpoint: "490154203237518;001010123456789",
  tree,
  random,
  log,
  formats: basicFormats,
  maxDatagram: maxMessage,
};
part("registration and bootstrap", () => new Uplink(uplinkOptions(sdkOptions)));
const outbox = new Queue<never>(16);
part(
  "servers' requests, SDK mode",
  () => new SdkRequests(tree, basicFormats, blocks, exchanges, outbox as never, log, "1.0"),
);

// --- module mode ---

const { mipl } = profile;
const miplOptions = { server: "192.0.2.1:5683", direct: false, lifetime: 3600, mipl, tree, random, log };
part("enrolment by AT+MIPL", () => new Enrolment(miplOptions));
part("servers' requests, module mode", () => new MiplRequests(miplOptions));

// --- the whole ---

part("client without its mode", () => new Client({ ...serviceOptions, profile, mode: () => "none", random }));

// --- work, with the garbage that it leaves ---

const line = bytesOf("\r\n+CEREG:1\r\n");
work("a URC line through the AT session", () => {
  session.handle({ kind: "bytes", bytes: line }, 0);
  return session.poll();
});
const draft = {
  type: 0,
  code: 1,
  id: 7,
  token: new Uint8Array([1, 2, 3, 4]),
  options: [
    textOption(OptionNumber.uriPath, "3300"),
    textOption(OptionNumber.uriPath, "0"),
    uintOption(OptionNumber.accept, 11542),
  ],
} as const;
const request = writeMessage(draft, maxMessage) as Uint8Array;
work("write a CoAP request of three options", () => writeMessage(draft, maxMessage));
work("parse it", () => parseMessage(request));
const object = { object: 3300 };
const outcome = tree.operate({ kind: "read", path: object });
work("read an object of two instances", () => tree.operate({ kind: "read", path: object }));
work("write what was read as TLV", () =>
  encodeContent(basicFormats, ContentFormat.tlv, object, outcome.entries ?? [], tree),
);
work("the links of a registration", () => registrationPayload(tree.objects));
