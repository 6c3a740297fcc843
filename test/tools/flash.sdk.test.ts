import { expect } from "chai";
import { BOARDS, linkForBoard } from "../../tools/flash.js";
import { requireSdk } from "../../tools/moddable.js";

describe("tools/flash with the Moddable SDK", function () {
  this.timeout(120_000);

  for (const board of BOARDS) {
    it(`links the firmware for ${board}, everything frozen`, async () => {
      const { warnings, figures } = await linkForBoard(requireSdk(), board);
      expect(warnings).to.deep.equal([]);
      expect(figures[0]).to.match(/^### \d+ instances, \d+ keys/);
    });
  }
});
