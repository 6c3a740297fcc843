/** Runs what the suites before it have described, sends the counts out as one event and ends the program. */

interface Runner {
  on(event: "pass" | "fail" | "pending", listener: () => void): Runner;
}

const mocha = (globalThis as unknown as { mocha: { run(done: () => void): Runner } }).mocha;
const counts = { passed: 0, failed: 0, skipped: 0 };

mocha
  .run(() => {
    hostEmit(0, JSON.stringify(counts));
    hostExit(counts.failed === 0 ? 0 : 1);
  })
  .on("pass", () => counts.passed++)
  .on("fail", () => counts.failed++)
  .on("pending", () => counts.skipped++);

export {};
