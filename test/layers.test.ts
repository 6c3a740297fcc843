import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { importsOf, ROOT } from "../tools/image.js";

/** What each place may import besides itself: the import table of the design. "host" is the firmware's one bare name. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  "modules/base": [],
  "modules/at": ["modules/base"],
  "modules/coap": ["modules/base"],
  "modules/lwm2m": ["modules/base"],
  "modules/security": ["modules/base", "modules/coap"],
  "modules/modem": ["modules/base", "modules/at"],
  "modules/mode": ["modules/base", "modules/at", "modules/coap", "modules/lwm2m", "modules/modem", "modules/security"],
  "modules/client": ["modules"],
  objects: ["modules/base", "modules/lwm2m"],
  virtual: ["modules/base", "modules/coap", "modules/lwm2m"],
  "examples/kettle": ["firmware.ts", "modules", "objects", "host"],
  "firmware.ts": ["modules", "objects", "hosts/drive.ts", "hosts/host.ts"],
  "main.ts": ["firmware.ts", "modules", "objects", "host"],
  "main-full.ts": ["firmware.ts", "modules", "objects", "host"],
  "hosts/host.ts": ["modules/base", "modules/client", "objects"],
  "hosts/drive.ts": ["modules/base", "modules/client", "hosts/host.ts"],
};

/** The platform must not share protocol code with the firmware that it judges. */
const PLATFORM_FORBIDDEN = ["modules", "objects", "virtual", "hosts"];

/** The AT side of the virtual module must not share the firmware's encoders: it is what the firmware is held against. */
const AT_SIDE = [
  "virtual/at",
  "virtual/commands",
  "virtual/mipl",
  "virtual/models",
  "virtual/sockets",
  "virtual/scenario",
];
const ENCODERS = ["modules/base/text.ts", "modules/base/bytes.ts", "modules/lwm2m/formats", "modules/coap/message.ts"];

describe("the import table of the design", () => {
  for (const [place, allowed] of Object.entries(ALLOWED)) {
    it(`${place} imports ${["itself", ...allowed].join(", ")} and nothing else`, () => {
      for (const file of sourcesOf(place)) {
        for (const name of importsOf(readFileSync(join(ROOT, file), "utf8"))) {
          const target = resolve(file, name);
          const fits = [place, ...allowed].some((one) => target === one || target.startsWith(`${one}/`));
          expect(fits, `${file} imports ${name}`).to.equal(true);
        }
      }
    });
  }

  it("the AT side of the virtual module shares no encoder with the firmware", () => {
    for (const file of [...AT_SIDE.flatMap(sourcesOf), "virtual/module.ts", "virtual/outbox.ts"]) {
      for (const name of importsOf(readFileSync(join(ROOT, file), "utf8"))) {
        const target = resolve(file, name);
        const shared = ENCODERS.some((one) => target === one || target.startsWith(`${one}/`));
        expect(shared, `${file} imports ${name}`).to.equal(false);
      }
    }
  });

  it("platform imports nothing of modules, objects, virtual or hosts", () => {
    for (const file of sourcesOf("platform")) {
      for (const name of importsOf(readFileSync(join(ROOT, file), "utf8"))) {
        const target = resolve(file, name);
        expect(
          PLATFORM_FORBIDDEN.some((one) => target.startsWith(`${one}/`)),
          `${file} imports ${name}`,
        ).to.equal(false);
      }
    }
  });

  it("the example of an application is a client of the platform: it imports Node and, to start all, tools", () => {
    const starting = ["examples/server-room/main.ts", "examples/server-room/stand.ts"];
    for (const file of sourcesOf("examples/server-room")) {
      for (const name of importsOf(readFileSync(join(ROOT, file), "utf8"))) {
        const target = resolve(file, name);
        const places = ["node:", "examples/server-room/", ...(starting.includes(file) ? ["tools/"] : [])];
        expect(
          places.some((one) => target.startsWith(one)),
          `${file} imports ${name}`,
        ).to.equal(true);
      }
    }
  });

  it("relative imports end in .js, so that every engine finds the compiled file", () => {
    for (const place of [
      "modules",
      "objects",
      "virtual",
      "hosts",
      "platform",
      "tools",
      "firmware.ts",
      "main.ts",
      "main-full.ts",
    ]) {
      for (const file of sourcesOf(place)) {
        for (const name of importsOf(readFileSync(join(ROOT, file), "utf8"))) {
          if (name.startsWith("."))
            expect(name.endsWith(".js") || name.endsWith(".mjs"), `${file}: ${name}`).to.equal(true);
        }
      }
    }
  });
});

/** The TypeScript files of a place, from the root. */
function sourcesOf(place: string): string[] {
  if (place.endsWith(".ts")) return [place];
  try {
    return readdirSync(join(ROOT, place), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
      .map((name) => posix.join(place, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Where an import leads, from the root, with the source's ending. */
function resolve(file: string, name: string): string {
  return name.startsWith(".") ? posix.join(posix.dirname(file), name).replace(/\.js$/, ".ts") : name;
}
