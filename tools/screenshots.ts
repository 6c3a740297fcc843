import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runBrowser } from "../test/browser/run.js";
import { readArguments, runTool, ToolError } from "./arguments.js";
import { ROOT } from "./image.js";

const USAGE = `usage: npm run screenshots

Takes the browser through the page as npm test does, and keeps the pictures of the README in docs/.`;

/** `npm run screenshots`. */
export function main(args: readonly string[]): Promise<number> {
  return runTool("screenshots", USAGE, args, async (rest) => {
    readArguments(rest, {});
    const folder = mkdtempSync(join(tmpdir(), "nblwm2m-"));
    try {
      const builder = (await import(
        pathToFileURL(join(ROOT, "tools/engine.mjs")).href
      )) as typeof import("./engine.mjs");
      const built = await builder.buildEngine({ log: console.log });
      const engine = "path" in built ? built.path : undefined;
      const run = await runBrowser({ engine, folder, pictures: join(ROOT, "docs"), log: console.log });
      if (run.skipped !== undefined) throw new ToolError(run.skipped);
      return run.checks.every(({ ok }) => ok) ? 0 : 1;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
