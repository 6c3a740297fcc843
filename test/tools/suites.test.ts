import { expect } from "chai";
import { runSuitesOnXs, xsSuites } from "../../tools/suites.js";
import { engineForTests } from "../support/xs/engine.js";
import { failingSuites } from "./failing-suites.js";

describe("suites on the XS engine", function () {
  this.timeout(120_000);
  let engine: string;

  before(async function () {
    const built = await engineForTests();
    if ("skipped" in built) {
      console.log(`      skipped: ${built.skipped}`);
      this.skip();
    } else engine = built.path;
  });

  it("are those that need no Node", () => {
    const names = xsSuites().map((file) => file.replace(/\\/g, "/"));
    expect(names.some((name) => name.endsWith("test/modules/base/text.test.js"))).to.equal(true);
    expect(names.some((name) => name.endsWith("test/tools/suites.test.js"))).to.equal(false);
  });

  failingSuites((file, timeLimit, log) => runSuitesOnXs({ engine, files: [file], log, timeLimit }), "signal SIGKILL");
});
