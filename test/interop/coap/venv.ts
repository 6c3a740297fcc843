import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onPath, runProgram } from "../build.js";

/** The Python of an environment with the package in it, or why there is none. */
export type Venv = { readonly python: string } | { readonly missing: string };

/** Makes a virtual environment in a folder with packages from PyPI, named with their versions and blanks between, unless it is there already. */
export async function makeVenv(folder: string, requirement: string): Promise<Venv> {
  const python = join(folder, "bin", "python");
  const stamp = join(folder, "stamp");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === requirement) return { python };
  if (!onPath("python3")) return { missing: "no python3 on this machine" };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const made = await runProgram("python3", ["-m", "venv", folder]);
  if (made.status !== 0) return { missing: `python3 makes no environment (python3-venv?): ${lastLine(made)}` };
  const quiet = ["--quiet", "--disable-pip-version-check"];
  const installed = await runProgram(python, ["-m", "pip", "install", ...quiet, ...requirement.split(" ")]);
  if (installed.status !== 0) return { missing: `pip does not install ${requirement}: ${lastLine(installed)}` };
  writeFileSync(stamp, requirement);
  return { python };
}

function lastLine({ out, err }: { readonly out: string; readonly err: string }): string {
  return (out + err).trim().split("\n").pop() ?? "";
}
