import { expect } from "chai";
import { seededRandom } from "../../../modules/base/random.js";
import { Freshness, MAX_CHALLENGES } from "../../../modules/coap/echo.js";
import { MessageType, type Message } from "../../../modules/coap/message.js";
import { opaqueOption, type Option } from "../../../modules/coap/options.js";
import { hex } from "../../support/hex.js";

function request(...options: Option[]): Message {
  return { type: MessageType.confirmable, code: 3, id: 1, token: hex(""), options, payload: hex("") };
}

describe("coap/echo", () => {
  it("takes a request for fresh that bears what its sender was sent (RFC 9175 section 2.3)", () => {
    const freshness = new Freshness(seededRandom(1), 10_000);
    const option = freshness.challenge(1, 0);
    expect(option.value.length).to.equal(8);
    expect(freshness.isFresh(1, request(option), 9_999)).to.equal(true);
    expect(freshness.isFresh(1, request(option), 10_000)).to.equal(false);
  });

  it("takes none for fresh without the option, with another value, or from another peer", () => {
    const freshness = new Freshness(seededRandom(1), 10_000);
    const option = freshness.challenge(1, 0);
    expect(freshness.isFresh(1, request(), 0)).to.equal(false);
    expect(freshness.isFresh(1, request(opaqueOption(252, hex("00"))), 0)).to.equal(false);
    expect(freshness.isFresh(2, request(option), 0)).to.equal(false);
  });

  it("forgets the oldest challenge when there are more than it keeps", () => {
    const freshness = new Freshness(seededRandom(1), 10_000);
    const options = Array.from({ length: MAX_CHALLENGES + 1 }, () => freshness.challenge(1, 0));
    expect(options.map((option) => freshness.isFresh(1, request(option), 0))).to.deep.equal([
      false,
      true,
      true,
      true,
      true,
    ]);
  });
});
