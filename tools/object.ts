import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { readObjects } from "./object/definition.js";
import { fileName, formatModel } from "./object/model.js";
import { readArguments, runTool, ToolError, UsageError } from "./arguments.js";

const USAGE = `usage: npm run object -- FILE.xml … [--versioned] [--out DIR]

Reads object definitions as the OMA LwM2M registry publishes them and writes a model table for each:
objects/models/<id>-<name>.ts. Prose stays out.

  --versioned   puts the object's version behind the names, for a further version of an object that has a table
  --out DIR     names another directory`;

/** `npm run object`: gives the exit status. */
export function main(args: readonly string[]): Promise<number> {
  return runTool("object", USAGE, args, run);
}

async function run(args: readonly string[]): Promise<number> {
  const files = args.filter((argument, i) => !argument.startsWith("--") && args[i - 1] !== "--out");
  const { out, versioned } = readArguments(
    args.filter((argument) => !files.includes(argument)),
    { out: "text", versioned: "flag" },
  );
  if (files.length === 0) throw new UsageError("no definition file is named");
  const directory = out ?? join("objects", "models");
  for (const file of files) await convert(file, directory, versioned === true);
  return 0;
}

async function convert(file: string, directory: string, versioned: boolean): Promise<void> {
  const xml = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new ToolError(`${file}: cannot be read (${error.code ?? error.message})`);
  });
  const { objects, notes } = readObjects(file, xml);
  for (const note of notes) console.error(`object: ${note}`);
  await mkdir(directory, { recursive: true });
  for (const object of objects) {
    const path = join(directory, fileName(object, versioned));
    await writeFile(path, await formatModel(object, basename(file), versioned));
    console.log(`${path}: object ${object.id}, version ${object.version}, ${object.resources.length} resources`);
  }
}
