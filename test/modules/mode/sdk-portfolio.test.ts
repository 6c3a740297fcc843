import { expect } from "chai";
import { allFormats } from "../../../modules/lwm2m/formats/all.js";
import { Tree } from "../../../modules/lwm2m/tree.js";
import { portfolioObject } from "../../../objects/portfolio.js";
import { coap, newRoom } from "./room.js";
import { SdkDoor } from "./sdk-door.js";

/** The Identity of a Portfolio instance in TLV: two of its resource instances. */
const IDENTITY = "88 00 0b 43 00 'S-1' 44 01 'Acme'";
const CREATE = `41 02 1001 aa b2 '16' 12 2d16 ff 08 00 0e ${IDENTITY}`;
const READ = "41 01 1002 aa b2 '16' 01 '0' 62 2d16";
const DELETE = "41 04 1003 aa b2 '16' 01 '0'";

/** The update of the registration with the objects, the Portfolio as a link of its own at the end. */
function update(id: string, portfolio: string): string {
  const links = `'</>;rt="oma.lwm2m",</1/0>,</3/0>,</3201>;ver=1.1,</3201/0>,</3303/0>,${portfolio}'`;
  return coap(`44 02 ${id} 00000000 b2 'rd' 01 '5' 11 28 ff ${links}`);
}

let door: SdkDoor;

beforeEach(() => {
  const room = newRoom(true);
  const tree = new Tree([...room.tree.objects, portfolioObject()]);
  door = new SdkDoor({ formats: allFormats }, () => 0, { ...room, tree }).registered();
});

describe("mode/sdk: Portfolio, object 16", () => {
  it("makes the instance that a server creates, and announces it [int-1630]", () => {
    expect(door.datagram(CREATE)).to.deep.equal([coap("61 41 1001 aa 82 '16' 01 '0'"), update("0001", "</16/0>")]);
    expect(door.datagram(READ)).to.deep.equal([coap(`61 45 1002 aa c2 2d16 ff ${IDENTITY} c1 03 00`)]);
  });

  // The server had to guess which instance it had made.
  it("says where the instance is whose id it has chosen itself (RFC 7252 section 5.8.2)", () => {
    const created = coap("61 41 1001 aa 82 '16' 01 '0'");
    expect(door.datagram(`41 02 1001 aa b2 '16' 12 2d16 ff ${IDENTITY}`)[0]).to.equal(created);
    expect(door.datagram(`41 02 1001 aa b2 '16' 12 2d16 ff ${IDENTITY}`)).to.deep.equal([created]);
    expect(door.datagram(READ)).to.deep.equal([coap(`61 45 1002 aa c2 2d16 ff ${IDENTITY} c1 03 00`)]);
  });

  it("takes away the instance that a server deletes, and announces that [int-1635]", () => {
    door.datagram(CREATE);
    expect(door.datagram("64 44 0001 00000000")).to.deep.equal(["updated"]);
    expect(door.datagram(DELETE)).to.deep.equal([coap("61 42 1003 aa"), update("0002", "</16>")]);
    expect(door.datagram(READ)).to.deep.equal([coap("61 84 1002 aa")]);
    expect(door.datagram(DELETE.replace("1003", "1004"))).to.deep.equal([coap("61 84 1004 aa")]);
  });
});
