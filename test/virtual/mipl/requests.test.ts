import { expect } from "chai";
import { hexOf, lines } from "../bench.js";
import { hex, INSTANCE, OBJECT, Registered, RESOURCE } from "../registered.js";

function registered(answerTime?: number): Registered {
  const bench = new Registered(answerTime === undefined ? {} : { answerTime });
  bench.register();
  bench.wire();
  return bench;
}

describe("virtual/mipl, requests of the platform", () => {
  it("answers separately when the host is slow, and repeats that until it is acknowledged", () => {
    const bench = registered();
    expect(bench.access(`41012001 DD ${OBJECT} ${INSTANCE} ${RESOURCE}`)).to.equal(
      lines("+MIPLREAD:0,8193,3303,0,5700"),
    );
    expect(bench.wait(999)).to.equal("");
    expect(bench.sent()).to.deep.equal([]);
    bench.wait(1);
    expect(bench.sent()).to.deep.equal(["60002001"]);
    bench.wait(5000);
    expect(bench.type("AT+MIPLREADRSP=0,8193,1,3303,0,5700,3,2,-7,0,0")).to.equal(lines("OK"));
    const separate = hex(`41450305 DD C0 FF ${hexOf("-7")}`);
    expect(bench.sent()).to.deep.equal([separate]);
    bench.wait(2100);
    expect(bench.sent()).to.deep.equal([separate]);
    bench.access("60000305");
    bench.wait(60_000);
    expect(bench.sent()).to.deep.equal([]);
  });

  it("answers 5.03 when the host says nothing, and knows the message no more", () => {
    const bench = registered(30_000);
    bench.access(`41012001 DD ${OBJECT} ${INSTANCE} ${RESOURCE}`);
    bench.wait(29_999);
    expect(bench.sent()).to.deep.equal(["60002001"]);
    expect(bench.wait(1)).to.equal("");
    expect(bench.sent()).to.deep.equal(["41A30305DD"]);
    bench.access("60000305");
    expect(bench.type("AT+MIPLREADRSP=0,8193,1,3303,0,5700,3,2,-7,0,0")).to.equal(lines("+CIS ERROR:601"));
    expect(bench.sent()).to.deep.equal([]);
  });

  it("tells the host of a repeated request only once, and repeats its answer", () => {
    const bench = registered();
    const read = `41012001 DD ${OBJECT} ${INSTANCE} ${RESOURCE}`;
    bench.access(read);
    expect(bench.access(read)).to.equal("");
    bench.type("AT+MIPLREADRSP=0,8193,1,3303,0,5700,3,2,5,0,0");
    const answer = hex("61452001 DD C0 FF 35");
    expect(bench.sent()).to.deep.equal([answer]);
    expect(bench.access(read)).to.equal("");
    expect(bench.sent()).to.deep.equal([answer]);
  });

  it("gives each result code its own answer, and 5.03 for any other", () => {
    const bench = registered();
    const results: [number, string][] = [
      [11, "80"],
      [12, "81"],
      [13, "84"],
      [14, "85"],
      [15, "86"],
      [1, "A3"],
      [16, "A3"],
      [0, "A3"],
      [2, "44"],
    ];
    results.forEach(([result, code], index) => {
      const id = (0x2100 + index).toString(16);
      bench.access(`4102${id} DD ${OBJECT} ${INSTANCE} 04 ${hexOf("5605")}`);
      expect(bench.type(`AT+MIPLEXECUTERSP=0,${0x2100 + index},${result}`)).to.equal(lines("OK"));
      expect(bench.sent(), `result ${result}`).to.deep.equal([`61${code}${id}DD`.toUpperCase()]);
    });
  });

  it("does not take an answer to an unknown message, of another kind, or with values that were not asked for", () => {
    const bench = registered();
    bench.access(`41012001 DD ${OBJECT} ${INSTANCE} ${RESOURCE}`);
    const wrong = [
      "AT+MIPLREADRSP=0,8192,1,3303,0,5700,3,2,5,0,0",
      "AT+MIPLREADRSP=1,8193,1,3303,0,5700,3,2,5,0,0",
      "AT+MIPLWRITERSP=0,8193,2",
      "AT+MIPLEXECUTERSP=0,8193,2",
      "AT+MIPLPARAMETERRSP=0,8193,2",
      "AT+MIPLOBSERVERSP=0,8193,1",
      "AT+MIPLREADRSP=0,8193",
      "AT+MIPLREADRSP=0,8193,1",
      "AT+MIPLREADRSP=0,8193,1,3303,1,5700,3,2,5,0,0",
      "AT+MIPLREADRSP=0,8193,1,3303,0,5701,3,2,5,0,0",
      "AT+MIPLREADRSP=0,8193,1,3303,0,5700,3,2,x,0,0",
      "AT+MIPLREADRSP=0,8193,1,3303,0,5700,7,2,5,0,0",
      "AT+MIPLREADRSP=0,8193,1,3303,0,5700,3,2,5",
    ];
    for (const command of wrong) expect(bench.type(command), command).to.equal(lines("+CIS ERROR:601"));
    expect(bench.sent()).to.deep.equal([]);
    expect(bench.type("AT+MIPLREADRSP=0,8193,1,3303,0,5700,3,2,5,0,0")).to.equal(lines("OK"));
    expect(bench.sent()).to.deep.equal([hex("61452001 DD C0 FF 35")]);
  });

  it("puts values of several instances into order, and takes the flag 0 on every line", () => {
    const bench = registered();
    expect(bench.access(`41012001 DD ${OBJECT} 622D16`)).to.equal(lines("+MIPLREAD:0,8193,3303,-1,-1"));
    const talk = [
      "> AT+MIPLREADRSP=0,8193,1,3303,1,5700,3,4,1,2,0",
      "< OK",
      "> AT+MIPLREADRSP=0,8193,1,3303,0,5700,3,4,2,1,0",
      "< OK",
      '> AT+MIPLREADRSP=0,8193,1,3303,0,5701,1,3,"Cel",0,0',
      "< OK",
    ];
    expect(bench.play(talk)).to.equal(undefined);
    // The format that was asked for; instance 0 with two resources, instance 1 with one.
    const zero = `08 00 0A E1 1644 02 E3 1645 ${hexOf("Cel")}`;
    expect(bench.sent()).to.deep.equal([hex(`61452001 DD C22D16 FF ${zero} 04 01 E1 1644 01`)]);
  });

  it("answers in the format that was asked for, and 4.06 if there is none such", () => {
    const bench = registered();
    const path = `${OBJECT} ${INSTANCE} ${RESOURCE}`;
    bench.access(`41012001 DD ${path} 622D16`);
    bench.type("AT+MIPLREADRSP=0,8193,1,3303,0,5700,5,1,1,0,0");
    bench.access(`41012002 DD ${path}`);
    bench.type("AT+MIPLREADRSP=0,8194,1,3303,0,5700,2,2,0D0A,0,0");
    bench.access(`41012003 DD ${path} 6132`);
    bench.type("AT+MIPLREADRSP=0,8195,1,3303,0,5700,5,1,1,0,0");
    expect(bench.sent()).to.deep.equal([
      hex("61452001 DD C22D16 FF E1164401"),
      hex("61452002 DD C12A FF 0D0A"),
      hex("61862003 DD"),
    ]);
  });

  it("prints a write of several resources as lines with flags 1, 2, 0, for one answer", () => {
    const bench = registered();
    const tlv = `E1 1644 01 E2 1645 0D22 E0 1646`;
    expect(bench.access(`41032001 DD ${OBJECT} ${INSTANCE} 122D16 FF ${tlv}`)).to.equal(
      lines(
        "+MIPLWRITE:0,8193,3303,0,5700,2,1,01,1",
        "+MIPLWRITE:0,8193,3303,0,5701,2,2,0D22,2",
        "+MIPLWRITE:0,8193,3303,0,5702,2,0,,0",
      ),
    );
    expect(bench.type("AT+MIPLWRITERSP=0,8193,2")).to.equal(lines("OK"));
    expect(bench.type("AT+MIPLWRITERSP=0,8193,2")).to.equal(lines("+CIS ERROR:601"));
    expect(bench.sent()).to.deep.equal(["61442001DD"]);
  });

  it("prints plain text as such, but in hex if a line could not hold it", () => {
    const bench = registered();
    const path = `${OBJECT} ${INSTANCE} ${RESOURCE}`;
    expect(bench.access(`41032001 DD ${path} 10 FF ${hexOf("21.5")}`)).to.equal(
      lines('+MIPLWRITE:0,8193,3303,0,5700,1,4,"21.5",0'),
    );
    expect(bench.access(`41032002 DD ${path} 10 FF 610D22`)).to.equal(
      lines("+MIPLWRITE:0,8194,3303,0,5700,2,3,610D22,0"),
    );
    expect(bench.access(`41032003 DD ${path} 112A FF 0001`)).to.equal(
      lines("+MIPLWRITE:0,8195,3303,0,5700,2,2,0001,0"),
    );
  });

  it("refuses by itself what cannot be said to a host", () => {
    const bench = registered();
    const refusals: [string, string, string][] = [
      ["an object that is not there", "4101 B4 33333034", "84"],
      ["an instance that is not there", `4101 ${OBJECT} 01 35`, "84"],
      ["the root", "4101", "85"],
      ["a path that is none", "4101 B2 7264", "84"],
      ["a resource instance", `4101 ${OBJECT} ${INSTANCE} ${RESOURCE} 01 30`, "85"],
      ["a create", `4102 ${OBJECT} 122D16 FF E1164401`, "85"],
      ["a delete", `4104 ${OBJECT} ${INSTANCE}`, "85"],
      ["malformed TLV", `4103 ${OBJECT} ${INSTANCE} 122D16 FF E41644`, "80"],
      ["an empty TLV", `4103 ${OBJECT} ${INSTANCE} 122D16`, "80"],
      ["several values of a resource", `4103 ${OBJECT} ${INSTANCE} 122D16 FF A3 1644 41 00 01`, "85"],
      ["another format", `4103 ${OBJECT} ${INSTANCE} 1132 FF 7B7D`, "8F"],
      ["text for an instance", `4103 ${OBJECT} ${INSTANCE} 10 FF 31`, "8F"],
      ["an argument with a line end", `4102 ${OBJECT} ${INSTANCE} ${RESOURCE} FF 610D`, "80"],
      ["an unknown attribute", `4103 ${OBJECT} ${INSTANCE} 46 ${hexOf("nope=1")}`, "80"],
      ["an unknown critical option", `4101 ${OBJECT} ${INSTANCE} D003`, "82"],
      ["the Security object", "4101 B1 30", "81"],
    ];
    refusals.forEach(([what, request, code], index) => {
      const id = (0x2200 + index).toString(16);
      const rest = request.slice(4);
      expect(bench.access(`${request.slice(0, 4)}${id} DD ${rest}`), what).to.equal("");
      expect(bench.sent(), what).to.deep.equal([`61${code}${id}DD`.toUpperCase()]);
    });
  });

  it("answers 5.03 to more requests than it can hold", () => {
    const bench = registered();
    for (let i = 0; i < 4; i++) {
      expect(bench.access(`4101200${i} DD ${OBJECT} ${INSTANCE} ${RESOURCE}`)).to.equal(
        lines(`+MIPLREAD:0,${0x2000 + i},3303,0,5700`),
      );
    }
    expect(bench.access(`41012004 DD ${OBJECT} ${INSTANCE} ${RESOURCE}`)).to.equal("");
    expect(bench.sent()).to.deep.equal(["61A32004DD"]);
  });

  it("ignores datagrams of strangers, and answers malformed ones as CoAP wants", () => {
    const bench = registered();
    expect(bench.arrive(7, "192.0.2.3", 5683, `41012001 DD ${OBJECT}`)).to.equal("");
    expect(bench.arrive(7, "192.0.2.2", 5684, `41012001 DD ${OBJECT}`)).to.equal("");
    expect(bench.access("FF")).to.equal("");
    expect(bench.sent()).to.deep.equal([]);
    expect(bench.access("40012001 FF")).to.equal("");
    expect(bench.sent()).to.deep.equal(["70002001"]);
    expect(bench.access("00".repeat(1501))).to.equal(lines("+MIPLEVENT:0,33"));
  });
});
