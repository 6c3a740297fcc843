/** For test/tools/suites.test.ts: a test that waits for what never comes. */
describe("waits", () => {
  it("for ever", () => new Promise(() => undefined));
  it("and goes on", () => undefined);
});
