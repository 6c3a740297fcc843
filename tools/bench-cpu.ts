import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readArguments, runTool, ToolError } from "./arguments.js";
import { cpuCosts, cpuRows, MOST_GROWTH, type CpuRow } from "./cpu/costs.js";
import { ROOT } from "./image.js";

const USAGE = `usage: npm run bench:cpu -- [--json]

Measures what each operation of a server takes in SDK mode, from its datagram to the last one of its answer, over trees
of 4, 16 and 64 sensor objects with 16 instances each. The unit is a byte code of the engine, so that the figures are
the same on every machine and in every run.

  --json    prints the rows as JSON, for a program

Exit status: 0 done, 1 failed, or an operation's cost grows with objects that it does not concern, 2 usage`;

/** `npm run bench:cpu`. */
export function main(args: readonly string[]): Promise<number> {
  return runTool("bench:cpu", USAGE, args, async (rest) => {
    const options = readArguments(rest, { json: "flag" });
    const rows = cpuRows(cpuCosts(await meteringEngine((line) => console.error(line))));
    if (options.json === true) console.log(JSON.stringify(rows, undefined, 2));
    else print(rows);
    return rows.every(({ growth }) => growth <= MOST_GROWTH) ? 0 : 1;
  });
}

/**
 * The engine that counts.
 *
 * @throws ToolError that says what the machine lacks
 */
export async function meteringEngine(log: (line: string) => void): Promise<string> {
  const builder = (await import(
    pathToFileURL(join(ROOT, "tools", "engine.mjs")).href
  )) as typeof import("./engine.mjs");
  const engine = await builder.buildEngine({ metering: true, log });
  if ("skipped" in engine) throw new ToolError(`nothing can be measured: ${engine.skipped}`);
  return engine.path;
}

function print(rows: readonly CpuRow[]): void {
  console.log(columns("Byte codes by operation", ["4 objects", "16 objects", "64 objects", "growth"]));
  for (const { operation, units, growth } of rows) {
    console.log(columns(operation, [...units.map(String), `${((growth - 1) * 100).toFixed(1)} %`]));
  }
  const grown = rows.filter(({ growth }) => growth > MOST_GROWTH).map(({ operation }) => operation);
  if (grown.length > 0) console.log(`Grows with objects that it does not concern: ${grown.join(", ")}`);
}

function columns(name: string, values: readonly string[]): string {
  return name.padEnd(44) + values.map((value) => value.padStart(12)).join("");
}
