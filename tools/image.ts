import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root, seen from the compiled tools. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Where the compiler puts everything. */
export const DIST = join(ROOT, "dist");

/** One module of an image: its key (path in the tree, without ".js") and its file. */
export interface ImageModule {
  readonly key: string;
  readonly path: string;
}

/**
 * The modules that an entry module reaches by its imports, in the order in which they must be loaded. What is not
 * imported is not in the image.
 *
 * @param entry key of the entry module, such as "main"
 * @param aliases what the bare names lead to, such as { host: "hosts/desktop/host" }
 * @throws Error that names the importing module and the import that leads nowhere
 */
export function imageModules(entry: string, aliases: Readonly<Record<string, string>>): ImageModule[] {
  const found = new Map<string, ImageModule>();
  const visit = (key: string, importer: string): void => {
    if (found.has(key)) return;
    const path = join(DIST, `${key}.js`);
    if (!existsSync(path)) throw new Error(`${importer} imports ${key}, which is not there`);
    const seen: ImageModule = { key, path };
    found.set(key, seen);
    for (const name of importsOf(readFileSync(path, "utf8"))) visit(resolveKey(name, key, aliases), key);
    // Behind what it imports: the last one set is the last one in the list.
    found.delete(key);
    found.set(key, seen);
  };
  visit(entry, "the image");
  return [...found.values()];
}

/**
 * Writes the list of modules that the engine preloads, with a module for each bare name that leads on to the place's
 * own one.
 *
 * @returns the list's path
 */
export function writeModuleList(folder: string, entry: string, aliases: Readonly<Record<string, string>>): string {
  mkdirSync(folder, { recursive: true });
  const lines = imageModules(entry, aliases).map(({ key, path }) => `${key}\t${path}`);
  for (const [name, key] of Object.entries(aliases)) {
    const path = join(folder, `${name}.js`);
    replaceFile(path, `export * from "${key}";\n`);
    lines.push(`${name}\t${path}`);
  }
  const list = join(folder, `${entry.replaceAll("/", "-")}.list`);
  replaceFile(list, `${lines.join("\n")}\n`);
  return list;
}

/** Puts a file in the place of another at once: an engine that starts meanwhile reads the old or the new one, never half. */
function replaceFile(path: string, text: string): void {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  const beside = `${path}.${process.pid}`;
  writeFileSync(beside, text);
  renameSync(beside, path);
}

/** The names that a compiled module imports or exports on. */
export function importsOf(source: string): string[] {
  const statements = /^(?:import|export)\s[^;"'`=()]*\bfrom\s*["']([^"']+)["']|^import\s*["']([^"']+)["']/gm;
  return [...source.matchAll(statements)].map((match) => (match[1] ?? match[2]) as string);
}

function resolveKey(name: string, importer: string, aliases: Readonly<Record<string, string>>): string {
  if (name.startsWith(".")) return posix.join(posix.dirname(importer), name).replace(/\.js$/, "");
  return aliases[name] ?? name;
}
