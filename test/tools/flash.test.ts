import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readWiring } from "../../hosts/esp32/wiring.js";
import { BOARDS, main, missingIdf } from "../../tools/flash.js";
import { ROOT } from "../../tools/image.js";

interface BoardManifest {
  readonly platforms: Readonly<Record<string, { readonly config: Readonly<Record<string, unknown>> }>>;
}

/** What stderr got meanwhile, and the status. */
async function flash(...args: string[]): Promise<{ status: number; said: string }> {
  const { error } = console;
  let said = "";
  console.error = (text: string) => (said += `${text}\n`);
  try {
    return { status: await main(args), said };
  } finally {
    console.error = error;
  }
}

describe("tools/flash", () => {
  const { platforms } = JSON.parse(readFileSync(join(ROOT, "hosts/esp32/manifest.json"), "utf8")) as BoardManifest;

  it("knows the boards of the manifest", () => {
    expect(Object.keys(platforms)).to.deep.equal([...BOARDS]);
  });

  for (const board of BOARDS) {
    it(`has a wiring for ${board} that makes sense and uses no pin twice`, () => {
      const { uart, lines, analog } = readWiring(platforms[board]?.config ?? {});
      const pins = [uart.transmit, uart.receive, analog?.pin, ...Object.values(lines).map((line) => line?.pin)];
      expect(Object.keys(lines)).to.deep.equal(["power", "reset", "wake"]);
      expect(new Set(pins).size).to.equal(6);
    });
  }

  it("wants a board that it knows", async () => {
    expect(await flash()).to.deep.include({ status: 2 });
    expect((await flash("esp32/none")).said).to.match(/^flash: board "esp32\/none" is not known/);
  });

  it("tells what is missing of ESP-IDF", () => {
    const sdk = { folder: "/nowhere" };
    expect(missingIdf(sdk, {})).to.match(/^ESP-IDF is needed: IDF_PATH is not set\./);
    expect(missingIdf(sdk, { IDF_PATH: "/nowhere" })).to.match(/IDF_PATH names \/nowhere, where it is not/);
  });
});
