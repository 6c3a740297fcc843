import { expect } from "chai";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../../../tools/image.js";

interface Words {
  inWords(errno: number, raw: string): string;
  fieldOf(raw: string): string | undefined;
}

describe("page: words", () => {
  let words: Words;

  before(async () => {
    const module: unknown = await import(pathToFileURL(join(ROOT, "platform/page/words.js")).href);
    words = module as Words;
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
    [
      5106,
      "operation failed: answered without observing (2.05)",
      "The device answered, but does not observe it: it may observe as much as it can already. (operation failed: answered without observing (2.05), errno 5106)",
    ],
    [-1, "no answer", "The platform does not answer. (no answer, errno -1)"],
    [5108, "invalid parameter: pmin is above pmax", "invalid parameter: pmin is above pmax (errno 5108)"],
  ];
  for (const [errno, raw, said] of ROWS) {
    it(`${raw} [${errno}] is said as "${said.split(" (")[0]}", the raw text behind`, () => {
      expect(words.inWords(errno, raw)).to.equal(said);
    });
  }

  it("an error that names a parameter is said beside its field", () => {
    expect(words.fieldOf("invalid parameter: pmin is above pmax")).to.equal("pmin");
    expect(words.fieldOf("body: aes_key is not 43 characters of base64")).to.equal("aes_key");
    expect(words.fieldOf("invalid parameter: no such product")).to.equal(undefined);
    expect(words.fieldOf("operation failed: not found (4.04)")).to.equal(undefined);
  });
});
