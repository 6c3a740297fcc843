import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ToolError } from "../arguments.js";
import { ROOT, writeModuleList } from "../image.js";

/** What one module takes of flash. */
export interface ModuleCost {
  readonly key: string;
  /** Bytes. */
  readonly byteCode: number;
  readonly slots: number;
  /** Bytes of strings and tables. */
  readonly chunks: number;
}

/** What one part of the firmware takes of RAM, or one piece of work, garbage included. */
export interface PartCost {
  readonly kind: "part" | "work";
  readonly name: string;
  readonly slots: number;
  /** Bytes. */
  readonly chunks: number;
}

const FOLDER = join(ROOT, "build", "memory");

/** Room in which nothing runs out, so that only what was made counts. */
const ROOMY = ["--suite", "--chunks", "262144", "--slots", "16384", "--stack", "4096"];

/** Loads the firmware's modules one by one, each after what it imports, and asks what each has added to flash. */
export function moduleCosts(engine: string): ModuleCost[] {
  const list = writeModuleList(FOLDER, "main", { host: "hosts/desktop/host" });
  const folder = mkdtempSync(join(tmpdir(), "nblwm2m-memory-"));
  try {
    const file = join(folder, "costs.json");
    run(engine, ["--modules", list, "--costs", file]);
    return JSON.parse(readFileSync(file, "utf8")) as ModuleCost[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes the firmware's parts one by one in a machine of their own. */
export function partCosts(engine: string): PartCost[] {
  const list = writeModuleList(FOLDER, "tools/memory/parts", {});
  const output = run(engine, ["--modules", list, "--main", "tools/memory/parts", ...ROOMY]);
  return output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as PartCost);
}

function run(engine: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(engine, args, { encoding: "utf8" });
  if (status !== 0) throw new ToolError(`the engine ended with status ${status}: ${stderr || error?.message}`);
  return stdout;
}
