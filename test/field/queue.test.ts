import { expect } from "chai";
import { Field } from "./field.js";

/** A module of each kind, with the commands by which it is kept awake and let sleep. */
const MODELS: readonly (readonly [string, readonly string[]])[] = [
  ["M5310-A", []],
  ["M5311", ["AT+SM=LOCK", "AT+SM=UNLOCK"]],
  ["M5313", []],
];

const VALUE = "2.05 Content 302E3235";

describe("queue mode and power saving in the field", () => {
  for (const [module, lock] of MODELS) {
    it(`${module} can be asked after each update, and is let sleep when the window is over`, () => {
      const settings = { lifetime: "600", queue: "yes", profile: "sleep.psm=on" };
      const field = new Field({ module, mode: "sdk", settings });
      field.start();
      const updates = (): number => field.server.events.filter((event) => event === "updated").length;
      const asleep = (): boolean => field.host.logged.slice(-1)[0]?.includes("servers have to wait") === true;
      field.pass(30_000);
      for (let turn = 1; turn <= 2; turn++) {
        const { length } = field.host.wire;
        expect(field.pass(700_000, () => updates() === turn)).to.equal(true);
        field.pass(60_000);
        expect(field.read("/3300/0/5700", 30_000)).to.equal(VALUE);
        // 93 s after the last message the window closes.
        expect(field.pass(94_000, asleep)).to.equal(true);
        field.pass(1000);
        const sent = field.host.wire.slice(length).filter((line) => line.startsWith("-> AT+SM="));
        expect(sent.map((line) => line.slice(3))).to.deep.equal(lock);
      }
      expect(field.host.logged.join("\n")).to.include("reachable for 120 s");
    });
  }
});
