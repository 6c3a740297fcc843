import { expect } from "chai";
import { readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { DIST, importsOf, ROOT } from "../../../tools/image.js";
import { writeManifests } from "../../../tools/manifests.js";

interface Manifest {
  readonly modules?: Readonly<Record<string, string>>;
  readonly preload?: readonly string[];
  readonly include?: readonly string[];
  readonly platforms?: Readonly<Record<string, Manifest>>;
  readonly creation?: unknown;
}

/** Keys and patterns of all our own manifests for a platform, with the files that they lead to. */
function merged(platform: string, file: string): { modules: Map<string, string>; preload: string[] } {
  const modules = new Map<string, string>();
  const preload: string[] = [];
  const visit = (manifest: Manifest, folder: string): void => {
    for (const [key, path] of Object.entries(manifest.modules ?? {})) {
      // "*" takes C sources.
      if (path.includes("$(") || key === "*") continue;
      modules.set(key, posix.normalize(relative(ROOT, join(folder, path)).split("\\").join("/")));
    }
    preload.push(...(manifest.preload ?? []));
    for (const path of manifest.include ?? []) if (!path.includes("$(")) open(join(folder, path));
    const part = manifest.platforms?.[platform];
    if (part !== undefined) visit(part, folder);
  };
  const open = (path: string): void => visit(JSON.parse(readFileSync(path, "utf8")) as Manifest, dirname(path));
  open(join(ROOT, file));
  return { modules, preload };
}

function matches(pattern: string, key: string, deep: boolean): boolean {
  if (!pattern.endsWith("*")) return pattern === key;
  const head = pattern.slice(0, -1);
  return key.startsWith(head) && (deep || !key.slice(head.length).includes("/"));
}

/** The bare names that only the SDK or the manifest can resolve. */
const OF_THE_SDK = ["mc/config", "timer", "preference", "worker", "Resource", "commodetto/", "embedded:"];

/** Keys of what these modules import, themselves included, without what is not ours. */
function imported(entries: readonly string[], place: string): string[] {
  const seen = new Set<string>();
  const waiting = [...entries];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (seen.has(key)) continue;
    seen.add(key);
    for (const name of importsOf(readFileSync(join(DIST, `${key}.js`), "utf8"))) {
      if (name === "host") waiting.push(`hosts/${place}/start/host`);
      else if (name.startsWith(".")) waiting.push(posix.join(posix.dirname(key), name).replace(/\.js$/, ""));
      else if (!isOfTheSdk(name)) waiting.push(name);
    }
  }
  return [...seen];
}

function isOfTheSdk(name: string): boolean {
  return OF_THE_SDK.some((known) => name === known || (/[/:]$/.test(known) && name.startsWith(known)));
}

// As every build does; the tests may run after the compiler alone.
writeManifests();

for (const [file, platform, place, entries] of [
  ["manifest.json", "lin", "simulator", ["main", "hosts/simulator/start/host", "hosts/simulator/start/bench"]],
  ["manifest.json", "esp32", "esp32", ["main", "hosts/esp32/start/host"]],
  [
    "manifest-full.json",
    "lin",
    "simulator",
    ["main-full", "hosts/simulator/start/host", "hosts/simulator/start/bench"],
  ],
  ["manifest-full.json", "esp32", "esp32", ["main-full", "hosts/esp32/start/host"]],
] as const) {
  describe(`${file} for ${place}`, () => {
    const { modules, preload } = merged(platform, file);

    it("has every module that is imported, under the key that is its path in the tree", () => {
      expect(modules.get("main")).to.equal(`dist/${entries[0]}`);
      for (const key of imported(entries.slice(1), place).concat(imported(entries.slice(0, 1), place).slice(1))) {
        if (key === `hosts/${place}/start/host`) {
          expect(modules.get("host")).to.equal(`dist/${key}`);
          continue;
        }
        const found = [...modules].filter(([pattern]) => matches(pattern, key, false));
        expect(found, key).to.have.length(1);
        const [pattern, path] = found[0] as [string, string];
        expect(path).to.equal(`dist/${pattern}`);
      }
    });

    it("preloads all of them but those that have a state", () => {
      const keys = imported(entries, place).map((key) => (key === `hosts/${place}/start/host` ? "host" : key));
      const left = keys.filter((key) => !preload.some((pattern) => matches(pattern, key, true)));
      const desktop = ["hosts/simulator/start/bench", "hosts/moddable/preference-store"];
      const expected = [entries[0], "host", ...(place === "simulator" ? desktop : [])];
      expect(left.sort()).to.deep.equal([...expected].sort());
    });

    it("takes no module of the firmware that is not imported", () => {
      const keys = imported(entries, place);
      const own = [...modules.keys()].filter((key) => key.startsWith("modules/") || key.startsWith("objects/"));
      expect(own.filter((key) => !keys.includes(key))).to.deep.equal([]);
    });

    it("takes nothing of the platform, the tools or the tests", () => {
      expect(
        [...modules.values()].filter((path) => /^dist\/(?:platform|tools|test|examples)/.test(path)),
      ).to.deep.equal([]);
    });
  });
}

describe("the manifests", () => {
  it("gives the firmware the heap of a bare ESP32, which does not grow", () => {
    const { creation } = JSON.parse(readFileSync(join(ROOT, "manifest-common.json"), "utf8")) as Manifest;
    expect(creation).to.deep.include({
      static: 0,
      chunk: { initial: 32_768, incremental: 0 },
      heap: { initial: 2_048, incremental: 0 },
      stack: 384,
    });
  });
});
