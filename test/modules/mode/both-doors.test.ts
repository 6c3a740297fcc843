import { expect } from "chai";
import { asciiBytes, hexText } from "../../../modules/base/text.js";
import type { MiplProfile } from "../../../modules/modem/profile.js";
import { generationC, generationQ } from "../../../modules/modem/profiles/mipl.js";
import { ModuleDoor } from "./module-door.js";
import { newRoom, type Room } from "./room.js";
import { SdkDoor } from "./sdk-door.js";

/** One thing that a platform asks, as it comes through either door. */
interface Request {
  readonly story: string;
  /** A CoAP request without its first four bytes, as `coap` takes it: method, options, payload. */
  readonly coap: string;
  /** The same as lines of a MIPL module. */
  readonly mipl: readonly string[];
}

const SCENARIO: readonly Request[] = [
  { story: "read a resource", coap: "01 b4 '3303' 01 '0' 04 '5700'", mipl: ["+MIPLREAD:0,1,3303,0,5700"] },
  { story: "read an instance", coap: "01 b4 '3303' 01 '0'", mipl: ["+MIPLREAD:0,2,3303,0,-1"] },
  { story: "read an object", coap: "01 b4 '3201'", mipl: ["+MIPLREAD:0,3,3201,-1,-1"] },
  { story: "read what is not there", coap: "01 b4 '3303' 01 '0' 04 '5999'", mipl: ["+MIPLREAD:0,4,3303,0,5999"] },
  {
    story: "read what can only be executed",
    coap: "01 b4 '3303' 01 '0' 04 '5605'",
    mipl: ["+MIPLREAD:0,5,3303,0,5605"],
  },
  {
    story: "switch on",
    coap: "02 b4 '3201' 01 '0' 12 2d16 ff e115ae01",
    mipl: ["+MIPLWRITE:0,6,3201,0,5550,5,1,1,0"],
  },
  {
    story: "write two resources",
    coap: "02 b4 '3201' 01 '0' 12 2d16 ff e115ae00 e41676 'lamp'",
    mipl: ["+MIPLWRITE:0,7,3201,0,5550,2,1,00,1", `+MIPLWRITE:0,7,3201,0,5750,2,4,${hexText(asciiBytes("lamp"))},0`],
  },
  {
    story: "write what can only be read",
    coap: "02 b4 '3303' 01 '0' 12 2d16 ff e41644 3f800000",
    mipl: ["+MIPLWRITE:0,8,3303,0,5700,4,4,1.0,0"],
  },
  { story: "execute", coap: "02 b4 '3303' 01 '0' 04 '5605'", mipl: ["+MIPLEXECUTE:0,9,3303,0,5605"] },
  {
    story: "execute with arguments",
    coap: "02 b4 '3303' 01 '0' 04 '5605' ff '0=1,2'",
    mipl: ["+MIPLEXECUTE:0,10,3303,0,5605,5,0=1,2"],
  },
  { story: "execute a value", coap: "02 b4 '3303' 01 '0' 04 '5700'", mipl: ["+MIPLEXECUTE:0,11,3303,0,5700"] },
  {
    story: "set periods",
    coap: "03 b4 '3303' 01 '0' 04 '5700' 46 'pmin=1' 06 'pmax=2'",
    mipl: ['+MIPLPARAMETER:0,12,3303,0,5700,13,"pmin=1;pmax=2"'],
  },
  {
    story: "set periods that contradict",
    coap: "03 b4 '3303' 01 '0' 04 '5700' 46 'pmin=9' 06 'pmax=2'",
    mipl: ['+MIPLPARAMETER:0,13,3303,0,5700,13,"pmin=9;pmax=2"'],
  },
  {
    story: "observe a resource",
    coap: "01 60 54 '3303' 01 '0' 04 '5700'",
    mipl: ["+MIPLOBSERVE:0,14,1,3303,0,5700"],
  },
  { story: "observe an instance", coap: "01 60 54 '3201' 01 '0'", mipl: ["+MIPLOBSERVE:0,15,1,3201,0,-1"] },
  {
    story: "observe what is not there",
    coap: "01 60 54 '3303' 01 '7'",
    mipl: ["+MIPLOBSERVE:0,16,1,3303,7,-1"],
  },
  {
    story: "cancel",
    coap: "01 61 01 54 '3303' 01 '0' 04 '5700'",
    mipl: ["+MIPLOBSERVE:0,17,0,3303,0,5700"],
  },
];

/** All requests through the door of our own client. */
function bySdk(): Room {
  const door = new SdkDoor().registered();
  for (let i = 0; i < SCENARIO.length; i++) {
    const [code = "", ...rest] = (SCENARIO[i] as Request).coap.split(" ");
    door.now += 1000;
    door.datagram(`41 ${code} 70${i + 10} ${i + 10} ${rest.join(" ")}`);
  }
  return door.room;
}

/** All requests through the door of the module's client. */
function byModule(mipl: MiplProfile): Room {
  const door = new ModuleDoor({ mipl, server: "192.0.2.1:5683" });
  door.give({ kind: "online" });
  if (mipl.generation === "Q") {
    door.give({ kind: "socket", output: { kind: "resolved", name: "192.0.2.1", address: "192.0.2.1" } });
  }
  while (door.mode.state.name !== "opening") door.result();
  door.result();
  door.urc("+MIPLEVENT:0,6");
  for (let i = 0; i < SCENARIO.length; i++) {
    door.now += 1000;
    for (const line of (SCENARIO[i] as Request).mipl) door.urc(line);
    while (door.commands.length > 0) door.result();
  }
  return door.room;
}

describe("mode: both doors lead into one room", () => {
  const sdk = bySdk();
  const module = byModule(generationC);
  const asked = byModule(generationQ);

  for (let i = 0; i < SCENARIO.length; i++) {
    it(`${(SCENARIO[i] as Request).story}: the same operation with the same answer`, () => {
      expect(sdk.operations[i]).to.be.a("string");
      expect(module.operations[i]).to.equal(sdk.operations[i]);
    });
  }

  it("does nothing through one door that it does not through the other", () => {
    expect(sdk.operations).to.have.length(SCENARIO.length);
    expect(module.operations).to.deep.equal(sdk.operations);
    expect(module.output).to.deep.equal(sdk.output);
    expect(module.sensor).to.deep.equal(sdk.sensor);
  });

  it("is led the same way by a module that asks for every answer", () => {
    expect(asked.operations).to.deep.equal(sdk.operations);
    expect(asked.output).to.deep.equal(sdk.output);
    expect(asked.sensor).to.deep.equal(sdk.sensor);
  });

  it("keeps in the room just what was written", () => {
    expect(sdk.output).to.deep.equal({ ...newRoom(false).output, on: false, applicationType: "lamp" });
  });
});
