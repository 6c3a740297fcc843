import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";
import { DIST } from "./image.js";

/**
 * Runs all compiled mocha suites on Node, or those whose path holds the text of the second argument.
 *
 *     node dist/tools/mocha-run.js COUNTS_FILE [TEXT]
 */
const [output, text = ""] = process.argv.slice(2);
const mocha = new Mocha({ reporter: "dot", timeout: 20_000 });
const files = readdirSync(join(DIST, "test"), { recursive: true, encoding: "utf8" });
for (const file of files.filter((name) => name.endsWith(".test.js") && name.includes(text)).sort()) {
  mocha.addFile(join(DIST, "test", file));
}
await mocha.loadFilesAsync();
const runner = mocha.run((failures) => {
  const { passes, pending } = runner.stats as Mocha.Stats;
  writeFileSync(output as string, JSON.stringify({ passed: passes, failed: failures, skipped: pending }));
  process.exit(failures === 0 ? 0 : 1);
});
