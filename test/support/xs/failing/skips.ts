/** For test/tools/suites.test.ts: a suite with a test that is left out. */
describe("skips", () => {
  it("itself", function () {
    this.skip();
  });
});
