import { expect } from "chai";
import type { Outcome } from "../../../modules/lwm2m/operation.js";
import { Code } from "../../../modules/lwm2m/operation.js";
import { parsePath, type Path } from "../../../modules/lwm2m/path.js";
import { MAX_OBSERVERS } from "../../../modules/mode/observers.js";
import { coap } from "./room.js";
import { register, SdkDoor } from "./sdk-door.js";

const SENSOR = "'3303' 01 '0'";
const VALUE = "'3303' 01 '0' 04 '5700'";
const OBSERVE = `41 01 1001 aa 60 54 ${VALUE}`;

/** One path more than there can be observers, as Uri-Path options after Observe. */
const PATHS: readonly string[] = [
  "51 '1'",
  "51 '1' 01 '0'",
  "51 '1' 01 '0' 01 '0'",
  "51 '1' 01 '0' 01 '1'",
  "51 '1' 01 '0' 01 '6'",
  "51 '1' 01 '0' 01 '7'",
  "51 '3'",
  "51 '3' 01 '0'",
  "54 '3303'",
  "54 '3303' 01 '0'",
  "54 '3303' 01 '0' 04 '5601'",
  "54 '3303' 01 '0' 04 '5602'",
  "54 '3303' 01 '0' 04 '5700'",
  "54 '3303' 01 '0' 04 '5701'",
  "54 '3201' 01 '0' 04 '5550'",
  "54 '3201' 01 '0' 04 '5551'",
  "54 '3201'",
];

let door: SdkDoor;

beforeEach(() => {
  door = new SdkDoor().registered();
});

/** A request of the server and the answer, both as `coap` takes them; nothing else may go out. */
function exchange(request: string, answer: string): void {
  expect(door.datagram(request)).to.deep.equal([coap(answer)]);
}

function read(text: string): Outcome {
  return door.room.tree.operate({ kind: "read", path: parsePath(text) as Path });
}

/** What the client does when an observer is to be told. */
function notify(observer: number, outcome = read("/3303/0/5700"), confirmable = false): string[] {
  return door.give({ kind: "notify", observer, path: {}, outcome, confirmable });
}

describe("mode/sdk: read", () => {
  it("gives a resource as text, with the token and id of the request", () => {
    exchange(`42 01 1001 aa01 b4 ${VALUE}`, "62 45 1001 aa01 c0 ff '23.5'");
    expect(door.room.operations).to.deep.equal(["read /3303/0/5700 2.05"]);
  });

  it("gives a resource as TLV where that is asked for, by either number", () => {
    exchange(`40 01 1001 b4 ${VALUE} 62 2d16`, "60 45 1001 c2 2d16 ff e4164441bc0000");
    exchange(`40 01 1002 b4 ${VALUE} 62 0606`, "60 45 1002 c2 0606 ff e4164441bc0000");
  });

  it("gives an instance and an object as TLV", () => {
    const resources = "e415e141bc0000 e415e241bc0000 e4164441bc0000 e31645 'Cel'";
    exchange(`40 01 1001 b4 ${SENSOR}`, `60 45 1001 c2 2d16 ff ${resources}`);
    exchange("40 01 1002 b4 '3303'", `60 45 1002 c2 2d16 ff 08001b ${resources}`);
  });

  it("answers a Non-confirmable request with a Non-confirmable response", () => {
    exchange(`51 01 2001 bb b4 ${VALUE}`, "51 45 0001 bb c0 ff '23.5'");
  });

  it("answers a duplicate with the same bytes and does not ask twice", () => {
    const request = `41 02 1001 cc b4 ${SENSOR} 04 '5605'`;
    exchange(request, "61 44 1001 cc");
    exchange(request, "61 44 1001 cc");
    expect(door.room.operations).to.deep.equal(['execute /3303/0/5605 "" 2.04']);
  });

  it("answers 4.04 for what is not there", () => {
    exchange(`40 01 1001 b4 ${SENSOR} 04 '5999'`, "60 84 1001");
    exchange("40 01 1002 b4 '3303' 01 '1'", "60 84 1002");
    exchange("40 01 1003 b4 '9999'", "60 84 1003");
    exchange("40 01 1004 b3 'abc'", "60 84 1004");
    exchange("40 01 1005 b5 '65535'", "60 84 1005");
    expect(door.room.operations).to.have.length(3);
  });

  it("answers 4.05 for what cannot be read, and for the root", () => {
    exchange(`40 01 1001 b4 ${SENSOR} 04 '5605'`, "60 85 1001");
    exchange("40 01 1002", "60 85 1002");
  });

  it("answers 4.06 for a format that is not spoken", () => {
    exchange(`40 01 1001 b4 ${VALUE} 62 2d17`, "60 86 1001");
    exchange(`40 01 1002 b4 ${SENSOR} 60`, "60 86 1002");
  });

  it("answers 4.01 for the Security object", () => {
    exchange("40 01 1001 b1 '0' 01 '1' 01 '0'", "60 81 1001");
  });

  it("answers 4.02 for an unknown critical option and passes over an elective one", () => {
    exchange(`40 01 1001 b4 ${VALUE} e1000101`, "60 82 1001");
    exchange(`40 01 1002 b4 ${VALUE} e1000201`, "60 45 1002 c0 ff '23.5'");
    expect(door.room.warnings).to.deep.equal(["a CoAP request is refused: option 281 is not understood"]);
  });

  it("gives a long answer in blocks, each with the tag of the whole", () => {
    const text = "0123456789abcdef".repeat(64);
    const resource = "'3201' 01 '0' 04 '5750'";
    door.room.output.applicationType = text;
    const tag = "e7ff28b4";
    exchange(`40 01 1001 b4 ${resource}`, `60 45 1001 44 ${tag} 80 b1 0c ff '${text.slice(0, 256)}'`);
    exchange(`40 01 1002 b4 ${resource} c1 3c`, `60 45 1002 44 ${tag} 80 b1 34 ff '${text.slice(768)}'`);
    exchange(`40 01 1003 b4 ${resource} c1 f2`, `60 45 1003 44 ${tag} 80 b1 f2 ff '${text.slice(960)}'`);
    exchange(`40 01 1004 b4 ${resource} c1 44`, "60 80 1004");
  });
});

describe("mode/sdk: write, execute, create, delete", () => {
  it("writes a resource in text and an instance in TLV", () => {
    exchange("40 03 1001 b4 '3201' 01 '0' 04 '5550' 10 ff '1'", "60 44 1001");
    expect(door.room.output.on).to.equal(true);
    exchange("40 02 1002 b4 '3201' 01 '0' 12 2d16 ff e115ae00", "60 44 1002");
    expect(door.room.output.on).to.equal(false);
    expect(door.room.operations).to.deep.equal([
      "write /3201/0/5550 replace /3201/0/5550=true 2.04",
      "write /3201/0 update /3201/0/5550=false 2.04",
    ]);
  });

  it("takes a payload without a format for text", () => {
    exchange("40 03 1001 b4 '3201' 01 '0' 04 '5550' ff '1'", "60 44 1001");
    expect(door.room.output.on).to.equal(true);
  });

  it("answers 4.15 to a format that is not spoken, 4.00 to what is malformed, 4.05 to what is read-only", () => {
    exchange("40 03 1001 b4 '3201' 01 '0' 04 '5550' 12 2d17 ff '1'", "60 8f 1001");
    exchange("40 03 1002 b4 '3201' 01 '0' 04 '5550' 10 ff '2'", "60 80 1002");
    exchange("40 02 1003 b4 '3201' 01 '0' 12 2d16 ff e115", "60 80 1003");
    exchange(`40 03 1004 b4 ${VALUE} 10 ff '1'`, "60 85 1004");
    expect(door.room.output.on).to.equal(false);
  });

  it("takes a payload in blocks, and the last one's answer confirms it (RFC 7959 figure 7)", () => {
    const target = "b4 '3201' 01 '0' 12 2d16";
    exchange(`40 02 1001 ${target} d1 02 08 ff e8167614 'abcdefghijkl'`, "60 5f 1001 d1 0e 08");
    expect(door.room.operations).to.deep.equal([]);
    exchange(`40 02 1002 ${target} d1 02 10 ff 'mnopqrst'`, "60 44 1002 d1 0e 10");
    expect(door.room.operations).to.deep.equal(['write /3201/0 update /3201/0/5750="abcdefghijklmnopqrst" 2.04']);
  });

  it("refuses a payload of more than 2048 bytes with its first block, if that says so (RFC 7959 section 4)", () => {
    const target = "b4 '3201' 01 '0' 04 '5750' 10";
    const block = "'0123456789abcdef'";
    exchange(`40 03 1001 ${target} d1 02 08 d2 14 0801 ff ${block}`, "60 8d 1001 d1 0e 08 d2 14 0800");
    exchange(`40 03 1002 ${target} d1 02 10 ff 'x'`, "60 88 1002 d1 0e 10");
    expect(door.room.operations).to.deep.equal([]);
  });

  it("executes with and without arguments, and refuses ones that are no text", () => {
    exchange(`40 02 1001 b4 ${SENSOR} 04 '5605'`, "60 44 1001");
    exchange(`40 02 1002 b4 ${SENSOR} 04 '5605' ff '0=1,2'`, "60 44 1002");
    exchange(`40 02 1003 b4 ${SENSOR} 04 '5605' ff c3`, "60 80 1003");
    exchange(`40 02 1004 b4 ${VALUE}`, "60 85 1004");
    expect(door.room.operations).to.deep.equal([
      'execute /3303/0/5605 "" 2.04',
      'execute /3303/0/5605 "0=1,2" 2.04',
      'execute /3303/0/5700 "" 4.05',
    ]);
  });

  it("answers 4.05 to a create and a delete of what only the device makes", () => {
    exchange("40 02 1001 b4 '3303' 12 2d16 ff e4164441bc0000", "60 85 1001");
    exchange(`40 04 1002 b4 ${SENSOR}`, "60 85 1002");
  });

  it("answers 4.05 to a method that LwM2M 1.0 does not use, and to a post of the root", () => {
    exchange(`40 05 1001 b4 ${VALUE}`, "60 85 1001");
    exchange("40 02 1002", "60 85 1002");
  });
});

describe("mode/sdk: discover and attributes", () => {
  it("discovers in link format, with the attributes of what was asked", () => {
    exchange(`40 03 1001 b4 ${VALUE} 46 'pmin=1' 06 'pmax=2'`, "60 44 1001");
    exchange(`40 01 1002 b4 ${VALUE} 61 28`, "60 45 1002 c1 28 ff '</3303/0/5700>;pmin=1;pmax=2'");
    exchange(
      "40 01 1003 b4 '3201' 61 28",
      "60 45 1003 c1 28 ff '</3201>;ver=1.1,</3201/0>,</3201/0/5550>,</3201/0/5551>'",
    );
    expect(door.room.operations[0]).to.equal('writeAttributes /3303/0/5700 {"pmin":1,"pmax":2} 2.04');
  });

  it("answers 4.00 to attributes that are malformed or contradict", () => {
    exchange(`40 03 1001 b4 ${VALUE} 46 'pmin=x'`, "60 80 1001");
    exchange(`40 03 1002 b4 ${VALUE} 47 'colour='`, "60 80 1002");
    exchange(`40 03 1003 b4 ${VALUE} 44 'gt=2' 04 'lt=2'`, "60 80 1003");
    expect(door.room.operations).to.have.length(1);
  });
});

describe("mode/sdk: observe", () => {
  it("answers with the value and Observe 1, and counts up in Non-confirmable notifications", () => {
    exchange(OBSERVE, "61 45 1001 aa 61 01 60 ff '23.5'");
    expect(notify(1)).to.deep.equal([coap("51 45 0001 aa 61 02 60 ff '23.5'")]);
    door.room.sensor.value = 24;
    expect(notify(1)).to.deep.equal([coap("51 45 0002 aa 61 03 60 ff '24'")]);
    expect(door.room.operations).to.deep.equal(["observe /3303/0/5700 2.05"]);
  });

  it("notifies in the format that was asked for", () => {
    exchange(`41 01 1001 aa 60 54 ${VALUE} 62 2d16`, "61 45 1001 aa 61 01 62 2d16 ff e4164441bc0000");
    expect(notify(1)).to.deep.equal([coap("51 45 0001 aa 61 02 62 2d16 ff e4164441bc0000")]);
  });

  it("makes one notification in 24 hours Confirmable", () => {
    exchange(OBSERVE, "61 45 1001 aa 61 01 60 ff '23.5'");
    door.now = 86_399_999;
    expect(notify(1)[0]?.slice(0, 2)).to.equal("51");
    door.now = 86_400_000;
    expect(notify(1)).to.deep.equal([coap("41 45 0002 aa 61 03 60 ff '23.5'")]);
    expect(door.datagram("60 00 0002")).to.deep.equal([]);
    expect(notify(1)[0]?.slice(0, 2)).to.equal("51");
  });

  it("makes notifications Confirmable that are more than one in three seconds (RFC 7641 section 4.5.1)", () => {
    exchange(OBSERVE, "61 45 1001 aa 61 01 60 ff '23.5'");
    const types: (string | undefined)[] = [];
    for (let i = 0; i < 17; i++) types.push(notify(1)[0]?.slice(0, 2));
    expect(types).to.deep.equal([...new Array<string>(16).fill("51"), "41"]);
    door.now = 3000;
    expect(notify(1)[0]?.slice(0, 2)).to.equal("51");
  });

  it("makes notifications Confirmable as often as it is told to, and never less than once in 24 hours", () => {
    for (const [confirmEvery, first] of [
      [0, 0],
      [60_000, 60_000],
      [200_000_000, 86_400_000],
    ] as const) {
      door = new SdkDoor({ confirmEvery }).registered();
      exchange(OBSERVE, "61 45 1001 aa 61 01 60 ff '23.5'");
      door.now = first - 1;
      if (first > 0) expect(notify(1)[0]?.slice(0, 2), `${confirmEvery}`).to.equal("51");
      door.now = first;
      expect(notify(1)[0]?.slice(0, 2), `${confirmEvery}`).to.equal("41");
    }
  });

  it("is over when the server cancels, which is answered like a read", () => {
    exchange(OBSERVE, "61 45 1001 aa 61 01 60 ff '23.5'");
    exchange(`41 01 1002 aa 61 01 54 ${VALUE}`, "61 45 1002 aa c0 ff '23.5'");
    expect(notify(1)).to.deep.equal([]);
    expect(door.room.operations).to.deep.equal(["observe /3303/0/5700 2.05", "cancel /3303/0/5700 2.05"]);
  });

  it("is over when a cancel comes with another token for the same path", () => {
    exchange(OBSERVE, "61 45 1001 aa 61 01 60 ff '23.5'");
    exchange(`41 01 1002 bb 61 01 54 ${VALUE}`, "61 45 1002 bb c0 ff '23.5'");
    expect(notify(1)).to.deep.equal([]);
  });

  it("is over when a Reset answers a notification", () => {
    exchange(OBSERVE, "61 45 1001 aa 61 01 60 ff '23.5'");
    notify(1);
    expect(door.datagram("70 00 0001")[0]).to.equal("lost 1");
    expect(notify(1)).to.deep.equal([]);
  });

  it("that a Reset ended is followed by an update: perhaps the network gave us a new address", () => {
    exchange(OBSERVE, "61 45 1001 aa 61 01 60 ff '23.5'");
    notify(1);
    expect(door.datagram("70 00 0001")).to.deep.equal(["lost 1", coap("44 02 0002 00000000 b2 'rd' 01 '5'")]);
    expect(door.datagram("64 44 0002 00000000")).to.deep.equal(["updated"]);
  });

  it("that a Reset ended leads to a new registration where the update gets 4.04", () => {
    exchange(OBSERVE, "61 45 1001 aa 61 01 60 ff '23.5'");
    notify(1);
    door.datagram("70 00 0001");
    expect(door.datagram("64 84 0002 00000000")).to.deep.equal([
      "unregistered for 0: update refused with 4.04",
      register("0003"),
    ]);
  });

  it("is over when a Confirmable notification gets no answer", () => {
    exchange(OBSERVE, "61 45 1001 aa 61 01 60 ff '23.5'");
    door.room.server.lifetime = 1_000_000;
    door.give({ kind: "update" });
    door.datagram("64 44 0001 00000000");
    door.now = 86_400_000;
    const [sent] = notify(1);
    expect(door.pass(86_400_000 + 150_000)).to.deep.equal([sent, sent, sent, "lost 1", register("0003", 1_000_000)]);
  });

  it("ends with the error when what it watched is gone", () => {
    exchange(OBSERVE, "61 45 1001 aa 61 01 60 ff '23.5'");
    expect(notify(1, { code: Code.notFound })).to.deep.equal(["lost 1", coap("41 84 0001 aa")]);
    expect(notify(1)).to.deep.equal([]);
  });

  it("begins anew with a new token on the same path, as the same observer", () => {
    exchange(OBSERVE, "61 45 1001 aa 61 01 60 ff '23.5'");
    notify(1);
    exchange(`41 01 1002 bb 60 54 ${VALUE}`, "61 45 1002 bb 61 01 60 ff '23.5'");
    expect(notify(1)).to.deep.equal([coap("51 45 0002 bb 61 02 60 ff '23.5'")]);
  });

  // The second one ended the first one, unsaid (RFC 7641 section 4.1: what counts are endpoint and token).
  it("stands beside one of the same path in another format", () => {
    exchange(OBSERVE, "61 45 1001 aa 61 01 60 ff '23.5'");
    exchange(`41 01 1002 bb 60 54 ${VALUE} 62 2d16`, "61 45 1002 bb 61 01 62 2d16 ff e4164441bc0000");
    expect(notify(1)).to.deep.equal([coap("51 45 0001 aa 61 02 60 ff '23.5'")]);
    expect(notify(2)).to.deep.equal([coap("51 45 0002 bb 61 02 62 2d16 ff e4164441bc0000")]);
    exchange(`41 01 1003 cc 61 01 54 ${VALUE} 62 2d16`, "61 45 1003 cc c2 2d16 ff e4164441bc0000");
    expect(notify(2)).to.deep.equal([]);
    expect(notify(1)).to.deep.equal([coap("51 45 0003 aa 61 03 60 ff '23.5'")]);
  });

  // It began at 1 again, so that a server which had seen 3 took the next two for older ones, for 128 s.
  it("goes on counting when it is asked for anew with the same token (RFC 7641 section 4.4)", () => {
    exchange(OBSERVE, "61 45 1001 aa 61 01 60 ff '23.5'");
    notify(1);
    notify(1);
    exchange(OBSERVE.replace("1001", "1002"), "61 45 1002 aa 61 04 60 ff '23.5'");
    expect(notify(1)).to.deep.equal([coap("51 45 0003 aa 61 05 60 ff '23.5'")]);
  });

  // The observation of the first path went on unseen, and its notifications went nowhere.
  it("moves to another path with the same token, and tells that the former one is over", () => {
    exchange(OBSERVE, "61 45 1001 aa 61 01 60 ff '23.5'");
    expect(door.datagram("41 01 1002 aa 60 54 '3201' 01 '0' 04 '5550'")).to.deep.equal([
      "lost 1",
      coap("61 45 1002 aa 61 01 60 ff '0'"),
    ]);
    expect(notify(1)).to.deep.equal([]);
    expect(notify(2, read("/3201/0/5550"))).to.deep.equal([coap("51 45 0001 aa 61 02 60 ff '0'")]);
  });

  it("is not kept when the path cannot be read", () => {
    expect(door.datagram(`41 01 1001 aa 60 54 ${SENSOR} 04 '5999'`)).to.deep.equal(["lost 1", coap("61 84 1001 aa")]);
    expect(notify(1)).to.deep.equal([]);
  });

  it("is answered without Observe once there are too many", () => {
    expect(PATHS).to.have.length(MAX_OBSERVERS + 1);
    const answers: string[] = [];
    for (let i = 0; i < PATHS.length; i++) {
      const id = `30${i + 10}`;
      answers.push(door.datagram(`41 01 ${id} ${id.slice(2)} 60 ${PATHS[i] as string}`)[0]?.slice(10, 12) ?? "");
    }
    // Observe comes first in each answer, Content-Format in the one without it.
    expect(answers).to.deep.equal([...new Array<string>(MAX_OBSERVERS).fill("61"), "c2"]);
    expect(door.room.operations[16]).to.equal("read /3201 2.05");
    expect(notify(1)).to.have.length(1);
    expect(notify(17)).to.deep.equal([]);
  });
});
