import { expect } from "chai";
import { createSocket } from "node:dgram";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Platform } from "../../platform/platform.js";
import { startSteadyPlatform } from "../../tools/steady-platform.js";

/**
 * A second `npm start` did not come online: the device went straight to the access server that it knew, and that one
 * had got another port meanwhile.
 */
describe("tools/steady-platform", () => {
  let data: string;
  beforeEach(() => (data = mkdtempSync(join(tmpdir(), "nblwm2m-"))));
  afterEach(() => rmSync(data, { recursive: true, force: true }));

  const start = (): Promise<Platform> => startSteadyPlatform({ data, httpPort: 0, log: () => undefined });

  async function ports(): Promise<number[]> {
    const platform = await start();
    await platform.close();
    return [platform.bootstrapPort, platform.port];
  }

  it("listens on the same UDP ports the next time", async () => {
    const first = await ports();
    expect(await ports()).to.deep.equal(first);
  });

  it("takes others where somebody has those, and keeps to them", async () => {
    const [, access] = await ports();
    const other = createSocket("udp4");
    await new Promise<void>((resolve) => other.bind(access, "127.0.0.1", resolve));
    try {
      const second = await ports();
      expect(second[1]).to.not.equal(access);
      expect(await ports()).to.deep.equal(second);
    } finally {
      other.close();
    }
  });

  it("takes any where what it remembers makes no sense", async () => {
    for (const text of ["", "{", '{"bootstrap":1.5,"access":70000}', "[]"]) {
      writeFileSync(join(data, "ports.json"), text);
      const [bootstrap, access] = await ports();
      expect(bootstrap, text).to.be.above(0);
      expect(access, text).to.be.above(0);
    }
  });
});
