import { expect } from "chai";
import { fileURLToPath } from "node:url";
import type { SuiteCounts } from "../../tools/suites.js";

/** Runs one of the suites that fail, for so many milliseconds at the most, and takes down what is said. */
export type RunSuite = (file: string, timeLimit: number, log: (line: string) => void) => Promise<SuiteCounts>;

/** What an engine has to make of each of the suites in test/support/xs/failing; `killed` is how it says that it was. */
export function failingSuites(runSuite: RunSuite, killed: string): void {
  async function run(name: string, timeLimit = 60_000): Promise<{ counts: SuiteCounts; text: string }> {
    const lines: string[] = [];
    const file = fileURLToPath(new URL(`../support/xs/failing/${name}.js`, import.meta.url));
    const counts = await runSuite(file, timeLimit, (line) => lines.push(line));
    return { counts, text: lines.join("\n") };
  }

  it("fail by an error that is thrown in a timer, and go on", async () => {
    const { counts, text } = await run("throws");
    expect(counts).to.deep.equal({ passed: 1, failed: 1, skipped: 0 });
    expect(text).to.include("thrown in a timer");
  });

  it("fail by a rejection that nobody handles, and go on", async () => {
    const { counts, text } = await run("rejects");
    expect(counts).to.deep.equal({ passed: 1, failed: 1, skipped: 0 });
    expect(text).to.include("rejected by itself");
  });

  it("fail by a test that waits for ever, without waiting for it", async () => {
    const { counts, text } = await run("waits");
    expect(counts).to.deep.equal({ passed: 1, failed: 1, skipped: 0 });
    expect(text).to.match(/Timeout of \d+ms exceeded/);
  });

  it("fail if the run never comes to its end", async () => {
    const { counts, text } = await run("hangs");
    expect(counts).to.deep.equal({ passed: 0, failed: 1, skipped: 0 });
    expect(text).to.include("the run did not come to its end (status 0)");
  });

  it("fail if the run never gives the turn back", async () => {
    const { counts, text } = await run("loops", 2000);
    expect(counts).to.deep.equal({ passed: 0, failed: 1, skipped: 0 });
    expect(text).to.include(`the run did not come to its end (${killed})`);
  });

  it("fail if one of them cannot be loaded", async () => {
    const { counts, text } = await run("breaks");
    expect(counts).to.deep.equal({ passed: 0, failed: 1, skipped: 0 });
    expect(text).to.include("broken while it is loaded");
  });

  it("count what they leave out", async () => {
    expect((await run("skips")).counts).to.deep.equal({ passed: 0, failed: 0, skipped: 1 });
  });

  it("meet modules and built-ins frozen, as on the device", async () => {
    const { counts } = await run("patches");
    expect(counts).to.deep.equal({ passed: 0, failed: 2, skipped: 0 });
  });
}
