import { expect } from "chai";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../../tools/device.js";
import type { UartAddress } from "../../../tools/firmware.js";
import { startModule, type RunningModule } from "../../../tools/module.js";
import { probeModule } from "../../../tools/probe.js";

const SOCAT = spawnSync("socat", ["-V"]).status === 0;

describe("npm run device -- --probe, with a virtual module", () => {
  const closing: (() => unknown)[] = [];

  async function virtual(model: string): Promise<RunningModule> {
    const module = await startModule({
      model,
      tcpPort: 0,
      imei: "490154203237518",
      imsi: "001010123456789",
      bootTime: 0,
      attachTime: 0,
    });
    closing.push(() => module.close());
    return module;
  }

  async function probed(place: UartAddress): Promise<string[]> {
    const lines: string[] = [];
    expect(
      await probeModule(
        place,
        () => undefined,
        (line) => lines.push(line),
      ),
    ).to.equal(0);
    return lines;
  }

  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  it("finds over TCP what the module is and speaks, and shows no identity", async () => {
    const { port } = await virtual("M5311");
    const lines = await probed({ host: "127.0.0.1", port });
    expect(lines).to.include('  model: "M5311",');
    expect(lines).to.include("  sockets: ipstartSockets,");
    expect(lines).to.include('  mipl: { ...generationC, create: "host" },');
    // A TCP port has no speed.
    expect(lines.join("\n")).to.not.match(/bauds/);
    expect(lines.join("\n")).to.not.match(/490154203237518|001010123456789/);
  });

  it("finds over a serial port the same as over TCP", async function () {
    // A pseudo-terminal stands in for the port.
    if (!SOCAT) this.skip();
    const { port } = await virtual("M5313");
    const folder = mkdtempSync(join(tmpdir(), "nblwm2m-probe-"));
    const path = join(folder, "uart");
    const socat = spawn("socat", [`pty,rawer,link=${path},wait-slave`, `tcp:127.0.0.1:${port}`]);
    closing.push(
      () => ended(socat),
      () => rmSync(folder, { recursive: true, force: true }),
    );
    while (!existsSync(path)) await new Promise((resolve) => setImmediate(resolve));
    const lines = await probed({ device: path, baud: 9600 });
    expect(lines).to.include('  model: "M5313",');
    expect(lines).to.include("  bauds: [115200, 9600],");
    expect(lines).to.include("  sockets: promptSockets,");
  });

  it("ends with 1 and a sentence where nobody answers, nobody listens, or the other end closes", async () => {
    const deaf = createServer((socket) => socket.on("error", () => undefined).destroy());
    await new Promise<void>((resolve) => deaf.listen(0, "127.0.0.1", resolve));
    const { port } = deaf.address() as AddressInfo;
    expect(await main(["--probe", "--uart", `tcp:127.0.0.1:${port}`])).to.equal(1);
    await new Promise((resolve) => deaf.close(resolve));
    expect(await main(["--probe", "--uart", `tcp:127.0.0.1:${port}`])).to.equal(1);
    expect(await main(["--probe", "--uart", "/nowhere/tty"])).to.equal(1);
    expect(await main(["--probe", "--uart", "COM1"])).to.equal(2);
    expect(await main(["--probe"])).to.equal(2);
  });
});

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.once("close", resolve));
  child.kill();
  await closed;
}
