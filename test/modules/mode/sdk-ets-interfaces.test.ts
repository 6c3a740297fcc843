import { expect } from "chai";
import type { DeviceState } from "../../../objects/device.js";
import { EtsDevice } from "./ets-device.js";
import { coap } from "./room.js";
import { FIRST, SECOND } from "./sdk-door.js";

/** Two batteries: their kinds, their millivolts and milliamperes, and how full they are. */
function batteries(millivolts: number): Partial<DeviceState> {
  const of = (kind: number): NonNullable<DeviceState["powerSources"]>[number] => ({
    kind,
    millivolts,
    milliamperes: 0,
  });
  return { powerSources: [of(1), of(2)], batteryLevel: 0 };
}

const changed = (id: string): string => coap(`61 44 ${id} aa`);
const links = (id: string, text: string): string => coap(`61 45 ${id} aa c1 28 ff '${text}'`);
/** Execute and write of resources of the Server instance. */
const execute = (id: string, resource: number): string => `41 02 ${id} aa b1 '1' 01 '0' 01 '${resource}'`;
const write = (id: string, resource: number, text: string): string =>
  `41 03 ${id} aa b1 '1' 01 '0' 01 '${resource}' 10 ff '${text}'`;

describe("mode/sdk: the enabler tests of the registration interface", () => {
  const TAKEN = (id: string): string => `64 44 ${id} 00000000`;
  const update = (id: string, query = ""): string => coap(`44 02 ${id} 00000000 b2 'rd' 01 '5' ${query}`);
  let ets: EtsDevice;

  beforeEach(() => {
    ets = new EtsDevice().registered();
  });

  it("tells a lifetime of 20 s that was written, and updates before it ends [int-102]", () => {
    expect(ets.ask(write("1001", 1, "20"))).to.deep.equal([changed("1001"), update("0001", "45 'lt=20'")]);
    expect(ets.ask(TAKEN("0001"))).to.deep.equal(["updated"]);
    expect(ets.pass(19)[0]).to.equal(`10 s: ${update("0002")}`);
    expect(ets.ask(TAKEN("0002"))).to.deep.equal(["updated"]);
  });

  it("deregisters when it is disabled, and is silent until the disable timeout is over [int-103]", () => {
    expect(ets.ask(execute("1001", 4))).to.deep.equal([changed("1001"), coap("44 04 0001 00000000 b2 'rd' 01 '5'")]);
    expect(ets.ask("64 42 0001 00000000")).to.deep.equal(["unregistered"]);
    expect(ets.pass(86_399)).to.deep.equal([]);
    expect(ets.pass(86_400)).to.have.length(1);
  });

  it("updates without parameters when its trigger is executed before the lifetime ends [int-104]", () => {
    ets.ask(write("1001", 1, "20"));
    ets.ask(TAKEN("0001"));
    ets.pass(5);
    expect(ets.ask(execute("1002", 8))).to.deep.equal([changed("1002"), update("0002")]);
    expect(ets.ask(TAKEN("0002"))).to.deep.equal(["updated"]);
    // The time of the next update counts from this one.
    expect(ets.pass(14.9)).to.deep.equal([]);
    expect(ets.pass(15)).to.deep.equal([`15 s: ${update("0003")}`]);
  });

  it("tells at once that a lifetime of 60 s is 120 s now, and updates in time by it [int-107]", () => {
    ets.ask(write("1001", 1, "60"));
    ets.ask(TAKEN("0001"));
    expect(ets.ask(write("1002", 1, "120"))).to.deep.equal([changed("1002"), update("0002", "46 'lt=120'")]);
    expect(ets.ask(TAKEN("0002"))).to.deep.equal(["updated"]);
    expect(ets.pass(59.9)).to.deep.equal([]);
    expect(ets.pass(60)).to.deep.equal([`60 s: ${update("0003")}`]);
  });
});

describe("mode/sdk: operations that take their time", () => {
  let ets: EtsDevice;

  beforeEach(() => {
    ets = new EtsDevice().registered();
    ets.takes = 3000;
  });

  /** An empty acknowledgement after 1 s, the answer after 3 s in a message of its own, sent again until it is acknowledged. */
  function answersLate(request: string, id: string, answer: string): void {
    expect(ets.ask(request)).to.deep.equal([]);
    expect(ets.pass(2.9)).to.deep.equal([`1 s: ${coap(`60 00 ${id}`)}`]);
    expect(ets.ask(request), "asked again meanwhile").to.deep.equal([coap(`60 00 ${id}`)]);
    expect(ets.pass(3)).to.deep.equal([`3 s: ${coap(answer)}`]);
    expect(ets.pass(13)).to.deep.equal([`13 s: ${coap(answer)}`]);
    ets.ask("60 00 0001");
  }

  it("answers a read late, in a message of its own [separate-1]", () => {
    answersLate("41 01 1001 aa b1 '3' 01 '0' 01 '0' 60", "1001", "41 45 0001 aa c0 ff 'Acme'");
    expect(ets.pass(60)).to.deep.equal([]);
  });

  it("answers a write late, and has written once [separate-2]", () => {
    answersLate(write("1001", 2, "5"), "1001", "41 44 0001 aa");
    ets.takes = 0;
    expect(ets.ask("41 01 1002 aa b1 '1' 01 '0' 01 '2' 60")).to.deep.equal([coap("61 45 1002 aa c0 ff '5'")]);
    expect(ets.pass(60)).to.deep.equal([]);
  });

  it("answers an execute late, and does it once: one update follows the answer [separate-3]", () => {
    expect(ets.ask(execute("1001", 8))).to.deep.equal([]);
    expect(ets.pass(2.9)).to.deep.equal([`1 s: ${coap("60 00 1001")}`]);
    expect(ets.ask(execute("1001", 8))).to.deep.equal([coap("60 00 1001")]);
    expect(ets.pass(3)).to.deep.equal([`3 s: ${coap("41 44 0001 aa")}`]);
    expect(ets.ask("60 00 0001")).to.deep.equal([coap("44 02 0002 00000000 b2 'rd' 01 '5'")]);
    expect(ets.ask("64 44 0002 00000000")).to.deep.equal(["updated"]);
    expect(ets.pass(60)).to.deep.equal([]);
  });

  it("answers a composite read late [separate-4]", () => {
    // [{0: "/3/0/0"}], answered by [{0: "/3/0/0", 3: "Acme"}]
    const fetch = "41 05 1001 aa c1 70 51 70 ff 81 a1 00 66 '/3/0/0'";
    answersLate(fetch, "1001", "41 45 0001 aa c1 70 ff 81 a2 00 66 '/3/0/0' 03 64 'Acme'");
  });

  it("answers a composite write late, and has written once [separate-4]", () => {
    // [{0: "/1/0/2", 2: 5}, {0: "/1/0/3", 2: 50}]
    const patch = "41 07 1001 aa c1 70 ff 82 a2 00 66 '/1/0/2' 02 05 a2 00 66 '/1/0/3' 02 18 32";
    answersLate(patch, "1001", "41 44 0001 aa");
    ets.takes = 0;
    expect(ets.ask("41 01 1002 aa b1 '1' 01 '0' 01 '3' 60")).to.deep.equal([coap("61 45 1002 aa c0 ff '50'")]);
  });
});

describe("mode/sdk: the enabler tests of discovery", () => {
  const discover = (id: string, depth: number): string => `41 01 ${id} aa b1 '3' 47 'depth=${depth}' 21 28`;
  let ets: EtsDevice;

  beforeEach(() => {
    ets = new EtsDevice({ device: batteries(0) }).registered();
  });

  // The table of this test has the Server's default periods beside </3>; that of test 260 has not, and neither has the
  // clause: a discover tells the attributes that are attached.
  it("lists an object with its instance alone to a depth of 1 (1.2 clause 6.3.2) [int-264]", () => {
    expect(ets.ask(discover("1001", 1))).to.deep.equal([links("1001", "</3>;ver=1.2,</3/0>")]);
    expect(ets.ask("41 03 1002 aa b1 '3' 01 '0' 48 'pmax=200'")).to.deep.equal([changed("1002")]);
    expect(ets.ask(discover("1003", 1))).to.deep.equal([links("1003", "</3>;ver=1.2,</3/0>;pmax=200")]);
  });

  it("lists resources to a depth of 2, resource instances with their attributes to one of 3 [int-266]", () => {
    const first = "</3/0>,</3/0/0>,</3/0/1>,</3/0/2>,</3/0/3>,</3/0/4>,</3/0/6>;dim=2";
    expect(ets.ask(discover("1001", 2))).to.deep.equal([
      links("1001", `</3>;ver=1.2,${first},</3/0/7>;dim=2,</3/0/8>;dim=2,</3/0/9>,</3/0/11>;dim=1,</3/0/12>,</3/0/16>`),
    ]);
    expect(ets.ask("41 03 1002 aa b1 '3' 47 'pmin=10' 08 'pmax=200'")).to.deep.equal([changed("1002")]);
    const voltage = "b1 '3' 01 '0' 01 '7'";
    expect(ets.ask(`41 03 1003 aa ${voltage} 44 'lt=1' 04 'gt=6' 04 'st=1'`)).to.deep.equal([changed("1003")]);
    expect(ets.ask(`41 03 1004 aa ${voltage} 01 '1' 44 'gt=8'`)).to.deep.equal([changed("1004")]);
    expect(ets.ask(discover("1005", 3))).to.deep.equal([
      links(
        "1005",
        `</3>;ver=1.2;pmin=10;pmax=200,${first},</3/0/6/0>,</3/0/6/1>,` +
          "</3/0/7>;dim=2;gt=6;lt=1;st=1,</3/0/7/0>,</3/0/7/1>;gt=8,</3/0/8>;dim=2,</3/0/8/0>,</3/0/8/1>,</3/0/9>," +
          "</3/0/11>;dim=1,</3/0/11/0>,</3/0/12>,</3/0/16>",
      ),
    ]);
  });
});

describe("mode/sdk: the enabler tests of observations with attributes", () => {
  const OBSERVE = "aa 60 51 '3' 01 '0' 01 '7'";
  /** Both voltages, 3600 mV, in TLV. */
  const VOLTAGES = "8807 08 4200 0e10 4201 0e10";
  let ets: EtsDevice;

  beforeEach(() => {
    ets = new EtsDevice({ device: batteries(3600) }).registered();
  });

  const observed = (id: string): string => coap(`61 45 ${id} aa 61 01 62 2d16 ff ${VOLTAGES}`);
  const notified = (second: number, id: string, number: string): string =>
    `${second} s: ${coap(`51 45 ${id} aa 61 ${number} 62 2d16 ff ${VOLTAGES}`)}`;

  it("notifies as often as the observe says [int-312]", () => {
    const request = `41 01 1001 ${OBSERVE} 46 'pmin=5' 07 'pmax=15' 22 2d16`;
    expect(ets.ask(request)).to.deep.equal([observed("1001")]);
    expect(ets.pass(40)).to.deep.equal([notified(15, "0001", "02"), notified(30, "0002", "03")]);
  });

  it("goes by what the observe says rather than by what is attached [int-313]", () => {
    expect(ets.ask("41 03 1001 aa b1 '3' 01 '0' 01 '7' 46 'pmin=5' 07 'pmax=60'")).to.deep.equal([changed("1001")]);
    const request = `41 01 1002 ${OBSERVE} 46 'pmin=5' 07 'pmax=10' 22 2d16`;
    expect(ets.ask(request)).to.deep.equal([observed("1002")]);
    expect(ets.pass(35)).to.deep.equal([
      notified(10, "0001", "02"),
      notified(20, "0002", "03"),
      notified(30, "0003", "04"),
    ]);
  });
});

describe("mode/sdk: the enabler tests of two servers", () => {
  const servers = [
    { id: 1, address: FIRST.address },
    { id: 2, address: SECOND.address },
  ];
  const OBJECTS = "</1>;ver=1.2,</1/0>,</1/1>,</3>;ver=1.2,</3/0>,</4>;ver=1.3,</4/0>,</7/0>";

  function register(id: string): string {
    const formats = "'60' 20 '110' 20 '112' 20 '320' 20 '322' 20 '11542' 20 '11543' 20 '11544'";
    const query = "39 'lwm2m=1.2' 05 'ep=ep' 03 'b=U' 08 'lt=86400'";
    return coap(`44 02 ${id} 00000000 b2 'rd' 11 28 ${query} ff '</>;rt="oma.lwm2m";ct="' ${formats} '",${OBJECTS}'`);
  }

  it("registers with each by its own account [int-950]", () => {
    const ets = new EtsDevice({ servers });
    expect(ets.reach()).to.deep.equal([register("0000"), `${SECOND.address} ${register("0001")}`]);
    expect(ets.ask("64 41 0000 00000000 82 'rd' 01 '5'")).to.deep.equal(["registered"]);
    expect(ets.ask("64 41 0001 00000000 82 'rd' 01 '6'", SECOND.address)).to.deep.equal(["registered"]);
  });

  it("keeps apart what each attaches [int-951]", () => {
    const ets = new EtsDevice({ servers }).registered();
    ets.ask("64 41 0001 00000000 82 'rd' 01 '6'", SECOND.address);
    const instance = "b1 '3' 01 '0'";
    expect(ets.ask(`41 03 1001 aa ${instance} 46 'pmin=2' 07 'pmax=10'`)).to.deep.equal([changed("1001")]);
    const second = `41 03 1001 aa ${instance} 47 'pmin=15' 07 'pmax=50'`;
    expect(ets.ask(second, SECOND.address)).to.deep.equal([`${SECOND.address} ${changed("1001")}`]);
    const resources = "</3/0/0>,</3/0/1>,</3/0/2>,</3/0/3>,</3/0/4>,</3/0/11>;dim=1,</3/0/12>,</3/0/16>";
    const discover = `41 01 1002 aa ${instance} 61 28`;
    expect(ets.ask(discover)).to.deep.equal([links("1002", `</3/0>;pmin=2;pmax=10,${resources}`)]);
    expect(ets.ask(discover, SECOND.address)).to.deep.equal([
      `${SECOND.address} ${links("1002", `</3/0>;pmin=15;pmax=50,${resources}`)}`,
    ]);
  });
});
