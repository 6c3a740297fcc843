/** Builds nblwm2m-xs if it is not up to date; see engine.mjs. */
export function buildEngine(options?: {
  log?: (line: string) => void;
  bits?: 32 | 64;
  metering?: boolean;
}): Promise<{ path: string; bits: 32 | 64 } | { skipped: string }>;

// What builds other programs (riscv-image.ts, serial.ts).

/** The C compiler as a command line's words, and what it says of itself; `undefined` if there is none. */
export function findCompiler(): { command: readonly string[]; version: string } | undefined;

/** Folder of the engine's own sources. */
export const xs: string;
/** Folder of the host's C files for a desktop, of which others share most. */
export const hostFolder: string;
/** Names of the engine's C files, without ending. */
export const ENGINE_FILES: readonly string[];
/** Files of the host that include one of the engine's, with the name of that. */
export const WRAPPERS: Readonly<Record<string, string>>;
export function hash(texts: readonly string[]): string;
/** Texts of a folder's files with this ending. */
export function readSources(folder: string, extension: string): string[];
/** Texts of the headers in a folder of the engine. */
export function engineHeaders(folder: string): string[];
/** True if a file was made from what this key stands for. */
export function isFresh(file: string, key: string): boolean;
/** Runs a compiler's words with the output's name added, and keeps the key. */
export function makeFile(words: readonly string[], file: string, key: string): Promise<void>;
/** Runs tasks on as many processors as there are. */
export function runAll(tasks: readonly (() => Promise<void>)[]): Promise<void>;
