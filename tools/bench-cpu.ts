import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readArguments, runTool, ToolError } from "./arguments.js";
import { cpuCosts, cpuRows, grownRows, type CpuRow } from "./cpu/costs.js";
import { ROOT } from "./image.js";

const USAGE = `usage: npm run bench:cpu -- [--json]

Measures what each operation of a server takes in SDK mode, from its datagram to the last one of its answer, over trees
of 4, 16 and 64 sensor objects with 16 instances each; once with one server, and once with two of which object 2 says
what each may do. The unit is a byte code of the engine, so that the figures are the same on every machine and in every
run. What names all objects by its nature, such as a registration, is listed by what each object takes.

  --json    prints the rows as JSON, for a program

Exit status: 0 done, 1 failed, or an operation's cost grows with objects that it does not concern, 2 usage`;

/** `npm run bench:cpu`. */
export function main(args: readonly string[]): Promise<number> {
  return runTool("bench:cpu", USAGE, args, async (rest) => {
    const options = readArguments(rest, { json: "flag" });
    const rows = cpuRows(cpuCosts(await meteringEngine((line) => console.error(line))));
    if (options.json === true) console.log(JSON.stringify(rows, undefined, 2));
    else print(rows);
    return grownRows(rows).length === 0 ? 0 : 1;
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
  const sizes = ["4 objects", "16 objects", "64 objects", "growth"];
  for (const accounts of new Set(rows.map((row) => row.accounts))) {
    const of = rows.filter((row) => row.accounts === accounts);
    const who = accounts === 1 ? "one server" : `${accounts} servers, access by object 2`;
    console.log(columns(`Byte codes by operation, ${who}`, sizes));
    for (const row of of.filter(({ listsAll }) => !listsAll)) console.log(columns(row.operation, figures(row)));
    console.log(columns("For each object, of what lists them all", sizes));
    for (const row of of.filter(({ listsAll }) => listsAll)) console.log(columns(row.operation, figures(row)));
    console.log("");
  }
  const grown = grownRows(rows);
  if (grown.length === 0) console.log("Nothing grows with objects that it does not concern.");
  for (const { operation, listsAll } of grown) {
    console.log(`Grows ${listsAll ? "more than linearly" : "with objects that it does not concern"}: ${operation}`);
  }
}

function figures({ units, each, listsAll, growth }: CpuRow): string[] {
  return [...(listsAll ? each : units).map(String), `${((growth - 1) * 100).toFixed(1)} %`];
}

function columns(name: string, values: readonly string[]): string {
  return name.padEnd(52) + values.map((value) => value.padStart(12)).join("");
}
