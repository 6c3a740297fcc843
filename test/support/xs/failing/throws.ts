/** For test/tools/suites.test.ts: an error that is thrown where no test can catch it. */
describe("throws", () => {
  it("in a timer", (done) => {
    setTimeout(() => {
      throw new Error("thrown in a timer");
    }, 10);
    setTimeout(done, 1000);
  });
  it("and goes on", () => undefined);
});
