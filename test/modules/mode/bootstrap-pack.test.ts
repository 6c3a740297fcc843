import { expect } from "chai";
import { allFormats } from "../../../modules/lwm2m/formats/all.js";
import { bootstrapPack } from "../../../modules/mode/bootstrap-pack.js";
import { server12 } from "../../../objects/server-1-2.js";
import { coap, newRoom } from "./room.js";
import { SdkDoor, SECOND } from "./sdk-door.js";

/** Its last option asks for blocks that the module can carry (RFC 7959 section 2.4). */
const REQUEST = coap("44 01 0000 00000000 b6 'bspack' 45 'ep=ep' 21 70 61 04");
const PLAIN = coap("44 02 0001 00000000 b2 'bs' 45 'ep=ep'");

/** [{-2: "/0/0/", 0: "0", 3: "coap://192.0.2.2:5684"}, {0: "1", 4: false}, {0: "2", 2: 3}, {0: "10", 2: 101}] */
const ACCOUNT =
  "a3 21 65 '/0/0/' 00 61 '0' 03 75 'coap://192.0.2.2:5684' a2 00 61 '1' 04 f4 a2 00 61 '2' 02 03 a2 00 62 '10' 02 1865";
/** {-2: "/1/0/", 0: "0", 2: 101}, {0: "1", 2: 60} */
const TERMS = "a3 21 65 '/1/0/' 00 61 '0' 02 1865 a2 00 61 '1' 02 183c";

/** A door that has asked for its pack. */
function asked(): SdkDoor {
  const door = new SdkDoor(
    { direct: false, formats: allFormats, pack: bootstrapPack },
    () => 0,
    newRoom(true, {}, server12),
  );
  expect(door.reach()).to.deep.equal([REQUEST]);
  return door;
}

function accounts(door: SdkDoor): number[] | undefined {
  return door.room.tree.object(0)?.instances.map(({ id }) => id);
}

describe("mode/bootstrap-pack", () => {
  it("takes the whole configuration in one message, and registers by it at once", () => {
    const door = asked();
    expect(door.datagram(`64 45 0000 00000000 c1 70 ff 86 ${ACCOUNT} ${TERMS}`)).to.deep.equal([
      "bootstrapped",
      "resolve 192.0.2.2",
    ]);
    expect(accounts(door)).to.deep.equal([0, 1]);
    const [register] = door.give({
      kind: "socket",
      output: { kind: "resolved", name: SECOND.address, address: SECOND.address },
    });
    expect(register).to.contain(coap("05 'lt=60'").slice(2));
  });

  for (const [what, answer, warning] of [
    ["knows no packs", "64 84 0000 00000000", "answered with 4.04"],
    ["speaks no format of ours", "64 86 0000 00000000", "answered with 4.06"],
    ["has not implemented it", "64 a1 0000 00000000", "answered with 5.01"],
    ["sends what is no SenML", "64 45 0000 00000000 c1 70 ff ff", undefined],
    ["names no access server", `64 45 0000 00000000 c1 70 ff 82 ${TERMS}`, "no access server was given"],
  ] as const) {
    it(`changes nothing and asks the plain way at once when the server ${what}`, () => {
      const door = asked();
      expect(door.datagram(answer)).to.deep.equal([PLAIN]);
      expect(accounts(door)).to.deep.equal([1]);
      expect(door.room.server.lifetime).to.equal(300);
      if (warning !== undefined) {
        expect(door.room.warnings).to.deep.equal([`the bootstrap pack is not taken: ${warning}`]);
      }
    });
  }

  it("asks the plain way when there is no answer", () => {
    const door = asked();
    expect(door.pass(150_000)).to.deep.equal([REQUEST, REQUEST, REQUEST, PLAIN]);
  });
});
