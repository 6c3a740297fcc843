import { expect } from "chai";
import { hexText } from "../../../modules/base/text.js";
import { allFormats } from "../../../modules/lwm2m/formats/all.js";
import { ContentFormat, encodeContent } from "../../../modules/lwm2m/formats/index.js";
import { pathOf } from "../../../modules/lwm2m/path.js";
import { Tree } from "../../../modules/lwm2m/tree.js";
import { everyTypeObject, newEveryType } from "../../../objects/every-type.js";
import { houseObject, newHouse, type HouseState } from "../lwm2m/house.js";
import { coap, newRoom } from "./room.js";
import { SdkDoor } from "./sdk-door.js";

const BLOCK = 512;

/** The blocks of a send: as long as a datagram of 1,200 bytes allows. */
const SENT_BLOCK = 1024;
const SENT_SZX = 6;

/** Bytes that differ from block to block. */
const IMAGE = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7 + (i >> 8)) & 0xff);

/** A registered door with a house that takes and gives long values, its datagrams wide enough for blocks of 512 bytes. */
function doorToHouse(house: HouseState): SdkDoor {
  const room = newRoom(true);
  const tree = new Tree([...room.tree.objects, houseObject([{ id: 0, state: house }])]);
  const options = { formats: allFormats, maxDatagram: 1200, maxPayload: 6000 };
  return new SdkDoor(options, () => 0, { ...room, tree }).registered();
}

function byte(value: number): string {
  return value.toString(16).padStart(2, "0");
}

/** Puts one block of a payload to the key of the house; gives the answer's code. */
function put(door: SdkDoor, id: number, payload: Uint8Array, block: number): string {
  const part = payload.subarray(block * BLOCK, (block + 1) * BLOCK);
  const more = (block + 1) * BLOCK < payload.length ? 8 : 0;
  const head = `40 03 ${byte(id >> 8)}${byte(id & 0xff)} b4 '5000' 01 '0' 01 '4' 11 2a`;
  const [answer] = door.datagram(`${head} d1 02 ${byte((block << 4) | more | 5)} ff ${hexText(part)}`);
  return answer?.slice(2, 4) ?? "nothing";
}

/** Rooms that take about 4 KB in any format. */
function manyRooms(): HouseState["rooms"] {
  return { instances: Array.from({ length: 35 }, (_, id) => ({ id, value: `${id} `.padEnd(100, "room ") })) };
}

/** Reads the rooms of the house, or what is at another path, block by block. */
function get(door: SdkDoor, format: string, path = "b4 '5000' 01 '0' 01 '7'"): string {
  let payload = "";
  for (let block = 0; block < 20; block++) {
    const head = `40 01 30${byte(block)} ${path} ${format}`;
    const [answer = ""] = door.datagram(`${head} 61 ${byte((block << 4) | 5)}`);
    expect(answer.slice(2, 4)).to.equal("45");
    const marker = answer.indexOf("ff", 8);
    payload += answer.slice(marker + 2);
    if (answer.length - marker - 2 < 2 * BLOCK) break;
  }
  return payload;
}

describe("mode/sdk: long values", () => {
  it("takes 5000 bytes in blocks, and changes nothing before the last one [blockwise-1]", () => {
    const house = newHouse();
    const door = doorToHouse(house);
    for (let block = 0; block < 9; block++) expect(put(door, 0x2000 + block, IMAGE, block)).to.equal("5f");
    expect(house.key).to.equal(undefined);
    expect(put(door, 0x2009, IMAGE, 9)).to.equal("44");
    expect(house.key).to.deep.equal(IMAGE);
  });

  it("takes them from the beginning after a try that broke off in the middle [blockwise-2]", () => {
    const house = newHouse();
    const door = doorToHouse(house);
    const other = IMAGE.map((value) => value ^ 0xff);
    for (let block = 0; block < 4; block++) put(door, 0x2000 + block, other, block);
    for (let block = 0; block < 10; block++) put(door, 0x2100 + block, IMAGE, block);
    expect(house.key).to.deep.equal(IMAGE);
  });

  it("gives 4 KB in blocks, in TLV and in SenML CBOR [blockwise-3]", () => {
    const house = newHouse();
    house.rooms = manyRooms();
    const door = doorToHouse(house);
    const path = pathOf(5000, 0, 7);
    const entries = door.room.tree.operate({ kind: "read", path }).entries ?? [];
    for (const [number, accept] of [
      [ContentFormat.tlv, "62 2d16"],
      [ContentFormat.senmlCbor, "61 70"],
    ] as const) {
      const whole = encodeContent(allFormats, number, path, entries, door.room.tree) as Uint8Array;
      expect(whole.length).to.be.greaterThan(3600);
      expect(get(door, accept)).to.equal(hexText(whole).toLowerCase());
    }
  });

  it("gives as much as it takes, where that is more than the 4 KB of other compositions", () => {
    const room = newRoom(true);
    const state = { ...newEveryType(), opaque: IMAGE };
    const tree = new Tree([...room.tree.objects, everyTypeObject([{ id: 0, state }])]);
    const open = (maxPayload: number): SdkDoor => {
      const options = { formats: allFormats, maxDatagram: 1200, maxPayload };
      return new SdkDoor(options, () => 0, { ...room, tree }).registered();
    };
    const path = "b5 '26241' 01 '0' 01 '5'";
    expect(get(open(6000), "61 2a", path)).to.equal(hexText(IMAGE).toLowerCase());
    expect(open(2048).datagram(`41 01 3001 aa ${path}`)).to.deep.equal([coap("61 a0 3001 aa")]);
  });

  it("sends 4 KB in blocks, in SenML CBOR, and says so once the last one is taken [blockwise-4]", () => {
    const house = newHouse();
    house.rooms = manyRooms();
    const door = doorToHouse(house);
    const entries = door.room.tree.operate({ kind: "read", path: pathOf(5000, 0, 7) }).entries ?? [];
    const whole = encodeContent(allFormats, ContentFormat.senmlCbor, {}, entries, door.room.tree) as Uint8Array;
    const last = Math.ceil(whole.length / SENT_BLOCK) - 1;
    expect(last).to.be.greaterThan(2);
    let sent = door.give({ kind: "send", id: 7, server: 1, entries });
    for (let block = 0; block <= last; block++) {
      const option = byte((block << 4) | (block < last ? 8 : 0) | SENT_SZX);
      const part = whole.subarray(block * SENT_BLOCK, (block + 1) * SENT_BLOCK);
      // POST /dp, Content-Format 112, Block1; the first one with Size1 of 3784 bytes.
      const id = byte(block + 1);
      const head = `44 02 00${id} 00000000 b2 'dp' 11 70 d1 02 ${option}${block === 0 ? " d2 14 0ec8" : ""}`;
      expect(sent).to.deep.equal([coap(`${head} ff ${hexText(part).toLowerCase()}`)]);
      sent = door.datagram(`64 ${block < last ? "5f" : "44"} 00${id} 00000000 d1 0e ${option}`);
    }
    expect(sent).to.deep.equal(["sent 7: taken"]);
  });
});
