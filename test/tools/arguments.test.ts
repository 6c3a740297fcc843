import { expect } from "chai";
import { hostPort, readArguments, UsageError, wholeNumber } from "../../tools/arguments.js";
import { typedImei, typedImsi } from "../../tools/identity.js";

const TABLE = { port: "text", resolve: "texts", verbose: "flag" } as const;

describe("tools/arguments", () => {
  it("reads texts, repeated texts and flags in any order", () => {
    const values = readArguments(["--resolve", "a=b", "--verbose", "--port=7", "--resolve=c=d"], TABLE);
    expect(values).to.deep.equal({ resolve: ["a=b", "c=d"], verbose: true, port: "7" });
  });

  it("names what is wrong", () => {
    const wrong: [string[], string][] = [
      [["--nope"], "unknown option --nope"],
      [["-x"], "unknown option -x"],
      [["--toString"], "unknown option --toString"],
      [["word"], 'unexpected argument "word"'],
      [["--port"], "option --port needs a value"],
      [["--port", "--verbose"], "option --port needs a value"],
      [["--verbose=1"], "option --verbose takes no value"],
      [["--port", "1", "--port", "2"], "option --port is given twice"],
    ];
    for (const [args, message] of wrong) expect(() => readArguments(args, TABLE)).to.throw(UsageError, message);
  });

  it("takes whole numbers within their range only", () => {
    expect(wholeNumber("lifetime", "60", 10, 100)).to.equal(60);
    for (const text of ["9", "101", "1e1", "-10", "", "0x20", "60.5"]) {
      expect(() => wholeNumber("lifetime", text, 10, 100)).to.throw(UsageError, "--lifetime");
    }
  });

  it("splits HOST:PORT", () => {
    expect(hostPort("uart", "localhost:7000")).to.deep.equal({ host: "localhost", port: 7000 });
    expect(hostPort("server", "[::1]", 5683)).to.deep.equal({ host: "::1", port: 5683 });
    for (const text of ["localhost", ":1", "a:0", "a:65536", "a:b", "a b:1", ""]) {
      expect(() => hostPort("uart", text)).to.throw(UsageError, "takes HOST:PORT");
    }
  });
});

describe("tools/identity", () => {
  it("takes an IMEI with a right check digit, and test IMEIs of four digits", () => {
    expect(typedImei("490154203237518")).to.equal("490154203237518");
    expect(typedImei("0001")).to.equal("0001");
  });

  it("says what is wrong with an IMEI", () => {
    expect(() => typedImei("490154203237517")).to.throw(UsageError, "check digit wrong");
    for (const text of ["49015420323751", "4901542032375180", "49015420323751a", ""]) {
      expect(() => typedImei(text)).to.throw(UsageError, "15 digits are needed");
    }
  });

  it("takes an IMSI of up to 15 digits", () => {
    expect(typedImsi("460001234567890")).to.equal("460001234567890");
    for (const text of ["", "4600012345678901", "46000x"]) expect(() => typedImsi(text)).to.throw(UsageError, "IMSI");
  });
});
