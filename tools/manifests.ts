import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DIST, imageModules } from "./image.js";

/** The compositions that Moddable's tools can build, by their main module: manifest.json for main.ts and so on. */
export const MANIFESTS: Readonly<Record<string, string>> = {
  main: "manifest.json",
  "main-full": "manifest-full.json",
};

/**
 * Writes beside the compiled files what each composition's manifest includes: the modules that its main module reaches
 * by its imports, each under its key, and no other. Called by every build.
 */
export function writeManifests(): void {
  for (const entry of Object.keys(MANIFESTS)) {
    const modules: Record<string, string> = { main: `./${entry}` };
    for (const { key } of imageModules(entry, { host: "hosts/host" })) {
      if (key !== entry && key !== "hosts/host") modules[key] = `./${key}`;
    }
    writeFileSync(join(DIST, `manifest-${entry}.json`), `${JSON.stringify({ modules }, undefined, 2)}\n`);
  }
}
