// What every `npm run …` goes through: installs packages, compiles, then runs the command. It may use nothing but Node
// itself, since on a fresh machine nothing else is there yet.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const COMMANDS = {
  start: "dist/tools/start.js",
  test: "dist/tools/test.js",
  platform: "dist/platform/cli.js",
  module: "dist/tools/module.js",
  device: "dist/tools/device.js",
  object: "dist/tools/object.js",
  example: "dist/examples/server-room/main.js",
  simulator: "dist/tools/simulator.js",
  "test:simulator": "dist/tools/test-simulator.js",
  "test:riscv": "dist/tools/riscv.js",
  flash: "dist/tools/flash.js",
  "bench:platform": "dist/tools/bench-platform.js",
  "bench:memory": "dist/tools/bench-memory.js",
  "bench:cpu": "dist/tools/bench-cpu.js",
  matrix: "dist/tools/matrix.js",
  modules: "dist/tools/modules.js",
  screenshots: "dist/tools/screenshots.js",
  coverage: "dist/tools/coverage.js",
  conformance: "dist/tools/conformance.js",
  build: undefined,
  format: undefined,
};

const [command, ...rest] = process.argv.slice(2);
if (!(command in COMMANDS)) {
  console.error(`usage: node tools/bootstrap.mjs ${Object.keys(COMMANDS).join("|")} [options]`);
  process.exit(2);
}
if (Number(process.versions.node.split(".")[0]) < 20) {
  console.error(`Node ${process.versions.node} is too old: 20 or newer is needed`);
  process.exit(1);
}
install();
if (command === "format") {
  process.exit(run(["node_modules/prettier/bin/prettier.cjs", "--write", "."]));
}
compile();
const { writeManifests } = await import(pathToFileURL(join(root, "dist/tools/manifests.js")).href);
writeManifests();
const script = COMMANDS[command];
if (script !== undefined) {
  const { main } = await import(pathToFileURL(join(root, script)).href);
  process.exitCode = await main(rest);
}

/** Installs the packages of the lock file, unless just those are there. Their own install scripts never run. */
function install() {
  const lock = join(root, "package-lock.json");
  const stamp = join(root, "node_modules", ".nblwm2m-installed");
  const hash = createHash("sha256").update(readFileSync(lock)).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  console.log("Installing packages …");
  const npm = process.env.npm_execpath;
  const options = { cwd: root, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" };
  const arguments_ = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  const result = npm?.endsWith("js")
    ? spawnSync(process.execPath, [npm, ...arguments_], options)
    : spawnSync("npm", arguments_, options);
  if (result.status !== 0) {
    console.error(`${result.stdout ?? ""}${result.stderr ?? ""}${result.error?.message ?? ""}`.trim());
    console.error("npm ci failed; see above");
    process.exit(1);
  }
  writeFileSync(stamp, hash);
}

/** Compiles everything into dist/ and takes away what has no source any more. */
function compile() {
  mkdirSync(join(root, "build"), { recursive: true });
  if (!existsSync(join(root, "dist"))) console.log("Compiling the sources …");
  const started = Date.now();
  const status = run(["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"]);
  if (status !== 0) {
    console.error("The sources do not compile; see above");
    process.exit(1);
  }
  if (Date.now() - started > 6000) console.log(`Compiled in ${((Date.now() - started) / 1000).toFixed(0)} s`);
  removeOrphans(join(root, "dist"));
}

function removeOrphans(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      removeOrphans(path);
    } else if (path.endsWith(".js")) {
      const source = join(root, relative(join(root, "dist"), path)).replace(/\.js$/, ".ts");
      if (!existsSync(source)) rmSync(path);
    }
  }
}

function run(arguments_) {
  return spawnSync(process.execPath, arguments_, { cwd: root, stdio: ["ignore", "inherit", "inherit"] }).status ?? 1;
}
