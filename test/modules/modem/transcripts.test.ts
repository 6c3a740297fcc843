import { expect } from "chai";
import { m5310a } from "../../../modules/modem/profiles/m5310-a.js";
import { parseTranscript, play } from "../../support/transcript.js";
import { datagrams } from "../../transcripts/m5310-a/datagrams.js";
import { losses } from "../../transcripts/m5310-a/losses.js";
import { names } from "../../transcripts/m5310-a/names.js";
import { start } from "../../transcripts/m5310-a/start.js";

const TALKS = [
  { model: m5310a, name: "start", text: start },
  { model: m5310a, name: "datagrams", text: datagrams },
  { model: m5310a, name: "names", text: names },
  { model: m5310a, name: "losses", text: losses },
];

/** URCs that may come at any moment and change nothing, known ones and one that no table knows. */
const STORM = [
  "+CSCON:1",
  "+NPSMR:0",
  "+NSONMI:6,9",
  "+NSOCLI:6",
  "+MIPLEVENT:0,11",
  "+CTZV:26/11/22,19:44:04+32",
  "+XNEWS: 1,2",
];

describe("transcripts", () => {
  for (const talk of TALKS) {
    const lines = parseTranscript(talk.text);

    it(`${talk.model.model} ${talk.name} is talked through, and nothing else is sent`, () => {
      play(talk.model, lines);
    });

    it(`${talk.model.model} ${talk.name} is the same byte by byte and in any pieces`, () => {
      play(talk.model, lines, { cuts: [1] });
      play(talk.model, lines, { cuts: [3, 1, 7, 2] });
    });

    it(`${talk.model.model} ${talk.name} stands a URC before any line of the module`, () => {
      let played = 0;
      for (let before = 0; before < lines.length; before++) {
        if (lines[before]?.mark !== "<") continue;
        for (const line of STORM) {
          const heard = line.startsWith("+MIPL") ? [{ mark: "=" as const, text: `urc ${line}` }] : [];
          const stormy = [
            ...lines.slice(0, before),
            { mark: "<" as const, text: line },
            ...heard,
            ...lines.slice(before),
          ];
          play(talk.model, stormy);
          played++;
        }
      }
      expect(played).to.be.greaterThan(50);
    });
  }
});
