import { expect } from "chai";
import {
  firmwareUpdateObject,
  newFirmwareUpdate,
  packageDownloaded,
  takeUpdateRequest,
  UpdateState,
} from "../../../objects/firmware-update.js";
import { locationObject, type LocationState } from "../../../objects/location.js";
import { pathOf } from "../../../modules/lwm2m/path.js";
import { hex } from "../../support/hex.js";
import { EtsDevice } from "./ets-device.js";
import { coap } from "./room.js";

/** GET of an object's instance 0 in TLV. */
function read(id: string, object: string): string {
  return `41 01 ${id} aa b1 '${object}' 01 '0' 62 2d16`;
}

/** Write-Attributes pmin=2 and pmax=10 on an object's instance 0. */
function attach(id: string, object: string): string {
  return `41 03 ${id} aa b1 '${object}' 01 '0' 46 'pmin=2' 07 'pmax=10'`;
}

/** GET with Observe 0 of an object's instance 0 in TLV. */
function observe(id: string, object: string): string {
  return `41 01 ${id} aa 60 51 '${object}' 01 '0' 62 2d16`;
}

const changed = (id: string): string => coap(`61 44 ${id} aa`);
const tlv = (id: string, values: string): string => coap(`61 45 ${id} aa c2 2d16 ff ${values}`);
/** The answer to an observe, with the first number. */
const observed = (id: string, values: string): string => coap(`61 45 ${id} aa 61 01 62 2d16 ff ${values}`);
/** A Non-confirmable notification at a second, with its message id and the number behind Observe. */
const notified = (second: number, id: string, number: string, values: string): string =>
  `${second} s: ${coap(`51 45 ${id} aa 61 ${number} 62 2d16 ff ${values}`)}`;

describe("mode/sdk: the enabler tests of object 3", () => {
  const device = { clock: { wallClock: (): number => 1_367_000_000 }, utcOffset: "+00:00", timezone: "Europe/London" };
  const FACTS = "c400 'Acme' c201 'M1' c102 '7' c303 '1.0' 830b 4100 00";

  /** Object 3 as TLV with its time, offset and zone. */
  const all = (time: string): string => `${FACTS} ${time} c110 'U'`;
  const BEFORE = "c40d 517ac3c0 c60e '+00:00' c80f0d 'Europe/London'";
  const SET = "c40d 5182428f c60e '+02:00' c80f0c 'Europe/Paris'";

  it("takes time, offset and zone at once, and takes them back [int-651]", () => {
    const ets = new EtsDevice({ device }).registered();
    expect(ets.ask(read("1001", "3"))).to.deep.equal([tlv("1001", all(BEFORE))]);
    expect(ets.ask(`41 02 1002 aa b1 '3' 01 '0' 12 2d16 ff ${SET}`)).to.deep.equal([changed("1002")]);
    expect(ets.ask(read("1003", "3"))).to.deep.equal([tlv("1003", all(SET))]);
    expect(ets.ask(`41 03 1004 aa b1 '3' 01 '0' 12 2d16 ff ${BEFORE}`)).to.deep.equal([changed("1004")]);
    expect(ets.ask(read("1005", "3"))).to.deep.equal([tlv("1005", all(BEFORE))]);
  });

  it("tells the version of its firmware [int-652]", () => {
    const ets = new EtsDevice({ device }).registered();
    expect(ets.ask("41 01 1001 aa b1 '3' 01 '0' 01 '3'")).to.deep.equal([coap("61 45 1001 aa c0 ff '1.0'")]);
  });

  it("answers 4.05 to a create, and has one instance as before [int-680]", () => {
    const ets = new EtsDevice().registered();
    expect(ets.ask("41 02 1001 aa b1 '3' 12 2d16 ff 080100")).to.deep.equal([coap("61 85 1001 aa")]);
    expect(ets.ask("41 02 1002 aa b1 '3'")).to.deep.equal([coap("61 85 1002 aa")]);
    expect(ets.inventory.tree.object(3)?.instances.map(({ id }) => id)).to.deep.equal([0]);
  });

  it("answers 4.05 to a delete, and is there as before [int-685]", () => {
    const ets = new EtsDevice().registered();
    expect(ets.ask("41 04 1001 aa b1 '3' 01 '0'")).to.deep.equal([coap("61 85 1001 aa")]);
    expect(ets.inventory.tree.object(3)?.instances.map(({ id }) => id)).to.deep.equal([0]);
  });
});

describe("mode/sdk: the enabler tests of object 4", () => {
  /** NB-IoT, with a signal, one address, cell 99 and area 0x1234. */
  const values = (signal: string): string =>
    `c100 07 8301 4100 07 c102 ${signal} 8804 0b 4800 08 '10.0.0.9' c108 63 c20c 1234`;
  let ets: EtsDevice;

  beforeEach(() => {
    ets = new EtsDevice().registered();
    Object.assign(ets.network, { signal: -85, area: 0x1234, cell: 99, address: "10.0.0.9" });
  });

  it("gives what is known of the network [int-701]", () => {
    expect(ets.ask(read("1001", "4"))).to.deep.equal([tlv("1001", values("ab"))]);
  });

  it("tells a change after pmin, and else what is there each pmax [int-710]", () => {
    expect(ets.ask(attach("1001", "4"))).to.deep.equal([changed("1001")]);
    expect(ets.ask(observe("1002", "4"))).to.deep.equal([observed("1002", values("ab"))]);
    ets.network.signal = -90;
    expect(ets.pass(1.9)).to.deep.equal([]);
    expect(ets.pass(25)).to.deep.equal([
      notified(2, "0001", "02", values("a6")),
      notified(12, "0002", "03", values("a6")),
      notified(22, "0003", "04", values("a6")),
    ]);
  });
});

describe("mode/sdk: the enabler tests of object 5, where the place keeps the package", () => {
  const state = newFirmwareUpdate();
  let ets: EtsDevice;

  /** Object 5 of version 1.2: State and Update Result, no address, packages are pushed. */
  const values = (now: string): string => `c001 c103 ${now} c105 00 c109 01 c10b 01 c10d 00 c10e 00`;
  const [IDLE, DOWNLOADED] = ["00", "02"];
  const PUSH = "b1 '5' 01 '0' 01 '0' 11 2a ff";

  beforeEach(() => {
    Object.assign(state, newFirmwareUpdate());
    ets = new EtsDevice({ objects: [firmwareUpdateObject(state)] }).registered();
  });

  /** The place takes the package that was pushed, and has it. */
  function keep(): void {
    expect(takeUpdateRequest(state)).to.deep.equal({ kind: "store", bytes: hex(coap("'image'")) });
    packageDownloaded(state);
    ets.inventory.tree.changed(pathOf(5, 0, 3));
  }

  it("is idle without a result, and says how packages come [int-751]", () => {
    expect(ets.ask(read("1001", "5"))).to.deep.equal([tlv("1001", values(IDLE))]);
  });

  it("stays idle upon a zero byte, and has downloaded a package that is written [int-755]", () => {
    expect(ets.ask(`41 03 1001 aa ${PUSH} 00`)).to.deep.equal([changed("1001")]);
    expect(ets.ask(read("1002", "5"))).to.deep.equal([tlv("1002", values(IDLE))]);
    expect(ets.ask(`41 03 1003 aa ${PUSH} 'image'`)).to.deep.equal([changed("1003")]);
    keep();
    expect(ets.ask(read("1004", "5"))).to.deep.equal([tlv("1004", values(DOWNLOADED))]);
  });

  it("tells who observes the State that the package is downloaded [int-760]", () => {
    expect(ets.ask(attach("1001", "5"))).to.deep.equal([changed("1001")]);
    expect(ets.ask("41 01 1002 aa 60 51 '5' 01 '0' 01 '3' 60")).to.deep.equal([coap("61 45 1002 aa 61 01 60 ff '0'")]);
    expect(ets.ask(`41 03 1003 aa ${PUSH} 'image'`)).to.deep.equal([changed("1003")]);
    keep();
    expect(ets.pass(5)).to.deep.equal([`2 s: ${coap("51 45 0001 aa 61 02 60 ff '2'")}`]);
  });

  it("answers 4.05 to an update without a package, and all is as before [int-772]", () => {
    expect(ets.ask(read("1001", "5"))).to.deep.equal([tlv("1001", values(IDLE))]);
    expect(ets.ask("41 02 1002 aa b1 '5' 01 '0' 01 '2'")).to.deep.equal([coap("61 85 1002 aa")]);
    expect(ets.ask(read("1003", "5"))).to.deep.equal([tlv("1003", values(IDLE))]);
    state.state = UpdateState.downloading;
    expect(ets.ask("41 02 1004 aa b1 '5' 01 '0' 01 '2'")).to.deep.equal([coap("61 85 1004 aa")]);
    expect(ets.ask(read("1005", "5"))).to.deep.equal([tlv("1005", values("01"))]);
  });
});

describe("mode/sdk: the enabler tests of object 6, where the place knows its position", () => {
  const MORE = "c80108 406326f694467382 c402 430c0000 c403 42c80000 c104 30 c405";
  const FIRST = `c80008 4045c941205bc01a ${MORE} 5182428f c406 40400000`;
  const LATER = `c80008 4045cccccccccccd ${MORE} 51824290 c406 40400000`;
  let state: LocationState;
  let ets: EtsDevice;

  beforeEach(() => {
    const position = { latitude: 43.5723, longitude: 153.2176, altitude: 140, radius: 100 };
    state = { ...position, velocity: hex("30"), timestamp: 1_367_491_215, speed: 3 };
    ets = new EtsDevice({ objects: [locationObject(state)] }).registered();
  });

  it("gives the position [int-801]", () => {
    expect(ets.ask(read("1001", "6"))).to.deep.equal([tlv("1001", FIRST)]);
  });

  it("tells a move after pmin, and else what is there each pmax [int-810]", () => {
    expect(ets.ask(attach("1001", "6"))).to.deep.equal([changed("1001")]);
    expect(ets.ask(observe("1002", "6"))).to.deep.equal([observed("1002", FIRST)]);
    expect(ets.pass(5)).to.deep.equal([]);
    Object.assign(state, { latitude: 43.6, timestamp: 1_367_491_216 });
    ets.inventory.tree.changed(pathOf(6, 0));
    expect(ets.pass(26)).to.deep.equal([
      notified(5.5, "0001", "02", LATER),
      notified(15.5, "0002", "03", LATER),
      notified(25.5, "0003", "04", LATER),
    ]);
  });
});

describe("mode/sdk: the enabler tests of object 7", () => {
  const START = "b1 '7' 01 '0' 01 '6'";
  const STOP = "b1 '7' 01 '0' 01 '7'";
  let ets: EtsDevice;

  /** Kilobytes sent and received, the longest message, the mean of all, the period. */
  const values = (longest: string, mean: string, period = "00"): string =>
    `c102 00 c103 00 c104 ${longest} c105 ${mean} c108 ${period}`;

  beforeEach(() => {
    ets = new EtsDevice().registered();
  });

  it("counts from start to stop, and nothing more [int-901]", () => {
    expect(ets.ask(`41 02 1001 aa ${START}`)).to.deep.equal([changed("1001")]);
    ets.pass(3);
    ets.ask("41 01 1002 aa b1 '3' 01 '0' 01 '0'");
    expect(ets.ask(`41 02 1003 aa ${STOP}`)).to.deep.equal([changed("1003")]);
    // 5, 12, 11 and 12 bytes, each with the 28 of UDP and IP.
    expect(ets.ask(read("1004", "7"))).to.deep.equal([tlv("1004", values("27", "26"))]);
    expect(ets.ask(read("1005", "7"))).to.deep.equal([tlv("1005", values("27", "26"))]);
  });

  it("takes another collection period [int-905]", () => {
    expect(ets.ask(read("1001", "7"))).to.deep.equal([tlv("1001", values("00", "00"))]);
    expect(ets.ask("41 03 1002 aa b1 '7' 01 '0' 01 '8' 10 ff '60'")).to.deep.equal([changed("1002")]);
    expect(ets.ask(read("1003", "7"))).to.deep.equal([tlv("1003", values("00", "00", "3c"))]);
  });

  it("tells the counters by pmin and pmax while it is observed, and not afterwards [int-910]", () => {
    expect(ets.ask(attach("1001", "7"))).to.deep.equal([changed("1001")]);
    expect(ets.ask("41 03 1002 aa b1 '7' 01 '0' 01 '8' 10 ff '0'")).to.deep.equal([changed("1002")]);
    expect(ets.ask(observe("1003", "7"))).to.deep.equal([observed("1003", values("00", "00"))]);
    expect(ets.ask(`41 02 1004 aa ${START}`)).to.deep.equal([changed("1004")]);
    // The answer to the start is the first that counts, then each notification by itself.
    expect(ets.pass(15)).to.deep.equal([
      notified(2, "0001", "02", values("21", "21")),
      notified(12, "0002", "03", values("36", "2c")),
    ]);
    expect(ets.ask(`41 02 1005 aa ${STOP}`)).to.deep.equal([changed("1005")]);
    const cancelled = ets.ask("41 01 1006 aa 61 01 51 '7' 01 '0' 62 2d16");
    expect(cancelled).to.deep.equal([tlv("1006", values("36", "2d"))]);
    expect(ets.pass(60)).to.deep.equal([]);
  });
});
