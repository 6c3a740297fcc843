import { expect } from "chai";
import { numberIn, readMessage } from "../../../examples/server-room/messages.js";

const common = { imei: "490154203237518", dev_id: 7, at: 1_000 };

describe("examples/server-room: messages", () => {
  it("type 1 is a value of any type", () => {
    for (const value of [1.5, "1.5", true, [1, 2]]) {
      const found = readMessage({ ...common, type: 1, ds_id: "3300_0_5700", value });
      expect(found).to.deep.equal({ kind: "value", deviceId: "7", at: 1_000, stream: "3300_0_5700", value });
    }
  });

  it("a number comes as such or as text; other texts, true and null are none", () => {
    expect([1.5, "1.5", "-2e3", 0].map(numberIn)).to.deep.equal([1.5, 1.5, -2_000, 0]);
    expect(["warm", "", " ", true, null, undefined, "Infinity"].map(numberIn)).to.deep.equal(
      Array.from({ length: 7 }, () => undefined),
    );
  });

  it("type 2 is the device's coming or going", () => {
    const presence = { kind: "presence", deviceId: "7", at: 1_000 };
    expect(readMessage({ ...common, type: 2, status: 1 })).to.deep.equal({ ...presence, online: true });
    expect(readMessage({ ...common, type: 2, status: 0 })).to.deep.equal({ ...presence, online: false });
  });

  it("type 7 is the result of a cached command", () => {
    const result = { ...common, type: 7, cmd_id: "u" };
    expect(readMessage({ ...result, send_status: 5, confirm_status: 0 })).to.include({ uuid: "u", how: "done" });
    expect(readMessage({ ...result, send_status: 6, confirm_status: 5 })).to.include({
      how: "failed (confirm status 5)",
    });
    expect(readMessage({ ...result, send_status: 4 })).to.include({ how: "expired (confirm status none)" });
  });

  for (const json of [
    null,
    "text",
    {},
    { type: 2, status: 1, at: 1 },
    { ...common, type: 3 },
    { ...common, type: 2, status: "1" },
    { ...common, type: 1, value: 1 },
    { ...common, type: 7, send_status: 5 },
  ]) {
    it(`${JSON.stringify(json)} makes no sense`, () => {
      expect(readMessage(json)).to.equal(undefined);
    });
  }
});
