import { expect } from "chai";
import { UsageError } from "../../tools/arguments.js";
import { main, platformSettings } from "../../tools/device.js";
import { dryRun, sums, told } from "../../tools/dry-run.js";
import { ESP32_HEAP } from "../../tools/firmware.js";

describe("tools/device --platform onenet", () => {
  it("points the firmware at OneNET's bootstrap server", () => {
    expect(platformSettings({ platform: "onenet" })).to.deep.equal({ bootstrap: "nbiotbt.heclouds.com:5683" });
    expect(platformSettings({})).to.deep.equal({});
  });

  it("refuses other platforms, and servers beside it", () => {
    expect(() => platformSettings({ platform: "leshan" })).to.throw(UsageError, 'takes onenet, not "leshan"');
    expect(() => platformSettings({ platform: "onenet", server: "a:1" })).to.throw(UsageError, "do not go with it");
  });

  it("makes a dry run with OneNET alone, and with no identity or module of one's own", async () => {
    expect(await main(["--dry-run"])).to.equal(2);
    expect(await main(["--dry-run", "--platform", "onenet", "--imei", "490154203237518"])).to.equal(2);
    expect(await main(["--dry-run", "--platform", "onenet", "--uart", "tcp:127.0.0.1:1"])).to.equal(2);
  });

  it("tells messages under the name of their server, with their direction", () => {
    const message = { direction: "received", server: "bootstrap", type: "CON", size: 47, text: "POST /bs" } as const;
    expect(
      told([message, { ...message, direction: "sent", type: "ACK" }, { ...message, server: "access" }]),
    ).to.deep.equal([
      "nbiotbt.heclouds.com:5683",
      "  -> CON   47 bytes  POST /bs",
      "  <- ACK   47 bytes  POST /bs",
      "the access server that the bootstrap names",
      "  -> CON   47 bytes  POST /bs",
    ]);
  });

  it("tells what a payload says, and how much all of it is on the air", () => {
    const message = { direction: "received", server: "access", type: "ACK", size: 20, text: "2.05 content" } as const;
    const all = [{ ...message, values: { "/3300/0/5700": 7.5 } }, { ...message, direction: "sent" } as const, message];
    expect(told(all).slice(1, 3)).to.deep.equal([
      "  -> ACK   20 bytes  2.05 content",
      "                     /3300/0/5700 = 7.5",
    ]);
    expect(sums(all)).to.equal("Up 2 datagrams, 96 bytes; down 1 datagram, 48 bytes, with IP and UDP headers.");
  });

  it("prints the whole access, from bootstrap to deregistration", async function () {
    this.timeout(90_000);
    const lines: string[] = [];
    const setUp = { mode: "sdk", module: "M5310-A", engine: { heap: ESP32_HEAP } } as const;
    expect(await dryRun(setUp, (line) => lines.push(line))).to.equal(0);
    const all = lines.join("\n");
    for (const part of [
      /-> CON .*POST \/bs\?ep=490154203237518;001010123456789$/m,
      /<- CON .*PUT \/0\/0 TLV/,
      /-> CON .*POST \/rd\?lwm2m=1\.0&ep=/,
      /<- ACK .*2\.01 created Location \/rd\//,
      /<- CON .*GET \/3\/0$/m,
      /-> CON .*DELETE \/rd\//,
      /never asked/,
      /^Up \d+ datagrams, \d+ bytes; down /m,
      /Nothing has left this machine\.$/,
    ]) {
      expect(all).to.match(part);
    }
  });
});
