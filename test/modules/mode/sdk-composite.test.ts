import { expect } from "chai";
import { parseMessage, MessageType, type Message } from "../../../modules/coap/message.js";
import { areArguments } from "../../../modules/lwm2m/arguments.js";
import { composite } from "../../../modules/lwm2m/composite.js";
import { allFormats } from "../../../modules/lwm2m/formats/all.js";
import { Code, type Outcome } from "../../../modules/lwm2m/operation.js";
import { pathOf } from "../../../modules/lwm2m/path.js";
import { hex } from "../../support/hex.js";
import { coap, newRoom } from "./room.js";
import { SdkDoor } from "./sdk-door.js";

const VALUE = "'3303' 01 '0' 04 '5700'";

/** Two paths as SenML-ETCH JSON, and what is there as SenML JSON. */
const PATHS = `'[{"n":"/3201/0/5550"},{"n":"/3303/0/5700"}]'`;
const VALUES = `'[{"n":"/3201/0/5550","vb":false},{"n":"/3303/0/5700","v":23.5}]'`;

let door: SdkDoor;

beforeEach(() => {
  const room = newRoom(true, { composite, checkArguments: areArguments });
  door = new SdkDoor({ formats: allFormats }, () => 0, room).registered();
});

/** A request of the server and the answer, both as `coap` takes them; nothing else may go out. */
function exchange(request: string, answer: string): void {
  expect(door.datagram(request)).to.deep.equal([coap(answer)]);
}

describe("mode/sdk: composite operations (OMA LwM2M 1.2 Transport table 6.4.4-1)", () => {
  it("reads several places in the format that is asked for", () => {
    exchange(`41 05 1001 aa c2 0140 51 6e ff ${PATHS}`, `61 45 1001 aa c1 6e ff ${VALUES}`);
    expect(door.room.operations).to.deep.equal(["readComposite /3201/0/5550 /3303/0/5700 2.05"]);
  });

  it("answers a request without an Accept in the format of its paths", () => {
    exchange(`41 05 1001 aa c2 0140 ff ${PATHS}`, `61 45 1001 aa c1 6e ff ${VALUES}`);
    exchange(`41 05 1002 aa c1 6e ff ${PATHS}`, `61 45 1002 aa c1 6e ff ${VALUES}`);
  });

  it("gives an empty pack of what is not there", () => {
    exchange(`41 05 1001 aa c2 0140 ff '[{"n":"/9/0/0"}]'`, "61 45 1001 aa c1 6e ff '[]'");
  });

  it("refuses a FETCH of one place, without paths, in another format, or with broken ones", () => {
    exchange(`41 05 1001 aa b4 ${VALUE} 12 0140 ff ${PATHS}`, "61 85 1001 aa");
    exchange("41 05 1002 aa c2 0140 ff '[]'", "61 80 1002 aa");
    exchange(`41 05 1003 aa c2 2d16 ff ${PATHS}`, "61 8f 1003 aa");
    exchange("41 05 1004 aa c2 0140 ff '[{'", "61 80 1004 aa");
    exchange(`41 05 1005 aa c2 0140 52 2d16 ff ${PATHS}`, "61 86 1005 aa");
  });

  it("writes several places at once, or none", () => {
    const write = (values: string) => `'[${values}]'`;
    exchange(
      `41 07 1001 aa c1 6e ff ${write('{"n":"/3201/0/5550","vb":true},{"n":"/3201/0/5750","vs":"lamp"}')}`,
      "61 44 1001 aa",
    );
    expect([door.room.output.on, door.room.output.applicationType]).to.deep.equal([true, "lamp"]);
    exchange(
      `41 07 1002 aa c1 6e ff ${write('{"n":"/3201/0/5550","vb":false},{"n":"/3303/0/5700","v":1}')}`,
      "61 85 1002 aa",
    );
    expect(door.room.output.on).to.equal(true);
    exchange(`41 07 1003 aa b4 ${VALUE} 11 6e ff ${write('{"n":"/3201/0/5550","vb":false}')}`, "61 85 1003 aa");
  });

  // A PUT with null went on without it: it replaced all that there was with nothing.
  it("are all that may take a value away with null: a write with one changes nothing", () => {
    exchange(`41 03 1001 aa b4 '3201' 01 '0' 12 0140 ff '[{"n":"/3201/0/5550","v":null}]'`, "61 80 1001 aa");
    exchange(`41 02 1002 aa b4 '3201' 01 '0' 12 2d18 ff a183190c810019 15aef6`, "61 80 1002 aa");
    expect(door.room.operations).to.deep.equal([]);
    expect(door.room.warnings).to.have.length(2);
  });

  it("are answered 4.05 by a device without them", () => {
    door = new SdkDoor({ formats: allFormats }).registered();
    exchange(`41 05 1001 aa c2 0140 ff ${PATHS}`, "61 85 1001 aa");
    exchange("41 07 1002 aa c1 6e ff '[]'", "61 85 1002 aa");
  });
});

describe("mode/sdk: observe several places", () => {
  const OBSERVE = `41 05 1001 aa 60 62 0140 ff ${PATHS}`;

  it("answers with all values, notifies of all values, and stops at a cancel with the same list", () => {
    exchange(OBSERVE, `61 45 1001 aa 61 01 61 6e ff ${VALUES}`);
    expect(notify(1)).to.deep.equal([coap(`51 45 0001 aa 61 02 61 6e ff ${VALUES}`)]);
    exchange(`41 05 1002 bb 61 01 62 0140 ff ${PATHS}`, `61 45 1002 bb c1 6e ff ${VALUES}`);
    expect(notify(1)).to.deep.equal([]);
    expect(door.room.operations).to.deep.equal([
      "observeComposite /3201/0/5550 /3303/0/5700 2.05",
      "cancelComposite /3201/0/5550 /3303/0/5700 2.05",
    ]);
  });

  it("does not take another list for the same", () => {
    exchange(OBSERVE, `61 45 1001 aa 61 01 61 6e ff ${VALUES}`);
    door.datagram(`41 05 1002 bb 61 01 62 0140 ff '[{"n":"/3201/0/5550"}]'`);
    expect(notify(1)).to.have.length(1);
  });

  // The rest was answered with 4.08 unless the request repeated the list (RFC 7959 section 2.6).
  it("gives the rest of a long notification, and of the answer, to a request without the list", () => {
    let id = 2000;
    const rest = (first: string): string => {
      let text = payloadOf(first);
      for (let block = 1; block < 4; block++) {
        text += payloadOf(door.datagram(`41 05 ${id++} bb c1 6e 51 6e 61 ${block}0`)[0] ?? "");
      }
      return text;
    };
    const [answer = ""] = door.datagram(`41 05 1001 aa 60 61 6e 51 6e 60 ff ${PATHS}`);
    expect(rest(answer)).to.equal('[{"n":"/3201/0/5550","vb":false},{"n":"/3303/0/5700","v":23.5}]');
    door.room.sensor.value = 24.5;
    const [notification = "", ...more] = notify(1);
    expect(payloadOf(notification)).to.equal('[{"n":"/3201/0/5');
    expect(more).to.deep.equal([]);
    expect(rest(notification)).to.equal('[{"n":"/3201/0/5550","vb":false},{"n":"/3303/0/5700","v":24.5}]');
  });

  it("takes attributes that an object may have, and no others", () => {
    door.datagram(`41 05 1001 aa 60 62 0140 36 'pmin=1' 05 'con=1' ff ${PATHS}`);
    expect(door.room.operations).to.deep.equal(['observeComposite /3201/0/5550 /3303/0/5700 {"pmin":1,"con":1} 2.05']);
    exchange(`41 05 1002 bb 60 62 0140 34 'gt=1' ff ${PATHS}`, "61 80 1002 bb");
  });
});

describe("mode/sdk: attributes of an observation (OMA LwM2M 1.2 clause 6.4.1)", () => {
  it("hold for the observation, and make another one of the same path", () => {
    exchange(`41 01 1001 aa 60 54 ${VALUE} 46 'pmin=1' 04 'gt=9'`, "61 45 1001 aa 61 01 60 ff '23.5'");
    exchange(`41 01 1002 bb 60 54 ${VALUE} 46 'pmin=5'`, "61 45 1002 bb 61 01 60 ff '23.5'");
    expect(door.room.operations).to.deep.equal([
      'observe /3303/0/5700 {"pmin":1,"gt":9} 2.05',
      'observe /3303/0/5700 {"pmin":5} 2.05',
    ]);
    expect([give(at(22), [], false, 1), give(at(22), [], false, 2)]).to.deep.equal([
      [coap("51 45 0001 aa 61 02 60 ff '22'")],
      [coap("51 45 0002 bb 61 02 60 ff '22'")],
    ]);
  });

  it("are refused if they are malformed, contradict or do not go with the path", () => {
    exchange(`41 01 1001 aa 60 54 ${VALUE} 44 'pmin'`, "61 80 1001 aa");
    exchange(`41 01 1002 aa 60 54 ${VALUE} 47 'epmin=9' 07 'epmax=2'`, "61 80 1002 aa");
    exchange(`41 01 1003 aa 60 54 '3303' 44 'gt=9'`, "61 80 1003 aa");
    exchange(`41 01 1004 aa 60 54 ${VALUE} 43 'x=1'`, "61 80 1004 aa");
    expect(door.room.operations).to.deep.equal([]);
  });
});

describe("mode/sdk: other requests since 1.1 and 1.2", () => {
  it("discovers as deep as it is asked to", () => {
    exchange("41 01 1001 aa b4 '3201' 47 'depth=0' 21 28", "61 45 1001 aa c1 28 ff '</3201>;ver=1.1'");
    exchange("41 01 1002 aa b4 '3201' 47 'depth=1' 21 28", "61 45 1002 aa c1 28 ff '</3201>;ver=1.1,</3201/0>'");
    exchange("41 01 1003 aa b4 '3201' 47 'depth=4' 21 28", "61 80 1003 aa");
    exchange("41 01 1004 aa b4 '3201' 47 'depth=x' 21 28", "61 80 1004 aa");
  });

  it("checks the syntax of arguments", () => {
    exchange("41 02 1001 aa b4 '3303' 01 '0' 04 '5605' ff '0=1'", "61 80 1001 aa");
    exchange(`41 02 1002 aa b4 '3303' 01 '0' 04 '5605' ff '0='1''`, "61 44 1002 aa");
  });

  it("takes a create without a payload for one without values", () => {
    exchange("41 02 1001 aa b4 '3201'", "61 85 1001 aa");
    expect(door.room.operations).to.deep.equal(["create /3201 4.05"]);
  });
});

describe("mode/sdk: notifications that were missed", () => {
  const OBSERVE = `41 01 1001 aa 60 54 ${VALUE}`;

  it("go out together with their times in a format that has times", () => {
    exchange(`${OBSERVE} 61 6e`, `61 45 1001 aa 61 01 61 6e ff '[{"n":"/3303/0/5700","v":23.5}]'`);
    const [sent] = give(at(22), [at(20, -30), at(21, -12.5)]);
    expect(sent).to.equal(
      coap(
        "51 45 0001 aa 61 02 61 6e ff " + `'[{"bn":"/3303/0/5700","bt":-30,"v":20},{"t":17.5,"v":21},{"bt":0,"v":22}]'`,
      ),
    );
  });

  it("go out one by one, the oldest first, in a format that has none", () => {
    exchange(OBSERVE, "61 45 1001 aa 61 01 60 ff '23.5'");
    expect(give(at(22), [at(20, -30), at(21, -12.5)])).to.deep.equal([
      coap("51 45 0001 aa 61 02 60 ff '20'"),
      coap("51 45 0002 aa 61 03 60 ff '21'"),
      coap("51 45 0003 aa 61 04 60 ff '22'"),
    ]);
  });

  // From the 17th Confirmable one on they were refused as busy, and the newest value with them, for good.
  it("wait for room behind 16 of them, and what is there now comes last", () => {
    exchange(OBSERVE, "61 45 1001 aa 61 01 60 ff '23.5'");
    const history = Array.from({ length: 32 }, (_, i) => at(i, -60));
    expect(acknowledged(give(at(99), history))).to.deep.equal([...history.keys(), 99].map(String));
    expect(door.room.warnings).to.deep.equal([]);
  });

  it("of two observations wait for each other, and what is there now reaches both", () => {
    exchange(OBSERVE, "61 45 1001 aa 61 01 60 ff '23.5'");
    exchange(OBSERVE.replace("1001 aa", "1002 bb").replace("5700", "5601"), "61 45 1002 bb 61 01 60 ff '23.5'");
    const history = Array.from({ length: 16 }, (_, i) => at(i, -60));
    const sent = [...give(at(98), history, true), ...give(at(99), history, true, 2)];
    const told = acknowledged(sent);
    expect(told).to.have.length(34);
    expect(told).to.include("98");
    expect(told[33]).to.equal("99");
    expect(door.room.warnings).to.deep.equal([]);
  });

  it("that find no room are 32 at the most, the newest; of what is there now only the newest counts", () => {
    exchange(OBSERVE, "61 45 1001 aa 61 01 60 ff '23.5'");
    const history = Array.from({ length: 32 }, (_, i) => at(i, -60));
    const sent = give(at(98), history, true);
    give(at(99), history, true);
    expect(door.room.warnings).to.deep.equal(["17 stored notifications of /3303/0/5700 are dropped"]);
    const told = acknowledged(sent);
    expect(told).to.have.length(16 + 32);
    expect(told).not.to.include("98");
    expect(told.slice(-2)).to.deep.equal(["31", "99"]);
  });

  it("are owed once more when the network goes before the server has taken them (RFC 7641 section 4.5)", () => {
    exchange(OBSERVE, "61 45 1001 aa 61 01 60 ff '23.5'");
    exchange(OBSERVE.replace("1001 aa", "1002 bb").replace("5700", "5601"), "61 45 1002 bb 61 01 60 ff '23.5'");
    give(at(22), [], true);
    expect(door.give({ kind: "offline" })).to.deep.equal(["behind 1"]);
  });

  it("go out before the error that ends the observation", () => {
    exchange(`${OBSERVE} 61 6e`, `61 45 1001 aa 61 01 61 6e ff '[{"n":"/3303/0/5700","v":23.5}]'`);
    const sent = give({ code: Code.notFound }, [at(20, -30)]);
    expect(sent.map((one) => one.slice(0, 4))).to.deep.equal(["lost", "5145", "4184"]);
  });

  it("ask for an acknowledgement where the server wants one", () => {
    exchange(OBSERVE, "61 45 1001 aa 61 01 60 ff '23.5'");
    expect(give(at(22), [], true)).to.deep.equal([coap("41 45 0001 aa 61 02 60 ff '22'")]);
  });
});

describe("mode/sdk: send (OMA LwM2M 1.1 Transport clause 6.4.5)", () => {
  const send = (id: number): string[] => {
    const entries = [
      { path: pathOf(3303, 0, 5700), value: 20, time: -30 },
      { path: pathOf(3303, 0, 5700), value: 23.5 },
    ];
    return door.give({ kind: "send", id, server: 1, entries });
  };
  const PACK = "82 a3 21 6c 2f333330332f302f35373030 22 381d 02 f94d00 a2 22 00 02 f94de0";

  it("posts the values in SenML CBOR, and tells that the server has taken them [int-306 int-311]", () => {
    expect(send(7)).to.deep.equal([coap(`44 02 0001 00000000 b2 'dp' 11 70 ff ${PACK}`)]);
    expect(door.datagram("64 44 0001 00000000")).to.deep.equal(["sent 7: taken"]);
  });

  it("tells a refusal, and silence", () => {
    send(7);
    expect(door.datagram("64 84 0001 00000000")).to.deep.equal(["sent 7: refused with 4.04"]);
    send(8);
    door.now = 1000;
    expect(door.pass(151_000)).to.include("sent 8: timeout");
  });

  it("posts nothing without a format for it, or before it is registered", () => {
    door = new SdkDoor().registered();
    expect(send(7)).to.deep.equal(["sent 7: no format for it is spoken"]);
    door = new SdkDoor({ formats: allFormats });
    expect(send(8)).to.deep.equal(["sent 8: the server is not registered with"]);
  });

  it("tells of what is under way when the network goes", () => {
    send(7);
    expect(door.give({ kind: "offline" })).to.include("sent 7: the way to the server is gone");
  });
});

function at(value: number, time?: number): Outcome {
  const entry = { path: pathOf(3303, 0, 5700), value };
  return { code: Code.content, entries: [time === undefined ? entry : { ...entry, time }] };
}

function give(outcome: Outcome, history: readonly Outcome[], confirmable = false, observer = 1): string[] {
  return door.give({ kind: "notify", observer, path: {}, outcome, history, confirmable });
}

function payloadOf(datagram: string): string {
  return String.fromCharCode(...(parseMessage(hex(datagram)) as Message).payload);
}

/** Acknowledges all Confirmable notifications that went out, and those that follow; gives the values of all. */
function acknowledged(sent: readonly string[]): string[] {
  const values: string[] = [];
  const all = [...sent];
  for (let one = all.shift(); one !== undefined; one = all.shift()) {
    const { type, id, payload } = parseMessage(hex(one)) as Message;
    values.push(String.fromCharCode(...payload));
    if (type === MessageType.confirmable) all.push(...door.datagram(`60 00 ${id.toString(16).padStart(4, "0")}`));
  }
  return values;
}

/** What the client does when an observer is to be told. */
function notify(observer: number): string[] {
  const paths = [pathOf(3201, 0, 5550), pathOf(3303, 0, 5700)];
  const outcome = door.room.tree.operate({ kind: "readComposite", paths });
  return door.give({ kind: "notify", observer, path: {}, outcome });
}
