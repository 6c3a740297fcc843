import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { seededRandom } from "../../../modules/base/random.js";
import { Blockwise } from "../../../modules/coap/blockwise.js";
import { formatCode } from "../../../modules/coap/codes.js";
import { parseMessage, writeMessage, type Message } from "../../../modules/coap/message.js";
import { optionEntry } from "../../../modules/coap/options.js";
import { Transfers } from "../../../modules/coap/transfer.js";
import { ROOT } from "../../../tools/image.js";
import { hex, shown } from "../../support/hex.js";
import { SdkDoor } from "../mode/sdk-door.js";
import { exchanges, get, give, PEER, run } from "./talk.js";

const CORPUS = join(ROOT, "test", "corpus", "coap");
const TYPES = ["CON", "NON", "ACK", "RST"];

/** A datagram of the corpus: a title, hex digits with notes behind "#", and in the last line what it is read as. */
interface Specimen {
  readonly name: string;
  readonly title: string;
  readonly bytes: Uint8Array;
  readonly result: string;
}

const specimens = readdirSync(CORPUS)
  .sort()
  .map((name) => readSpecimen(name));

describe("coap: the corpus of datagrams", () => {
  for (const { name, title, bytes, result } of specimens) {
    it(`${name}: ${title}`, () => {
      expect(described(bytes)).to.equal(result);
    });
  }

  it("what can be read is written as it was, where it was written in the shortest form", () => {
    for (const { name, bytes } of specimens) {
      const message = parseMessage(bytes);
      if ("malformed" in message) continue;
      expect(shown(writeMessage(message, 1024)), name).to.equal(shown(bytes));
    }
  });

  it("cut short anywhere never throws, in the message layer or above", () => {
    for (const { bytes } of specimens) {
      for (let length = 0; length < bytes.length; length++) throughAll(bytes.slice(0, length));
    }
  });

  it("with any one byte changed in sixteen ways never throws", () => {
    const random = seededRandom(7252);
    for (const { bytes } of specimens) {
      for (let at = 0; at < Math.min(bytes.length, 40); at++) {
        for (let turn = 0; turn < 16; turn++) {
          const changed = bytes.slice();
          changed[at] = random() >>> 24;
          throughAll(changed);
        }
      }
    }
  }).timeout(20_000);

  it("two of them glued together anywhere never throw", () => {
    const random = seededRandom(7959);
    for (let turn = 0; turn < 3000; turn++) {
      const [one, other] = [random(), random()].map((word) => specimens[word % specimens.length] as Specimen);
      const [head, tail] = [one as Specimen, other as Specimen].map(({ bytes }) => bytes);
      const glued = [...(head as Uint8Array).slice(0, random() % 30), ...(tail as Uint8Array).slice(random() % 30)];
      throughAll(new Uint8Array(glued));
    }
  }).timeout(20_000);
});

/** One device for all of it, so that each datagram meets the state that the ones before have left. */
const door = new SdkDoor().registered();
const machine = exchanges({ random: seededRandom(1), understood: [11, 23, 27], followed: () => true });
const blocks = new Blockwise(100, 64);
let now = 0;

/** Through the parser, the message layer with a request under way, both ends of block-wise, and the whole of SDK mode. */
function throughAll(bytes: Uint8Array): void {
  now += 500;
  if (machine.deadline() === undefined) give(machine, get(1), now);
  expect(give(machine, { kind: "datagram", peer: PEER, bytes }, now).length).to.be.below(5);
  run(machine, now);
  const message = parseMessage(bytes);
  if (!("malformed" in message)) throughBlocks(message);
  door.now = now;
  door.datagram(shown(bytes) as string);
}

function throughBlocks(message: Message): void {
  const taken = blocks.take(PEER, message, now);
  const answer = { code: 0x45, options: [], payload: new Uint8Array(80) };
  if (taken.kind === "whole") blocks.cut(PEER, taken.message, answer, now);
  blocks.expire(now);
  const transfers = new Transfers(64, 100);
  transfers.start({ kind: "request", peer: PEER, tag: 1, code: 3, options: [], payload: new Uint8Array(90) });
  transfers.response({ kind: "response", tag: 1, peer: PEER, message });
}

/** What a datagram is read as, in one line. */
function described(bytes: Uint8Array): string {
  const message = parseMessage(bytes);
  if ("malformed" in message) return `malformed at byte ${message.at}: ${message.malformed}`;
  const options = message.options.map(({ number, value }) => {
    const digits = shown(value) as string;
    const text = value.length > 16 ? `${value.length} bytes` : digits;
    return `, ${optionEntry(number)?.name ?? `option ${number}`} ${text}`.trimEnd();
  });
  const shortened = options.length > 8 ? `, ${options.length} options` : options.join("");
  const token = message.token.length === 0 ? "" : `, token ${shown(message.token)}`;
  const payload = message.payload.length === 0 ? "" : `, ${message.payload.length} bytes of payload`;
  return `${TYPES[message.type]} ${formatCode(message.code)}, id ${message.id.toString(16)}${token}${shortened}${payload}`;
}

function readSpecimen(name: string): Specimen {
  const lines = readFileSync(join(CORPUS, name), "utf8").trimEnd().split("\n");
  const [first = "", ...rest] = lines;
  const last = rest.pop() ?? "";
  if (!first.startsWith("# ") || !last.startsWith("= ")) throw new Error(`${name}: malformed itself`);
  const digits = rest.map((line) => line.split("#")[0]?.trim() ?? "").join(" ");
  return { name, title: first.slice(2), bytes: hex(digits), result: last.slice(2) };
}
