/** For test/tools/suites.test.ts: a rejection that nobody handles. */
describe("rejects", () => {
  it("without a word", (done) => {
    void Promise.reject(new Error("rejected by itself"));
    setTimeout(done, 1000);
  });
  it("and goes on", () => undefined);
});
