import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Readable, Writable } from "node:stream";

/** The figures that `--stats-json` gives. */
export interface EngineStats {
  slots: { live: number; largestLive: number; peak: number; limit: number };
  chunks: { live: number; largestLive: number; peak: number; limit: number };
  stack: { peak: number; limit: number };
  keys: { used: number; limit: number };
  aliases: number;
  modules: number;
}

export interface EngineRun {
  status: number | null;
  stdout: string;
  stderr: string;
  /** Frames that came out on descriptor 4. */
  frames: { kind: number; payload: Buffer }[];
  /** Undefined if the machine never came to the point of writing them. */
  stats: EngineStats | undefined;
}

/** Builds the engine from the tree that this compiled file belongs to; `skipped` says what the machine lacks. */
export async function engineForTests(): Promise<{ path: string; bits: 32 | 64 } | { skipped: string }> {
  const script = new URL("../../../../tools/engine.mjs", import.meta.url).href;
  const { buildEngine } = (await import(script)) as typeof import("../../../tools/engine.mjs");
  return buildEngine();
}

/** A frame as it goes over the pipe of events: kind, length in four bytes, payload. */
export function frame(kind: number, payload: Uint8Array | string): Buffer {
  const bytes = Buffer.from(payload);
  const header = Buffer.alloc(5);
  header.writeUInt8(kind, 0);
  header.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([header, bytes]);
}

function framesIn(bytes: Buffer): EngineRun["frames"] {
  const frames = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt32BE(at + 1);
    frames.push({ kind: bytes.readUInt8(at), payload: bytes.subarray(at + 5, at + 5 + length) });
    at += 5 + length;
  }
  return frames;
}

function writeModules(folder: string, modules: Readonly<Record<string, string>>): string {
  const lines = Object.entries(modules).map(([key, source]) => {
    const file = path.join(folder, `${key.replace("!", "")}.js`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, source);
    return `${key}\t${file}\n`;
  });
  const list = path.join(folder, "modules.list");
  writeFileSync(list, lines.join(""));
  return list;
}

/**
 * Runs modules on the engine until it ends.
 *
 * @param modules sources by key; all but `main` and keys that start with `!` are preloaded.
 * @param input pieces for the pipe of events, each written once the one before has been taken.
 */
export async function runEngine(
  program: string,
  modules: Readonly<Record<string, string>>,
  { args = [], input = [] }: { args?: readonly string[]; input?: readonly Uint8Array[] } = {},
): Promise<EngineRun> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "nblwm2m-xs-"));
  const statsFile = path.join(folder, "stats.json");
  const list = writeModules(folder, modules);
  const child = spawn(program, ["--modules", list, "--stats-json", statsFile, ...args], {
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
  });
  const [, stdout, stderr, events, out] = child.stdio as [null, Readable, Readable, Writable, Readable];
  const texts = [collect(stdout), collect(stderr), collect(out)] as const;
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  events.on("error", () => undefined);
  for (const piece of input) await new Promise((resolve) => events.write(piece, resolve));
  events.end();
  const status = await ended;
  const [outBytes, errorBytes, frameBytes] = await Promise.all(texts);
  const stats = readStats(statsFile);
  rmSync(folder, { recursive: true });
  return { status, stdout: outBytes.toString(), stderr: errorBytes.toString(), frames: framesIn(frameBytes), stats };
}

async function collect(stream: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

function readStats(file: string): EngineStats | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as EngineStats;
  } catch {
    return undefined;
  }
}
