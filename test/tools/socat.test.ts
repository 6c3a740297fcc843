import { expect } from "chai";
import { spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { join } from "node:path";
import { ROOT } from "../../tools/image.js";
import { startModule } from "../../tools/module.js";

const SESSION = join(ROOT, "test", "tools", "at-session.sh");

const installed = spawnSync("socat", ["-V"]).status === 0;

/** What the shell script sees when it talks to the module. */
const TALK = [
  "OK",
  "M5310-A",
  "OK",
  "ERROR",
  "+CEREG:0,1",
  "OK",
  "0",
  "OK",
  "0,4",
  "OK",
  "+NSONMI:0,4",
  "+NSORF:0,192.0.2.9,PORT,4,50494E47,0",
  "OK",
  "OK",
  "+MIPLVER:2.3.0",
  "OK",
  "done",
];

describe("an AT program that is not ours", () => {
  it(`talks to the virtual module through socat${installed ? "" : ": skipped, socat is not installed"}`, async function () {
    if (!installed) this.skip();
    this.timeout(20_000);
    const echo = createSocket("udp4");
    echo.on("message", (bytes, { address, port }) => echo.send(bytes, port, address));
    await new Promise<void>((resolve) => echo.bind(0, "127.0.0.1", resolve));
    const { port } = echo.address();
    let attached = (): void => undefined;
    const boot = new Promise<void>((resolve) => (attached = resolve));
    const module = await startModule({
      model: "M5310-A",
      tcpPort: 0,
      imei: "490154203237518",
      imsi: "001010123456789",
      bootTime: 0,
      attachTime: 0,
      resolve: [{ name: "192.0.2.9", host: "127.0.0.1", port }],
      log: (_level, text) => void (text.includes("REBOOT_CAUSE") && attached()),
    });
    try {
      await boot;
      const child = spawn("socat", [`EXEC:sh ${SESSION} ${port}`, `TCP:127.0.0.1:${module.port}`], {
        stdio: ["ignore", "inherit", "pipe"],
      });
      let told = "";
      child.stderr.on("data", (text: Buffer) => (told += text.toString()));
      const [status] = (await once(child, "close")) as [number];
      expect(told.trim().split("\n")).to.deep.equal(TALK.map((line) => line.replace("PORT", `${port}`)));
      expect(status).to.equal(0);
    } finally {
      await module.close();
      echo.close();
    }
  });
});
