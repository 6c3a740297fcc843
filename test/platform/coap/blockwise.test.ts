import { expect } from "chai";
import { BodyAssembly } from "../../../platform/coap/assembly.js";
import { BlockwiseError, type Send, transfer } from "../../../platform/coap/blockwise.js";
import type { Message, Peer } from "../../../platform/coap/message.js";
import { type Block, blockOption, blockValue, textOption, uintOption } from "../../../platform/coap/options.js";
import type { Request } from "../../../platform/coap/outgoing.js";

const path = textOption("Uri-Path", "3300");

function message(code: string, options: Message["options"], payload = ""): Message {
  return { type: "ACK", code, id: 1, token: Buffer.alloc(0), options, payload: Buffer.from(payload) };
}

/** Answers one request after the other, and keeps the requests. */
function script(answers: readonly Message[]): { send: Send; requests: Request[] } {
  const requests: Request[] = [];
  const left = [...answers];
  const send: Send = (request) => {
    requests.push(request);
    const answer = left.shift();
    return answer === undefined ? Promise.reject(new Error("one request too many")) : Promise.resolve(answer);
  };
  return { send, requests };
}

const block = (name: "Block1" | "Block2", number: number, more: boolean, size: number): Message["options"][number] =>
  blockOption(name, { number, more, size });

describe("platform/coap/blockwise", () => {
  it("writes a block option as in RFC 7959 2.2: number 2, more, 64 bytes is 2a", () => {
    const option = block("Block2", 2, true, 64);
    expect(option).to.deep.equal({ number: 23, value: Buffer.from("2a", "hex") });
    expect(blockValue({ options: [option] }, "Block2")).to.deep.equal({ number: 2, more: true, size: 64 });
  });

  it("takes the reserved size 7 for no block", () => {
    expect(blockValue({ options: [uintOption("Block2", 7)] }, "Block2")).to.equal(undefined);
  });

  it("fetches what follows the first block, without Observe", async () => {
    const { send, requests } = script([
      message("2.05", [block("Block2", 0, true, 16)], "0123456789abcdef"),
      message("2.05", [block("Block2", 1, false, 16)], "ghi"),
    ]);
    const whole = await transfer(send, { code: "0.01", options: [uintOption("Observe", 0), path] });
    expect(whole.payload.toString()).to.equal("0123456789abcdefghi");
    expect(requests[1]?.options).to.deep.equal([path, block("Block2", 1, false, 16)]);
    expect(requests.length).to.equal(2);
  });

  it("refuses a block out of order, one that is not full, and a value that changed on the way", async () => {
    const tag = (text: string): Message["options"][number] => ({ number: 4, value: Buffer.from(text) });
    const first = "0123456789abcdef";
    const wrong: Message[][] = [
      [message("2.05", [block("Block2", 0, true, 16)], first), message("2.05", [block("Block2", 2, false, 16)], "x")],
      [message("2.05", [block("Block2", 0, true, 16)], "short")],
      [
        message("2.05", [tag("a"), block("Block2", 0, true, 16)], first),
        message("2.05", [tag("b"), block("Block2", 1, false, 16)], "x"),
      ],
    ];
    for (const answers of wrong) {
      const outcome = await transfer(script(answers).send, { code: "0.01", options: [path] }).catch(
        (error: unknown) => error,
      );
      expect(outcome).to.be.instanceOf(BlockwiseError);
    }
  });

  it("sends a long body in blocks of 512 bytes and goes down to the size that the device asks for", async () => {
    const { send, requests } = script([
      message("2.31", [block("Block1", 0, true, 256)]),
      message("2.31", [block("Block1", 2, true, 256)]),
      message("2.04", [block("Block1", 3, false, 256)]),
    ]);
    const response = await transfer(send, { code: "0.02", options: [path], payload: Buffer.alloc(900, "x") });
    expect(response.code).to.equal("2.04");
    const blocks = requests.map((request) => [blockValue(request, "Block1"), request.payload?.length]);
    const wanted: [Block, number][] = [
      [{ number: 0, more: true, size: 512 }, 512],
      [{ number: 2, more: true, size: 256 }, 256],
      [{ number: 3, more: false, size: 256 }, 132],
    ];
    expect(blocks).to.deep.equal(wanted);
  });

  it("gives the answer to a refused block on", async () => {
    const { send, requests } = script([message("4.13", [])]);
    const response = await transfer(send, { code: "0.02", options: [path], payload: Buffer.alloc(900) });
    expect(response.code).to.equal("4.13");
    expect(requests.length).to.equal(1);
  });
});

describe("platform/coap/assembly", () => {
  const peer: Peer = { address: "127.0.0.1", port: 1 };
  const part = (number: number, more: boolean, payload: string): Message =>
    message("0.02", [textOption("Uri-Path", "rd"), block("Block1", number, more, 16)], payload);

  it("asks for the next block with 2.31 and gives the whole body with the last one", () => {
    const bodies = new BodyAssembly();
    const first = bodies.take(part(0, true, "0123456789abcdef"), peer, 0);
    expect(first).to.deep.equal({ reply: { code: "2.31", options: [block("Block1", 0, true, 16)] } });
    const last = bodies.take(part(1, false, "gh"), peer, 1);
    expect("whole" in last && last.whole.payload.toString()).to.equal("0123456789abcdefgh");
    expect("whole" in last && last.echo).to.deep.equal([block("Block1", 1, false, 16)]);
  });

  it("answers 4.08 to a block that does not follow, also when the ones before it were given up", () => {
    const bodies = new BodyAssembly();
    expect(bodies.take(part(1, false, "gh"), peer, 0)).to.have.nested.property("reply.code", "4.08");
    bodies.take(part(0, true, "0123456789abcdef"), peer, 0);
    expect(bodies.take(part(1, false, "gh"), peer, 93_001)).to.have.nested.property("reply.code", "4.08");
  });

  it("answers 4.13 to a body that grows beyond 8 kB", () => {
    const bodies = new BodyAssembly();
    let code = "2.31";
    let number = 0;
    for (; code === "2.31" && number < 1_000; number += 1) {
      const taken = bodies.take(part(number, true, "0123456789abcdef"), peer, 0);
      code = "reply" in taken ? taken.reply.code : "whole";
    }
    expect([code, number]).to.deep.equal(["4.13", 513]);
  });
});
