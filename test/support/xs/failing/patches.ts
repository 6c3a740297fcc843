import { earlier } from "../../../../modules/base/machine.js";

/** For test/tools/suites.test.ts: what Node allows and a device does not, because what is preloaded is frozen. */
describe("patches", () => {
  it("a function of a module under test", () => {
    Object.defineProperty(earlier, "patched", { value: true });
  });
  it("a built-in", () => {
    Object.defineProperty(Array.prototype, "patched", { value: true });
  });
});
