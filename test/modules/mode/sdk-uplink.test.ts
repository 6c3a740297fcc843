import { expect } from "chai";
import { coap } from "./room.js";
import { BOOTSTRAP, register, SdkDoor } from "./sdk-door.js";

/** Option 63 with the code "Code42", behind Uri-Query (15) and behind Uri-Path (11). */
const BEHIND_QUERY = "d6 23 'Code42'";
const BEHIND_PATH = "d6 27 'Code42'";

describe("mode/sdk-uplink: OneNET's auth code (option 63 of the CIS core 2.3)", () => {
  it("goes with the bootstrap request", () => {
    const door = new SdkDoor({ direct: false, auth: "Code42" });
    expect(door.reach()).to.deep.equal([coap(`${BOOTSTRAP} ${BEHIND_QUERY}`)]);
  });

  it("goes with register, update and deregister", () => {
    const door = new SdkDoor({ auth: "Code42" });
    const [links = ""] = register("0000").split("ff").slice(1);
    expect(door.reach()).to.deep.equal([register("0000").replace(`ff${links}`, coap(`${BEHIND_QUERY} ff${links}`))]);
    door.datagram("64 41 0000 00000000 82 'rd' 01 '5'");
    expect(door.give({ kind: "update" })).to.deep.equal([coap(`44 02 0001 00000000 b2 'rd' 01 '5' ${BEHIND_PATH}`)]);
    door.datagram("64 44 0001 00000000");
    expect(door.give({ kind: "stop" })).to.deep.equal([coap(`44 04 0002 00000000 b2 'rd' 01 '5' ${BEHIND_PATH}`)]);
  });

  it("goes with no answer and no notification", () => {
    const door = new SdkDoor({ auth: "Code42" }).registered();
    const [answer] = door.datagram("42 01 2000 aaaa 60 54 '3303' 01 '0' 04 '5700'");
    expect(answer).to.not.contain(coap("'Code42'"));
    const path = { object: 3303, instance: 0, resource: 5700 };
    const outcome = door.room.tree.operate({ kind: "read", path });
    const [news] = door.give({ kind: "notify", observer: 1, path, outcome });
    expect(news).to.match(/^52/);
    expect(news).to.not.contain(coap("'Code42'"));
  });
});
