import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ToolError } from "../arguments.js";
import { ROOT, writeModuleList } from "../image.js";

/** What one operation takes over a tree with so many sensor objects of 16 instances. */
export interface CpuCost {
  readonly operation: string;
  /** Servers' accounts on the device; with more than one, access is a matter of object 2. */
  readonly accounts: number;
  readonly objects: number;
  /** Byte codes that the engine has run. */
  readonly units: number;
  /** True for what names all objects by its nature, such as a registration. */
  readonly listsAll: boolean;
}

/** One operation over trees of growing size. */
export interface CpuRow {
  readonly operation: string;
  readonly accounts: number;
  readonly listsAll: boolean;
  /** By rising size. */
  readonly units: readonly number[];
  /** By rising size, for each sensor object. */
  readonly each: readonly number[];
  /**
   * The largest tree's units over the smallest one's. Of what lists all objects: what each further object takes at the
   * larger sizes over what it takes at the smaller ones, so that 1 is linear.
   */
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

/** One row for each operation with each number of accounts. */
export function cpuRows(costs: readonly CpuCost[]): CpuRow[] {
  const rows = new Map<string, CpuCost[]>();
  for (const cost of costs) {
    const key = `${cost.accounts} ${cost.operation}`;
    rows.set(key, [...(rows.get(key) ?? []), cost]);
  }
  return [...rows.values()].map(rowOf);
}

/** The rows that the bench fails for. */
export function grownRows(rows: readonly CpuRow[]): CpuRow[] {
  return rows.filter(({ growth }) => !(growth <= MOST_GROWTH));
}

/** The costs of one operation, in any order. */
function rowOf(costs: readonly CpuCost[]): CpuRow {
  const rising = [...costs].sort((a, b) => a.objects - b.objects);
  const { operation, accounts, listsAll } = rising[0] as CpuCost;
  const units = rising.map((cost) => cost.units);
  const each = rising.map((cost) => Math.round(cost.units / cost.objects));
  const growth = listsAll ? bend(rising) : (units.at(-1) ?? 0) / (units[0] ?? 0);
  return { operation, accounts, listsAll, units, each, growth };
}

/** The last step's slope over the first one's. */
function bend(rising: readonly CpuCost[]): number {
  const slope = (from: CpuCost | undefined, to: CpuCost | undefined): number =>
    from === undefined || to === undefined ? NaN : (to.units - from.units) / (to.objects - from.objects);
  return slope(rising.at(-2), rising.at(-1)) / slope(rising[0], rising[1]);
}
