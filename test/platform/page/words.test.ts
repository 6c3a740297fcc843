import { expect } from "chai";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../../../tools/image.js";

type InWords = (errno: number, raw: string) => string;

describe("page: words", () => {
  let inWords: InWords;

  before(async () => {
    const module: unknown = await import(pathToFileURL(join(ROOT, "platform/page/words.js")).href);
    inWords = (module as { inWords: InWords }).inWords;
  });

  const ROWS: readonly (readonly [number, string, string])[] = [
    [2001, "device not online", "The device is offline. (device not online, errno 2001)"],
    [
      5106,
      "operation failed: not found (4.04)",
      "The device has nothing there. (operation failed: not found (4.04), errno 5106)",
    ],
    [
      5106,
      "operation failed: method not allowed (4.05)",
      "The device does not offer this operation there. (operation failed: method not allowed (4.05), errno 5106)",
    ],
    [
      5106,
      "operation failed: odd (4.77)",
      "The device refused it with 4.77. (operation failed: odd (4.77), errno 5106)",
    ],
    [
      5106,
      "operation failed: device timeout (no answer from the device)",
      "The device did not answer in time. (operation failed: device timeout (no answer from the device), errno 5106)",
    ],
    [-1, "no answer", "The platform does not answer. (no answer, errno -1)"],
    [5108, "invalid parameter: pmin is above pmax", "invalid parameter: pmin is above pmax (errno 5108)"],
  ];
  for (const [errno, raw, words] of ROWS) {
    it(`${raw} [${errno}] is said as "${words.split(" (")[0]}", the raw text behind`, () => {
      expect(inWords(errno, raw)).to.equal(words);
    });
  }
});
