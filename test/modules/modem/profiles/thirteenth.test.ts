import { expect } from "chai";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { freeze } from "../../../../modules/base/freeze.js";
import { mt2625 } from "../../../../modules/modem/families/mt2625.js";
import type { Profile } from "../../../../modules/modem/profile.js";
import { m5310a } from "../../../../modules/modem/profiles/m5310-a.js";
import { PROFILES } from "../../../../modules/modem/profiles/index.js";
import { ROOT } from "../../../../tools/image.js";
import { moduleTable } from "../../../../tools/modules.js";
import { parseTranscript, play } from "../../../support/transcript.js";
import { start } from "../../../transcripts/m5310-a/start.js";

/** Places that a model more must not touch. Words in comments, of where a fact was seen, do not count. */
const PLACES = ["modules", "objects", "hosts"];

const INDEX = "modules/modem/profiles/index.ts";

function fileOf(profile: Profile): string {
  return `modules/modem/profiles/${profile.model.toLowerCase()}.ts`;
}

function sources(): string[] {
  return PLACES.flatMap((place) =>
    readdirSync(join(ROOT, place), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => `${place}/${name}`),
  );
}

describe("a model of module", () => {
  it("is named by its own file and by one line of the index's imports and list, and by no other source", () => {
    const files = sources();
    for (const profile of PROFILES) {
      const quoted = `model: "${profile.model}"`;
      const naming = files.filter((file) => readFileSync(join(ROOT, file), "utf8").includes(quoted));
      expect(naming).to.deep.equal([fileOf(profile)]);
      const importing = files.filter((file) =>
        readFileSync(join(ROOT, file), "utf8").includes(`/${profile.model.toLowerCase()}.js"`),
      );
      expect(importing).to.deep.equal([INDEX]);
    }
  });

  it("has a file in profiles if it is in the index, and the other way round", () => {
    const others = ["auto", "common", "index", "mipl", "sockets"].map((name) => `${name}.ts`);
    const found = readdirSync(join(ROOT, "modules/modem/profiles")).filter((name) => !others.includes(name));
    expect(found.sort()).to.deep.equal(PROFILES.map(({ model }) => `${model.toLowerCase()}.ts`).sort());
  });

  it("may have transcripts only under its own name", () => {
    const folder = join(ROOT, "test/transcripts");
    const known = PROFILES.map(({ model }) => model.toLowerCase());
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name } of folders) expect(known).to.include(name);
    expect(existsSync(join(folder, "m5310-a", "start.ts"))).to.equal(true);
  });

  it("that is new works as soon as its record is there: nothing else knows the list", () => {
    const thirteenth: Profile = freeze({ ...m5310a, model: "X13", identifies: ["X13"], bauds: [9600] });
    play(thirteenth, parseTranscript(start));
    const other: Profile = freeze({ ...mt2625, model: "X14", identifies: ["X14"] });
    expect(moduleTable([thirteenth, other])).to.include("mt2625: China Mobile, MT2625: X14");
  });
});
