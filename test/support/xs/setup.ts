/** Makes mocha's words global. To be imported after mocha and before the suites. */
import type { MochaOptions } from "mocha";

(globalThis as unknown as { mocha: { setup(options: MochaOptions): void } }).mocha.setup({
  ui: "bdd",
  reporter: "spec",
  // Waits cost nothing, but work does: an emulated core takes seconds where this machine takes hundredths of one.
  timeout: 300_000,
});
