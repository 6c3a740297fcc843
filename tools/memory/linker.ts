import { readFileSync } from "node:fs";
import { join } from "node:path";
import { linkForBoard, type Board } from "../flash.js";
import { findSdk } from "../moddable.js";

/** What the SDK's linker has put into its image, by its own count. */
export interface LinkerFigures {
  readonly aliases: number;
  readonly slots: number;
  readonly keys: number;
  readonly modules: number;
}

/** The board whose image is measured: the bare ESP32. */
const BOARD: Board = "esp32/nodemcu";

/**
 * Links the firmware for an ESP32 with the SDK that MODDABLE names and reads the linker's counts out of the C that it
 * wrote; a text says why that cannot be.
 */
export async function linkerFigures(): Promise<LinkerFigures | string> {
  const sdk = findSdk();
  if (typeof sdk === "string") return sdk.split("\n")[0] as string;
  if (sdk.platform === "win") return "its makefiles for boards want another make here";
  const { folder } = await linkForBoard(sdk, BOARD);
  const source = readFileSync(join(folder, "mc.xs.c"), "utf8");
  const count = (name: string): number => {
    const found = new RegExp(`^#define mx${name}Count (\\d+)$`, "m").exec(source);
    if (found === null) throw new Error(`this SDK's linker writes no mx${name}Count`);
    return Number(found[1]);
  };
  return { aliases: count("Alias"), slots: count("Heap"), keys: count("Keys"), modules: count("Scripts") };
}
