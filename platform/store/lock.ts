import { readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { StoreError } from "./store.js";

/** Folders that this process holds. */
const held = new Set<string>();

export interface Lock {
  release(): Promise<void>;
}

/**
 * Holds a folder for this process, by a file with its number. The file of a process that is no more is taken over.
 * Throws `StoreError` if another process, or another store of this one, holds the folder.
 */
export async function lockFolder(folder: string): Promise<Lock> {
  const path = join(resolve(folder), "lock");
  const holder = await holderOf(path);
  if (held.has(path) || (holder !== undefined && holder !== process.pid && isAlive(holder))) {
    throw new StoreError(
      `the data folder ${folder} is in use by process ${holder ?? process.pid}; if that is not a platform, remove ${path}`,
    );
  }
  held.add(path);
  try {
    await writeFile(path, `${process.pid}\n`, { mode: 0o600 });
  } catch (error) {
    held.delete(path);
    throw new StoreError(`cannot write ${path}: ${(error as Error).message}`);
  }
  return {
    release: async () => {
      if (!held.delete(path)) return;
      await rm(path, { force: true });
    },
  };
}

async function holderOf(path: string): Promise<number | undefined> {
  const text = await readFile(path, "utf8").catch(() => "");
  const number = Number(text.trim());
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
