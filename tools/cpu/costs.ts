import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ToolError } from "../arguments.js";
import { ROOT, writeModuleList } from "../image.js";

/** What one operation takes over a tree with so many sensor objects of 16 instances. */
export interface CpuCost {
  readonly operation: string;
  readonly objects: number;
  /** Byte codes that the engine has run. */
  readonly units: number;
}

/** One operation over trees of growing size. */
export interface CpuRow {
  readonly operation: string;
  /** By rising size. */
  readonly units: readonly number[];
  /** The largest tree's units over the smallest one's. */
  readonly growth: number;
}

/**
 * The most that an operation's cost may grow from the smallest to the largest tree, which has 16 times as many objects.
 * What is found by halving takes four steps more; anything that looks at every object takes many times as long.
 */
export const MOST_GROWTH = 1.1;

/** Room in which nothing runs out: what is counted is work, not memory. */
const ROOMY = ["--suite", "--chunks", "8388608", "--slots", "524288", "--stack", "4096", "--keys", "4096"];

/** Runs every operation on an engine that was built to count. */
export function cpuCosts(engine: string): CpuCost[] {
  const list = writeModuleList(join(ROOT, "build", "cpu"), "tools/cpu/work", {});
  const args = ["--modules", list, "--main", "tools/cpu/work", ...ROOMY];
  const { status, stdout, stderr, error } = spawnSync(engine, args, { encoding: "utf8" });
  if (status !== 0) throw new ToolError(`the engine ended with status ${status}: ${stderr || error?.message}`);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as CpuCost);
}

/** One row for each operation. */
export function cpuRows(costs: readonly CpuCost[]): CpuRow[] {
  const names = [...new Set(costs.map(({ operation }) => operation))];
  return names.map((operation) => {
    const of = costs.filter((cost) => cost.operation === operation).sort((a, b) => a.objects - b.objects);
    const units = of.map((cost) => cost.units);
    return { operation, units, growth: (units[units.length - 1] as number) / (units[0] as number) };
  });
}
