import { expect } from "chai";
import { releaseOf } from "../../../modules/mode/release.js";
import { hex } from "../../support/hex.js";
import { coap } from "./room.js";
import { SdkDoor } from "./sdk-door.js";

function told(text: string): string | undefined {
  return releaseOf(hex(coap(text)));
}

describe("mode/release", () => {
  it("tells of nothing more after a Non-confirmable notification, of one answer after a Confirmable one", () => {
    expect(told("51 45 0001 aa 61 02 60 ff '23.5'")).to.equal("nothing");
    expect(told("41 45 0001 aa 61 02 60 ff '23.5'")).to.equal("oneAnswer");
  });

  it("tells nothing with requests, acknowledgements, resets and errors: the talk goes on", () => {
    for (const message of [
      "44 02 0001 00000000 b2 'rd'",
      "61 45 0001 aa ff '23.5'",
      "60 00 0001",
      "70 00 0001",
      "41 84 0001 aa",
      "",
      "41",
    ])
      expect(told(message), message).to.equal(undefined);
  });

  /** The release that goes with a notification. */
  function notified(releases: boolean, confirmable: boolean): unknown {
    const releasesSeen: unknown[] = [];
    const door = new SdkDoor({ releases, queue: true }).registered();
    door.datagram("41 01 1001 aa 60 54 '3303' 01 '0' 04 '5700'");
    door.onSend = (release) => releasesSeen.push(release);
    const outcome = door.room.tree.operate({ kind: "read", path: { object: 3303, instance: 0, resource: 5700 } });
    door.give({ kind: "notify", observer: 1, path: {}, outcome, confirmable, history: [] });
    expect(releasesSeen).to.have.length(1);
    return releasesSeen[0];
  }

  it("goes with the notifications of SDK mode where it is wanted, and only there", () => {
    expect(notified(true, true)).to.equal("oneAnswer");
    expect(notified(false, true)).to.equal(undefined);
  });
});
