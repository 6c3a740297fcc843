import { expect } from "chai";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PROFILES } from "../../modules/modem/profiles/index.js";
import { ROOT } from "../../tools/image.js";
import { type Playing, replay } from "./replay.js";

const FOLDER = join(ROOT, "test", "transcripts");

/** Sizes of pieces that have nothing to do with lines. */
const CUTS = [1, 5, 2, 13, 3, 1, 8, 40, 2, 21];

/** What a module may say at any moment, known to all tables or to none. */
const STORM = ["+CSCON:1", "+NPSMR:0", '+XNEWS: 1,"a, b",,2', "+CSCON: 0", "*XSTATE: 3"];

/** Plays a record; what differs comes with the way to make a new one. */
function play(file: string, playing: Playing): number {
  try {
    return replay(readFileSync(join(FOLDER, file), "utf8"), playing);
  } catch (error) {
    throw new Error(`${(error as Error).message}\nIf it is right so: npm run matrix -- --record test/transcripts`, {
      cause: error,
    });
  }
}

describe("recorded runs", () => {
  it("are there for every model in both modes", () => {
    for (const { model } of PROFILES) {
      for (const mode of ["sdk", "module"]) {
        expect(existsSync(join(FOLDER, model.toLowerCase(), `${mode}.txt`)), `${model}, ${mode} mode`).to.equal(true);
      }
    }
  });

  const files = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".txt"));
  for (const file of files.sort()) {
    it(`${file}: the firmware does again what it did`, () => {
      expect(play(file, {})).to.be.greaterThan(60);
    });

    it(`${file}: the same byte by byte and in any pieces`, () => {
      play(file, { cuts: [1] });
      play(file, { cuts: CUTS });
    });

    it(`${file}: the same with news before every line of the module`, () => {
      play(file, { storm: STORM });
    });
  }
});
