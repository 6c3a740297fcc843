import { expect } from "chai";
import { NetworkStatus } from "../../../modules/modem/network.js";

/** The status after some lines, and which of them told something. */
function after(...lines: string[]): { status: NetworkStatus; told: boolean[] } {
  const status = new NetworkStatus();
  return { status, told: lines.map((line) => status.take(line)) };
}

describe("network status", () => {
  for (const [line, registration, area, cell] of [
    ["+CEREG:1", 1, undefined, undefined],
    ["+CEREG: 5", 5, undefined, undefined],
    ["+CEREG:2,5", 5, undefined, undefined],
    ["+CEREG:1,6B2F,0A1B2C3D,9", 1, 0x6b2f, 0x0a1b2c3d],
    ['+CEREG: 1,"6B2F","0A1B2C3D",9', 1, 0x6b2f, 0x0a1b2c3d],
    ["+CEREG:2,1,6B2F,0A1B2C3D,9", 1, 0x6b2f, 0x0a1b2c3d],
    ["+CEREG:0,6B2F,0A1B2C3D,9,0,15", 0, 0x6b2f, 0x0a1b2c3d],
    ["+CEREG:3,0,6B2F,0A1B2C3D,9,0,15", 0, 0x6b2f, 0x0a1b2c3d],
    ['+CEREG:4,1,6B2F,0A1B2C3D,9,,,"00100001","10100101"', 1, 0x6b2f, 0x0a1b2c3d],
    ['+CEREG:1,6B2F,0A1B2C3D,9,,,"00100001","10100101"', 1, 0x6b2f, 0x0a1b2c3d],
  ] as const) {
    it(`reads ${line}, as an answer or URC by its number of fields`, () => {
      const { status, told } = after(line);
      expect(told).to.deep.equal([true]);
      expect([status.registration, status.area, status.cell]).to.deep.equal([registration, area, cell]);
    });
  }

  for (const line of [
    "+CEREG",
    "+CEREG:",
    "+CEREG:x",
    "+CEREGX:1",
    "+CSQ:",
    "+CSQ:32,0",
    "+CSQ:-1,0",
    "+CGPADDR:0",
    "OK",
  ]) {
    it(`is told nothing by ${line}`, () => {
      const { status, told } = after(line);
      expect(told).to.deep.equal([false]);
      expect(status.registration).to.equal(-1);
    });
  }

  it("reads signal strength in dBm, 99 being unknown", () => {
    expect(after("+CSQ:0,0").status.signal).to.equal(-113);
    expect(after("+CSQ: 31,99").status.signal).to.equal(-51);
    expect(after("+CSQ:22,0", "+CSQ:99,99").status.signal).to.equal(undefined);
  });

  it("reads the IP address with and without quotes, and forgets it when it is gone", () => {
    expect(after("+CGPADDR:0,10.62.7.1").status.address).to.equal("10.62.7.1");
    expect(after('+CGPADDR: 1,"10.62.7.1"').status.address).to.equal("10.62.7.1");
    expect(after("+CGPADDR:0,10.62.7.1", "+CGPADDR:0").status.address).to.equal(undefined);
    expect(after("+CGPADDR:0,0.0.0.0").told).to.deep.equal([false]);
    expect(after("+CGPADDR:0,10.62.7.1", "+IP: 10.62.7.2").status.address).to.equal("10.62.7.2");
    expect(after("+CGPADDR:0,10.62.7.1", "+IP: soon", "+IP:").told).to.deep.equal([true, false, false]);
  });

  it("names the registration status", () => {
    expect(after().status.registrationName).to.equal("not told");
    expect(after("+CEREG:3").status.registrationName).to.equal("registration denied");
    expect(after("+CEREG:17").status.registrationName).to.equal("status 17");
  });

  it("forgets all when cleared", () => {
    const { status } = after("+CEREG:1,6B2F,0A1B2C3D,9", "+CSQ:22,0", "+CGPADDR:0,10.62.7.1");
    status.clear();
    expect({ ...status }).to.deep.equal({ ...new NetworkStatus() });
  });
});
