import { expect } from "chai";
import { MessageType, type Message } from "../../../modules/coap/message.js";
import { uintOption, type Option } from "../../../modules/coap/options.js";
import { MAX_SUBSCRIPTIONS, Subscriptions } from "../../../modules/coap/subscriptions.js";
import { hex } from "../../support/hex.js";
import { arrive, exchanges, give, notify, run } from "./talk.js";

function response(sequence: number | undefined, code = 0x45, token = "aa", ...more: Option[]): Message {
  const options = sequence === undefined ? more : [uintOption(6, sequence), ...more];
  return { type: MessageType.confirmable, code, id: 1, token: hex(token), options, payload: hex("01") };
}

function taken(subscriptions: Subscriptions): string[] {
  const all: string[] = [];
  for (let news = subscriptions.poll(); news !== undefined; news = subscriptions.poll()) {
    all.push(`${news.kind} ${news.tag}`);
  }
  return all;
}

function observing(): Subscriptions {
  const subscriptions = new Subscriptions();
  expect(subscriptions.begin(7, 1, response(5), 0)).to.equal(true);
  return subscriptions;
}

describe("coap/subscriptions", () => {
  it("gives out what is newer, and takes in silence what is not (RFC 7641 section 3.4)", () => {
    const subscriptions = observing();
    expect(subscriptions.take(1, response(6), 100)).to.equal(true);
    expect(subscriptions.take(1, response(8), 200)).to.equal(true);
    expect(taken(subscriptions)).to.deep.equal(["news 7", "news 7"]);
    expect(subscriptions.take(1, response(7), 300)).to.equal(true);
    expect(subscriptions.take(1, response(8), 300)).to.equal(true);
    expect(taken(subscriptions)).to.deep.equal([]);
    // After 128 s any number is newer.
    subscriptions.take(1, response(7), 128_201);
    expect(taken(subscriptions)).to.deep.equal(["news 7"]);
  });

  it("is none of another token, another peer, or after a cancel", () => {
    const subscriptions = observing();
    expect(subscriptions.take(1, response(6, 0x45, "ab"), 0)).to.equal(false);
    expect(subscriptions.take(2, response(6), 0)).to.equal(false);
    subscriptions.cancel(7);
    expect(subscriptions.take(1, response(6), 0)).to.equal(false);
    expect(taken(subscriptions)).to.deep.equal([]);
  });

  it("ends with an error, and with a response without Observe", () => {
    for (const last of [response(6, 0x84), response(undefined)]) {
      const subscriptions = observing();
      expect(subscriptions.take(1, last, 0)).to.equal(true);
      expect(taken(subscriptions)).to.deep.equal(["ended 7"]);
      expect(subscriptions.take(1, response(7), 0)).to.equal(false);
    }
  });

  it("does not begin where the response has no Observe or is an error, nor beyond its limit", () => {
    const subscriptions = new Subscriptions();
    expect(subscriptions.begin(7, 1, response(undefined), 0)).to.equal(false);
    expect(subscriptions.begin(7, 1, response(1, 0x84), 0)).to.equal(false);
    for (let tag = 0; tag < MAX_SUBSCRIPTIONS; tag++) {
      expect(subscriptions.begin(tag, 1, response(1, 0x45, `0${tag}`), 0)).to.equal(true);
    }
    expect(subscriptions.begin(7, 1, response(1, 0x45, "07"), 0), "again in its own place").to.equal(true);
    expect(subscriptions.begin(99, 1, response(1, 0x45, "99"), 0)).to.equal(false);
  });

  it("says once that its content is older than Max-Age, 60 s where there is none (section 3.3.1)", () => {
    const subscriptions = observing();
    expect(subscriptions.deadline()).to.equal(60_000);
    subscriptions.take(1, response(6, 0x45, "aa", uintOption(14, 5)), 1000);
    taken(subscriptions);
    expect(subscriptions.deadline()).to.equal(6_000);
    subscriptions.expire(5_999);
    expect(taken(subscriptions)).to.deep.equal([]);
    subscriptions.expire(6_000);
    subscriptions.expire(7_000);
    expect(taken(subscriptions)).to.deep.equal(["stale 7"]);
    expect(subscriptions.deadline()).to.equal(undefined);
    subscriptions.take(1, response(7), 8_000);
    expect(subscriptions.deadline()).to.equal(68_000);
  });

  it("lets the exchanges acknowledge a notification, a duplicate of it too, and reject what nobody follows", () => {
    const subscriptions = observing();
    const machine = exchanges({ followed: (peer, message, now) => subscriptions.take(peer, message, now) });
    expect(arrive(machine, "41 45 1234 aa 61 06 ff 01")).to.deep.equal(["send 1 60001234"]);
    expect(arrive(machine, "41 45 1234 aa 61 06 ff 01")).to.deep.equal(["send 1 60001234"]);
    expect(arrive(machine, "51 45 1235 aa 61 07 ff 01")).to.deep.equal([]);
    expect(arrive(machine, "41 45 1236 bb 61 06 ff 01")).to.deep.equal(["send 1 70001236"]);
    expect(taken(subscriptions)).to.deep.equal(["news 7", "news 7"]);
    give(machine, notify(1, false));
    expect(run(machine, 1e9)).to.deep.equal([]);
  });
});
