import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { StoreError } from "./store.js";

/**
 * Replaces a file whole: written beside it, brought to the disk, renamed over it, and the folder brought to the disk
 * too, so that a power cut leaves the old content or the new.
 */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, "w", 0o600);
  try {
    await file.writeFile(text, "utf8");
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The text of a file; undefined if there is none. */
export async function readTextFile(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new StoreError(`cannot read ${path}: ${(error as Error).message}`);
  }
}

export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StoreError(`cannot make the data folder ${path}: ${(error as Error).message}`);
  }
}
