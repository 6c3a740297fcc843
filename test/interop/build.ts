import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";

/** The judge as built, or why there is none: `missing` is for a machine without the tools, `failed` for a broken build. */
export type Built =
  | { readonly kind: "built"; readonly classpath: string; readonly milliseconds: number }
  | { readonly kind: "missing"; readonly reason: string }
  | { readonly kind: "failed"; readonly detail: string };

const TOOLS = ["java", "javac", "mvn"];
const GOALS = ["compiler:compile", "dependency:copy-dependencies"];
const LAST_LINES = 12;

/** Whether a program of this name is on the search path. */
export function onPath(program: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Runs a program to its end. Rejects only if it cannot be started. */
export function runProgram(
  program: string,
  args: readonly string[],
): Promise<{ readonly status: number; readonly out: string; readonly err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    child.on("error", reject);
    child.on("close", (status) => resolve({ status: status ?? -1, out, err }));
  });
}

/** One text that differs whenever the project file or a source of the judge does. */
function fingerprint(source: string): string {
  const hash = createHash("sha256");
  const files = readdirSync(join(source, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of [join(source, "pom.xml"), ...files.sort()]) hash.update(file).update(readFileSync(file));
  return hash.digest("hex");
}

/**
 * Compiles the judge from `source` into `out` (absolute folders) with Maven. Does nothing if `out` already holds it;
 * once Maven has its own store filled, no network is needed.
 */
export async function buildJudge(source: string, out: string): Promise<Built> {
  const missing = TOOLS.filter((tool) => !onPath(tool));
  if (missing.length > 0) return { kind: "missing", reason: `no ${missing.join(", no ")} on this machine` };
  const started = Date.now();
  const stamp = join(out, "stamp");
  const print = fingerprint(source);
  const classpath = [join(out, "classes"), join(out, "lib", "*")].join(delimiter);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === print) return { kind: "built", classpath, milliseconds: 0 };
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const args = ["-q", "-B", "-Dstyle.color=never", `-Dout=${out}`, "-f", join(source, "pom.xml"), ...GOALS];
  const { status, out: text, err } = await runProgram("mvn", args);
  if (status !== 0) return { kind: "failed", detail: (text + err).trim().split("\n").slice(-LAST_LINES).join("\n") };
  writeFileSync(stamp, print);
  return { kind: "built", classpath, milliseconds: Date.now() - started };
}
