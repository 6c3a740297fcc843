/** For test/tools/suites.test.ts: a run that never comes to its end. */
describe("hangs", () => {
  it("without a time limit", function () {
    this.timeout(0);
    return new Promise(() => undefined);
  });
});
