/** For test/tools/suites.test.ts: a run that never gives the turn back. */
describe("loops", () => {
  it("for ever", () => {
    for (;;);
  });
});
