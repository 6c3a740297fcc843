import { expect } from "chai";
import type { Message, Peer } from "../../../platform/coap/message.js";
import { uintOption } from "../../../platform/coap/options.js";
import { Relations } from "../../../platform/coap/relations.js";

const peer: Peer = { address: "127.0.0.1", port: 1 };
const token = Buffer.from("01", "hex");

function notification(sequence: number, code = "2.05"): Message {
  const options = [uintOption("Observe", sequence)];
  return { type: "NON", code, id: 1, token, options, payload: Buffer.from(String(sequence)) };
}

describe("platform/coap/relations", () => {
  function relation(first: number): { relations: Relations; seen: string[] } {
    const relations = new Relations();
    const seen: string[] = [];
    relations.add({ token, peer, notified: (message) => void seen.push(message.payload.toString()) }, first, 0);
    return { relations, seen };
  }

  /** True if the notification was taken; it is passed on at once. */
  function take(relations: Relations, message: Message, now: number, from = peer): boolean {
    const passOn = relations.take(from, message, now);
    passOn?.();
    return passOn !== undefined;
  }

  it("passes a notification with a higher number on, and drops one that was overtaken (RFC 7641 3.4)", () => {
    const { relations, seen } = relation(5);
    for (const sequence of [6, 9, 8, 9, 10]) expect(take(relations, notification(sequence), 1_000)).to.equal(true);
    expect(seen).to.deep.equal(["6", "9", "10"]);
  });

  it("takes a number that wrapped around for a newer one", () => {
    const { relations, seen } = relation(0xff_fffe);
    take(relations, notification(0xff_ffff), 1_000);
    take(relations, notification(0), 1_000);
    take(relations, notification(0xff_ffff), 1_000);
    expect(seen).to.deep.equal(["16777215", "0"]);
  });

  it("takes any number once 128 seconds have passed", () => {
    const { relations, seen } = relation(100);
    take(relations, notification(50), 128_000);
    take(relations, notification(50), 128_001);
    expect(seen).to.deep.equal(["50"]);
  });

  it("does not take a notification from another address", () => {
    const { relations, seen } = relation(1);
    expect(take(relations, notification(2), 0, { address: "127.0.0.1", port: 2 })).to.equal(false);
    expect(seen).to.deep.equal([]);
  });

  it("ends with an error response, which is passed on", () => {
    const { relations, seen } = relation(1);
    expect(take(relations, notification(2, "4.04"), 0)).to.equal(true);
    expect(take(relations, notification(3), 0)).to.equal(false);
    expect(seen).to.deep.equal(["2"]);
  });
});
