import { expect } from "chai";
import { parseCommandLine, parseParameters } from "../../../virtual/at/line.js";
import { flags, isIpv4 } from "../../../virtual/at/numbers.js";

describe("virtual/at/line", () => {
  it("tells the forms of a command apart", () => {
    expect(parseCommandLine("AT")).to.deep.equal({ form: "basic", name: "", text: "" });
    expect(parseCommandLine("ate0")).to.deep.equal({ form: "basic", name: "E", text: "0" });
    expect(parseCommandLine(" at+cgmm ")).to.deep.equal({ form: "execute", name: "+CGMM" });
    expect(parseCommandLine("AT+CFUN?")).to.deep.equal({ form: "read", name: "+CFUN" });
    expect(parseCommandLine("AT*MNV=?")).to.deep.equal({ form: "test", name: "*MNV" });
    expect(parseCommandLine("AT+CFUN=1")).to.deep.equal({
      form: "set",
      name: "+CFUN",
      text: "1",
      parameters: [{ text: "1", quoted: false }],
    });
    for (const text of ["", "A", "+CFUN", "AT+CFUN+", 'AT+X="', "TA"])
      expect(parseCommandLine(text), text).to.equal(undefined);
  });

  it("keeps commas and quotes within a quoted parameter, and empty parameters", () => {
    const texts = (text: string): unknown =>
      parseParameters(text)?.map((one) => (one.quoted ? `"${one.text}"` : one.text));
    expect(texts("")).to.deep.equal([""]);
    expect(texts("1,,3,")).to.deep.equal(["1", "", "3", ""]);
    expect(texts('0, "a,b" ,"",x y ')).to.deep.equal(["0", '"a,b"', '""', "x y"]);
    expect(texts('"say "hi" now",2')).to.deep.equal(['"say "hi" now"', "2"]);
    expect(texts('"a')).to.equal(undefined);
    expect(texts(",".repeat(32))).to.equal(undefined);
  });

  it("reads flags in decimal and hex", () => {
    const values = ["512", "0x200", "0X400", "0x", "0xG", "", "-1"].map((text) => flags({ text, quoted: false }));
    expect(values).to.deep.equal([512, 512, 1024, undefined, undefined, undefined, undefined]);
  });

  it("knows an IPv4 address", () => {
    expect(["192.0.2.1", "0.0.0.0", "255.255.255.255"].every(isIpv4)).to.equal(true);
    expect(["1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.", "a.b.c.d", "1.2.3.0004", ""].some(isIpv4)).to.equal(false);
  });
});
