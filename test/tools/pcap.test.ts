import { expect } from "chai";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ToolError } from "../../tools/arguments.js";
import { ipPacket, PcapWriter } from "../../tools/pcap.js";

const DEVICE = { address: "127.0.0.1", port: 40000 };
const SERVER = { address: "127.0.0.1", port: 5683 };

describe("tools/pcap", () => {
  it("puts IPv4 and UDP headers with right checksums before a datagram", () => {
    // Checksums worked out by hand: header words sum to 0xC339, pseudo header and UDP to 0x7FC1 before the complement.
    const packet = ipPacket(DEVICE, SERVER, Uint8Array.of(0x40, 0x00, 0x00, 0x01, 0xff), 1);
    expect(packet.toString("hex")).to.equal(
      "45000021000140004011" + "3cc9" + "7f0000017f000001" + "9c401633000d" + ownSum(packet) + "40000001ff",
    );
    expect(sumOf(packet.subarray(0, 20), 0)).to.equal(0xffff);
    expect(sumOf(packet.subarray(12), 17 + 13)).to.equal(0xffff);
  });

  it("writes a file of raw IP packets, each at once", () => {
    const folder = mkdtempSync(join(tmpdir(), "pcap-"));
    try {
      const path = join(folder, "run.pcap");
      const writer = new PcapWriter(path);
      expect(readFileSync(path).toString("hex")).to.equal("d4c3b2a1020004000000000000000000ffff000065000000");
      writer.write(1_700_000_000_123.5, DEVICE, SERVER, Uint8Array.of(0x40, 0, 0, 1));
      const file = readFileSync(path);
      expect(file.length).to.equal(24 + 16 + 32);
      // 1,700,000,000 s, 123,500 µs, 32 bytes twice.
      expect(file.subarray(24, 40).toString("hex")).to.equal("00f153656ce201002000000020000000");
      writer.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("says so when the file cannot be written", () => {
    expect(() => new PcapWriter("/nowhere/at/all.pcap")).to.throw(
      ToolError,
      "cannot write /nowhere/at/all.pcap: there is no such file or folder",
    );
  });
});

function ownSum(packet: Buffer): string {
  return packet.subarray(26, 28).toString("hex");
}

/** The sum that is all ones if the checksum within is right (RFC 1071). */
function sumOf(bytes: Uint8Array, initial: number): number {
  let sum = initial;
  for (let i = 0; i < bytes.length; i += 2) {
    sum += (bytes[i] as number) * 256 + (bytes[i + 1] ?? 0);
    if (sum > 0xffff) sum -= 0xffff;
  }
  return sum;
}
