import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { type DefinedObject, readObjects } from "./object/definition.js";
import { fileName, formatModel } from "./object/model.js";
import { formatTable } from "./object/platform-table.js";
import { readArguments, runTool, ToolError, UsageError } from "./arguments.js";
import { systemWords } from "./system-words.js";

const USAGE = `usage: npm run object -- FILE.xml … [--versioned] [--out DIR]
       npm run object -- FILE.xml … --platform NAME [--out DIR]

Reads object definitions as the OMA LwM2M registry publishes them and writes a model table for each:
objects/models/<id>-<name>.ts. Prose stays out.

  --versioned      puts the object's version behind the names, for a further version of an object that has a table
  --platform NAME  writes one table of all of them for the platform and its page instead: platform/lwm2m/tables/NAME.ts
  --out DIR        names another directory`;

/** `npm run object`: gives the exit status. */
export function main(args: readonly string[]): Promise<number> {
  return runTool("object", USAGE, args, run);
}

async function run(args: readonly string[]): Promise<number> {
  const isFile = (argument: string, i: number): boolean =>
    !argument.startsWith("--") && args[i - 1] !== "--out" && args[i - 1] !== "--platform";
  const files = args.filter(isFile);
  const { out, platform, versioned } = readArguments(
    args.filter((argument, i) => !isFile(argument, i)),
    { out: "text", platform: "text", versioned: "flag" },
  );
  if (files.length === 0) throw new UsageError("no definition file is named");
  if (platform === undefined) {
    for (const file of files) await convert(file, out ?? join("objects", "models"), versioned === true);
    return 0;
  }
  if (versioned === true) throw new UsageError("--versioned does not go with --platform");
  if (!/^[a-z][a-zA-Z]*$/.test(platform)) throw new UsageError(`--platform: "${platform}" is no name of letters`);
  await convertAll(files, platform, out ?? join("platform", "lwm2m", "tables"));
  return 0;
}

async function convert(file: string, directory: string, versioned: boolean): Promise<void> {
  const objects = await read(file);
  await mkdir(directory, { recursive: true });
  for (const object of objects) {
    const path = join(directory, fileName(object, versioned));
    await writeFile(path, await formatModel(object, basename(file), versioned));
    console.log(`${path}: object ${object.id}, version ${object.version}, ${object.resources.length} resources`);
  }
}

async function convertAll(files: readonly string[], name: string, directory: string): Promise<void> {
  const objects = (await Promise.all(files.map(read))).flat();
  const twice = objects.find(({ id }, i) => objects.some((other, j) => j < i && other.id === id));
  if (twice !== undefined) throw new ToolError(`object ${twice.id} is in more than one of the files`);
  await mkdir(directory, { recursive: true });
  const path = join(directory, `${name}.ts`);
  await writeFile(path, await formatTable(name, objects));
  console.log(`${path}: ${objects.length} objects`);
}

async function read(file: string): Promise<readonly DefinedObject[]> {
  const xml = await readFile(file, "utf8").catch((error: unknown) => {
    throw new ToolError(`${file}: ${systemWords(error)}`);
  });
  const { objects, notes } = readObjects(file, xml);
  for (const note of notes) console.error(`object: ${note}`);
  return objects;
}
