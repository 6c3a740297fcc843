/** Makes mocha's words global. To be imported after mocha and before the suites. */
import type { MochaOptions } from "mocha";

(globalThis as unknown as { mocha: { setup(options: MochaOptions): void } }).mocha.setup({
  ui: "bdd",
  reporter: "spec",
});
