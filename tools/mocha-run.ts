import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";
import { DIST } from "./image.js";

/**
 * Runs compiled mocha suites on Node: all, or those whose path holds the text of the second argument. The suites that
 * need the Moddable SDK (….sdk.test.ts) run only if that text asks for them by SDK_SUITES.
 *
 *     node dist/tools/mocha-run.js COUNTS_FILE [TEXT]
 */
const [output, text = ""] = process.argv.slice(2);
const SDK_SUITES = ".sdk.test";
const mocha = new Mocha({ reporter: "dot", timeout: 20_000 });
const files = readdirSync(join(DIST, "test"), { recursive: true, encoding: "utf8" });
for (const file of files.filter((name) => name.endsWith(".test.js") && name.includes(text)).sort()) {
  if (text.includes(SDK_SUITES) || !file.includes(SDK_SUITES)) mocha.addFile(join(DIST, "test", file));
}
await mocha.loadFilesAsync();
const runner = mocha.run((failures) => {
  const { passes, pending } = runner.stats as Mocha.Stats;
  writeFileSync(output as string, JSON.stringify({ passed: passes, failed: failures, skipped: pending }));
  process.exit(failures === 0 ? 0 : 1);
});
