import { expect } from "chai";
import { hexText } from "../../../modules/base/text.js";
import { findBlock } from "../../../modules/coap/block.js";
import { parseMessage, type Message } from "../../../modules/coap/message.js";
import { findUint, OptionNumber } from "../../../modules/coap/options.js";
import { allFormats } from "../../../modules/lwm2m/formats/all.js";
import { ContentFormat, encodeContent } from "../../../modules/lwm2m/formats/index.js";
import type { Entry } from "../../../modules/lwm2m/operation.js";
import { pathOf } from "../../../modules/lwm2m/path.js";
import { Tree } from "../../../modules/lwm2m/tree.js";
import { bootstrapPack } from "../../../modules/mode/bootstrap-pack.js";
import { overridden } from "../../../modules/modem/overrides.js";
import { m5310a } from "../../../modules/modem/profiles/m5310-a.js";
import { server12 } from "../../../objects/server-1-2.js";
import { hex } from "../../support/hex.js";
import { houseObject, newHouse } from "../lwm2m/house.js";
import { coap, newRoom } from "./room.js";
import { SdkDoor } from "./sdk-door.js";

/**
 * The longest datagram of a module, as its profile or a setting has it, and the blocks that follow from it: the largest
 * that leave room for header, token and options (RFC 7959 section 2.2: powers of two from 16 to 1024).
 */
const LIMITS: readonly (readonly [limit: number, block: number, szx: number])[] = [
  [64, 16, 0],
  [128, 64, 2],
  [512, 256, 4],
  [712, 512, 5],
  [1024, 512, 5],
  [1358, 1024, 6],
  [1460, 1024, 6],
];

/** Server's message ids. */
const FIRST_ID = 0x2000;

/** A device on a module whose profile has this limit, with a house that has 1,700 bytes to tell. */
class Bench {
  readonly house = newHouse();
  readonly door: SdkDoor;
  readonly tree: Tree;
  private id = FIRST_ID;

  constructor(limit: number) {
    const profile = overridden(m5310a, `sockets.maxDatagram=${limit}`);
    if (typeof profile === "string") throw new Error(profile);
    const room = newRoom(true);
    this.house.rooms = {
      instances: Array.from({ length: 17 }, (_, id) => ({ id, value: `${id} `.padEnd(97, "hall ") })),
    };
    this.tree = new Tree([...room.tree.objects, houseObject([{ id: 0, state: this.house }])]);
    const options = { formats: allFormats, maxDatagram: profile.sockets.maxDatagram };
    this.door = new SdkDoor(options, () => 0, { ...room, tree: this.tree });
    this.whole(this.door.reach(), "41", "82 'rd' 01 '5'");
  }

  get rooms(): readonly Entry[] {
    return this.tree.operate({ kind: "read", path: pathOf(5000, 0, 7) }).entries ?? [];
  }

  /** A request of the server; gives the one message that answers it. */
  ask(code: string, options: string, payload = new Uint8Array(0)): Message {
    const id = (this.id++).toString(16);
    const body = payload.length === 0 ? "" : `ff ${hexText(payload)}`;
    const [answer, ...more] = this.door.datagram(`40 ${code} ${id} ${options} ${body}`);
    expect(more).to.deep.equal([]);
    return message(answer);
  }

  /** Takes the blocks of a request of the device, the last one with this code; gives them. */
  whole(sent: readonly string[], code: string, options = ""): Message[] {
    const all: Message[] = [];
    for (let [text] = sent; text !== undefined && all.length < 200;) {
      const one = message(text);
      all.push(one);
      const block = findBlock(one, OptionNumber.block1);
      if (block === "malformed") throw new Error("malformed block");
      const head = `64 ${block?.more === true ? "5f" : code} ${text.slice(4, 8)} 00000000`;
      if (block?.more !== true) {
        this.door.datagram(`${head} ${options}`);
        break;
      }
      const value = block.number * 16 + 8 + Math.log2(block.size / 16);
      // Block1 is option 27: 14 more than the 13 that an extended delta begins with.
      [text] = this.door.datagram(`${head} ${value < 256 ? "d1" : "d2"} 0e ${bytes(value)}`);
    }
    return all;
  }
}

function message(text: string | undefined): Message {
  const parsed = parseMessage(hex(text ?? ""));
  if (!("token" in parsed)) throw new Error(`no message: ${text}`);
  return parsed;
}

function bytes(value: number): string {
  return value.toString(16).padStart(value < 256 ? 2 : 4, "0");
}

function blockOf(one: Message | undefined, number: number): unknown {
  return one && findBlock(one, number);
}

function joined(parts: readonly Message[]): string {
  return parts.map(({ payload }) => hexText(payload)).join("");
}

for (const [limit, size, szx] of LIMITS) {
  describe(`mode/sdk: a module whose datagrams have ${limit} bytes at the most`, () => {
    it(`sends 1,700 bytes in blocks of ${size} (Block1), its size first, and no datagram is longer`, () => {
      const bench = new Bench(limit);
      const sent: number[] = [];
      const give = bench.door.datagram.bind(bench.door);
      bench.door.datagram = (text) => {
        const answer = give(text);
        for (const one of answer) if (!one.startsWith("sent")) sent.push(one.length / 2);
        return answer;
      };
      const entries = bench.rooms;
      const whole = encodeContent(allFormats, ContentFormat.senmlCbor, {}, entries, bench.tree) as Uint8Array;
      const first = bench.door.give({ kind: "send", id: 7, server: 1, entries });
      const parts = bench.whole(first, "44");
      expect(blockOf(parts[0], OptionNumber.block1)).to.deep.equal({ number: 0, more: true, size });
      expect(findUint(parts[0] as Message, OptionNumber.size1)).to.equal(whole.length);
      expect(parts.length).to.equal(Math.ceil(whole.length / size));
      expect(joined(parts)).to.equal(hexText(whole));
      expect(Math.max((first[0] ?? "").length / 2, ...sent)).to.be.at.most(limit);
    });

    it(`answers a read of 1,700 bytes in blocks of ${size} (Block2), though the server asks for 1024 or for none`, () => {
      const bench = new Bench(limit);
      const path = pathOf(5000, 0, 7);
      const whole = encodeContent(allFormats, ContentFormat.tlv, path, bench.rooms, bench.tree) as Uint8Array;
      const target = "b4 '5000' 01 '0' 01 '7' 62 2d16";
      for (const asked of ["", "61 06"]) {
        const parts = [bench.ask("01", `${target} ${asked}`)];
        expect(blockOf(parts[0], OptionNumber.block2)).to.deep.equal({ number: 0, more: true, size });
        for (let number = 1; number * size < whole.length; number++) {
          const value = number * 16 + szx;
          parts.push(bench.ask("01", `${target} ${value < 256 ? "61" : "62"} ${bytes(value)}`));
        }
        expect(blockOf(parts.at(-1), OptionNumber.block2)).to.deep.equal({
          number: parts.length - 1,
          more: false,
          size,
        });
        expect(joined(parts)).to.equal(hexText(whole));
        for (const { payload } of parts) expect(payload.length).to.be.at.most(size);
      }
    });

    it(`asks for blocks of ${size} when a write comes in larger ones, and takes it so (RFC 7959 section 2.5)`, () => {
      const bench = new Bench(limit);
      const key = Uint8Array.from({ length: 2000 }, (_, i) => (i * 7) & 0xff);
      const target = "b4 '5000' 01 '0' 01 '4' 11 2a";
      const answer = bench.ask("03", `${target} d1 02 0e`, key.subarray(0, 1024));
      expect(answer.code).to.equal(0x5f);
      expect(blockOf(answer, OptionNumber.block1)).to.deep.equal({ number: 0, more: true, size });
      let last = answer;
      for (let start = 1024; start < key.length; start += size) {
        const more = start + size < key.length;
        const value = (start / size) * 16 + (more ? 8 : 0) + szx;
        const option = `${value < 256 ? "d1" : "d2"} 02 ${bytes(value)}`;
        last = bench.ask("03", `${target} ${option}`, key.subarray(start, start + size));
        expect(last.code).to.equal(more ? 0x5f : 0x44);
      }
      expect(bench.house.key).to.deep.equal(key);
    });

    it("refuses a write that is longer than it can keep with 4.13 and how long it may be, and changes nothing", () => {
      const bench = new Bench(limit);
      // PUT with the first of blocks of 16 bytes, Size1 3000.
      const announced = bench.ask("03", "b4 '5000' 01 '0' 01 '4' 11 2a d1 02 08 d2 14 0bb8", new Uint8Array(16));
      expect(announced.code).to.equal(0x8d);
      expect(findUint(announced, OptionNumber.size1)).to.equal(2048);
      expect(bench.house.key).to.equal(undefined);
      expect(bench.door.room.operations).to.deep.equal([]);
    });
  });
}

describe("mode/sdk: what is agreed on beforehand", () => {
  it("is the size of an answer's blocks, with the request that reads (RFC 7959 section 2.4)", () => {
    for (const [limit, size] of LIMITS) {
      const room = newRoom(true, {}, server12);
      const options = { direct: false, formats: allFormats, pack: bootstrapPack, maxDatagram: limit };
      const [request] = new SdkDoor(options, () => 0, room).reach();
      // A server's own blocks are no larger than 1024, so that this need not be said.
      const block = size === 1024 ? undefined : { number: 0, more: false, size };
      expect(blockOf(message(request), OptionNumber.block2), `${limit}`).to.deep.equal(block);
    }
  });

  it("is smaller than the module's limit where the server wants that: 4.13 with a size begins anew with it", () => {
    const bench = new Bench(1460);
    const [first = ""] = bench.door.give({ kind: "send", id: 7, server: 1, entries: bench.rooms });
    expect(blockOf(message(first), OptionNumber.block1)).to.deep.equal({ number: 0, more: true, size: 1024 });
    // 4.13 with Block1 of number 0 and 128 bytes (section 2.9.3).
    const again = bench.door.datagram(`64 8d ${first.slice(4, 8)} 00000000 d1 0e 03`);
    const parts = bench.whole(again, "44");
    expect(blockOf(parts[0], OptionNumber.block1)).to.deep.equal({ number: 0, more: true, size: 128 });
    const whole = encodeContent(allFormats, ContentFormat.senmlCbor, {}, bench.rooms, bench.tree) as Uint8Array;
    expect(joined(parts)).to.equal(hexText(whole));
  });

  it("holds for a registration, too: its list of objects goes in blocks that fit", () => {
    const room = newRoom(true);
    const door = new SdkDoor({ maxDatagram: 112 }, () => 0, room);
    const [first] = door.reach();
    expect(blockOf(message(first), OptionNumber.block1)).to.deep.equal({ number: 0, more: true, size: 16 });
    expect(first).to.contain(coap("'lwm2m=1.0'"));
  });
});
