import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findSdk, MODDABLE_BUILD } from "../moddable.js";
import { Routes } from "../routes.js";
import { buildSimulator } from "../simulator-run.js";

/** What the SDK's linker has put into its image, by its own count. */
export interface LinkerFigures {
  readonly aliases: number;
  readonly slots: number;
  readonly keys: number;
  readonly modules: number;
}

/** Name of the app that is built for its figures alone. */
const APP = "memory";

/**
 * Builds the firmware with the SDK that MODDABLE names and reads the linker's counts out of the C that it wrote; a text
 * says why that cannot be. The image is the simulator's, so it holds the virtual module too.
 */
export async function linkerFigures(): Promise<LinkerFigures | string> {
  const sdk = findSdk();
  if (typeof sdk === "string") return sdk.split("\n")[0] as string;
  const store = mkdtempSync(join(tmpdir(), "nblwm2m-memory-"));
  try {
    await buildSimulator(sdk, { name: APP, settings: { mode: "sdk" }, routes: await Routes.make([], false), store });
  } finally {
    rmSync(store, { recursive: true, force: true });
  }
  const source = readFileSync(join(MODDABLE_BUILD, "tmp", sdk.platform, "mc", "release", APP, "mc.xs.c"), "utf8");
  const count = (name: string): number => {
    const found = new RegExp(`^#define mx${name}Count (\\d+)$`, "m").exec(source);
    if (found === null) throw new Error(`this SDK's linker writes no mx${name}Count`);
    return Number(found[1]);
  };
  return { aliases: count("Alias"), slots: count("Heap"), keys: count("Keys"), modules: count("Scripts") };
}
