import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { readObjects } from "./object/definition.js";
import { fileName, formatModel } from "./object/model.js";
import { readArguments, runTool, ToolError, UsageError } from "./arguments.js";

const USAGE = `usage: npm run object -- FILE.xml … [--out DIR]

Reads object definitions as the OMA LwM2M registry publishes them and writes a model table for each:
objects/models/<id>-<name>.ts. Prose stays out. --out names another directory.`;

/** `npm run object`: gives the exit status. */
export function main(args: readonly string[]): Promise<number> {
  return runTool("object", USAGE, args, run);
}

async function run(args: readonly string[]): Promise<number> {
  const files = args.filter((argument, i) => !argument.startsWith("--") && args[i - 1] !== "--out");
  const { out } = readArguments(
    args.filter((argument) => !files.includes(argument)),
    { out: "text" },
  );
  if (files.length === 0) throw new UsageError("no definition file is named");
  const directory = out ?? join("objects", "models");
  for (const file of files) await convert(file, directory);
  return 0;
}

async function convert(file: string, directory: string): Promise<void> {
  const xml = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new ToolError(`${file}: cannot be read (${error.code ?? error.message})`);
  });
  const { objects, notes } = readObjects(file, xml);
  for (const note of notes) console.error(`object: ${note}`);
  await mkdir(directory, { recursive: true });
  for (const object of objects) {
    const path = join(directory, fileName(object));
    await writeFile(path, await formatModel(object, basename(file)));
    console.log(`${path}: object ${object.id}, version ${object.version}, ${object.resources.length} resources`);
  }
}
