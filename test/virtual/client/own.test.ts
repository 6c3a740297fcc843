import { expect } from "chai";
import { hexOf, lines } from "../bench.js";
import { hex, Registered } from "../registered.js";

function registered(): Registered {
  const bench = new Registered();
  bench.register();
  bench.wire();
  return bench;
}

describe("virtual/client, its own objects", () => {
  it("serves them without the host", () => {
    const bench = registered();
    // 3/0/0, 1/0/1, 3/0/11 as TLV, 3/0/9, 3/0/4, 3/1.
    bench.access("41012001 DD B133 0130 0130");
    bench.access("41012002 DD B131 0130 0131");
    bench.access("41012003 DD B133 0130 023131");
    bench.access("41012004 DD B133 0130 0139");
    bench.access("41012005 DD B133 0130 0134");
    bench.access("41012006 DD B133 0131");
    expect(bench.sent()).to.deep.equal([
      hex(`61452001 DD C0 FF ${hexOf("CMIOT")}`),
      hex(`61452002 DD C0 FF ${hexOf("3600")}`),
      hex("61452003 DD C20606 FF 830B 4100 00"),
      "61842004DD",
      "61852005DD",
      "61842006DD",
    ]);
  });

  it("updates when the platform asks for it or writes the lifetime", () => {
    const bench = registered();
    expect(bench.access("41022001 DD B131 0130 0138")).to.equal("");
    expect(bench.sent()).to.deep.equal(["61442001DD", hex("44020305 01020304 B27264 0131")]);
    expect(bench.access("64440305 01020304")).to.equal(lines("+MIPLEVENT:0,11"));
    bench.access(`41032002 DD B131 0130 0131 10 FF ${hexOf("600")}`);
    expect(bench.sent()).to.deep.equal(["61442002DD", hex(`44020306 01020304 B27264 0131 46 ${hexOf("lt=600")}`)]);
    bench.access("64440306 01020304");
    bench.access("41012003 DD B131 0130 0131");
    expect(bench.sent()).to.deep.equal([hex(`61452003 DD C0 FF ${hexOf("600")}`)]);
  });

  it("boots anew when the platform executes the reboot, after the answer", () => {
    const bench = registered();
    expect(bench.access("41022001 DD B133 0130 0134")).to.equal("");
    expect(bench.sent()).to.deep.equal(["61442001DD", "close 7"]);
    expect(bench.wait(300)).to.equal(lines("REBOOT_CAUSE_APPLICATION_AT", "M5310-A", "OK"));
    expect(bench.type("AT+MIPLOPEN?")).to.equal(lines("+CIS ERROR:602"));
  });

  it("cannot be observed or written", () => {
    const bench = registered();
    for (const object of ["31", "33", "34", "35"]) {
      bench.access(`410120${object} DD 60 51${object} 0130`);
      bench.access(`410321${object} DD B1${object} 0130 0130 10 FF 31`);
      expect(bench.sent()).to.deep.equal([`618520${object}DD`, `618521${object}DD`]);
    }
  });

  it("names the server by the number that the bootstrap server has given it", () => {
    const bench = new Registered({}, undefined, 1);
    bench.wire();
    // PUT /0/0: coap://192.0.2.2, no bootstrap server, short server id 123; then the end.
    bench.access(`400303E8 B130 0130 120606 FF C80010 ${hexOf("coap://192.0.2.2")} C10100 C10A7B`);
    bench.access("400203E9 B26273");
    bench.access("64410305 01020304 827264 0131");
    bench.wire();
    bench.access("41012001 DD B131 0130 0130");
    expect(bench.sent()).to.deep.equal([hex(`61452001 DD C0 FF ${hexOf("123")}`)]);
  });
});
