import { expect } from "chai";
import { hexOf, lines } from "../bench.js";
import { hex, INSTANCE, OBJECT, Registered, RESOURCE } from "../registered.js";

function registered(): Registered {
  const bench = new Registered();
  bench.register();
  bench.wire();
  return bench;
}

describe("virtual/mipl, observations", () => {
  it("notifies without acknowledgement, and finds the narrowest observation", () => {
    const bench = registered();
    expect(bench.access(`41012001 AA 60 54 33333033 ${INSTANCE}`)).to.equal(lines("+MIPLOBSERVE:0,73729,1,3303,0,-1"));
    expect(bench.access(`41012002 BB 60 54 33333033 ${INSTANCE} ${RESOURCE} 60`)).to.equal(
      lines("+MIPLOBSERVE:0,139266,1,3303,0,5700"),
    );
    expect(bench.sent()).to.deep.equal(["61452001AA60", "61452002BB60"]);
    expect(bench.type("AT+MIPLNOTIFY=0,0,3303,0,5700,4,4,1.5,0,0")).to.equal(lines("OK"));
    expect(bench.type('AT+MIPLNOTIFY=0,73729,3303,0,5701,1,1,"K",0,0x200')).to.equal(lines("OK"));
    expect(bench.type("AT+MIPLNOTIFY=0,0,3303,0,5700,4,4,2.5,0,0,0,0x200")).to.equal(lines("OK"));
    expect(bench.sent()).to.deep.equal([
      hex(`51450305 BB 6101 60 FF ${hexOf("1.5")}`),
      hex(`51450306 AA 6101 620606 FF E1 1645 4B`),
      hex(`51450307 BB 6102 60 FF ${hexOf("2.5")}`),
    ]);
    expect(bench.wait(100_000)).to.equal("");
    expect(bench.sent()).to.deep.equal([]);
  });

  it("refuses to observe a resource that the host has not declared", () => {
    const bench = registered();
    expect(bench.access(`41012001 AA 60 54 33333033 ${INSTANCE} 04 ${hexOf("5999")}`)).to.equal("");
    expect(bench.sent()).to.deep.equal(["61842001AA"]);
  });

  it("sends several values of a notification together, at the last", () => {
    const bench = registered();
    bench.access(`41012001 AA 60 54 33333033 ${INSTANCE}`);
    bench.sent();
    expect(bench.type("AT+MIPLNOTIFY=0,0,3303,0,5700,3,2,1,1,1")).to.equal(lines("OK"));
    expect(bench.sent()).to.deep.equal([]);
    expect(bench.type('AT+MIPLNOTIFY=0,0,3303,0,5701,1,1,"K",0,0,9')).to.equal(lines("OK"));
    expect(bench.sent()).to.deep.equal([hex("41450305 AA 6101 620606 FF E1 1644 01 E1 1645 4B")]);
    expect(bench.access("60000305")).to.equal(lines("+MIPLEVENT:0,26,9"));
  });

  it("reports a notification that nobody acknowledges, and ends the observation", () => {
    const bench = registered();
    bench.access(`41012001 AA 60 54 33333033 ${INSTANCE}`);
    bench.type("AT+MIPLNOTIFY=0,0,3303,0,5700,3,2,1,0,0,9");
    expect(bench.wait(63_000)).to.equal(lines("+MIPLEVENT:0,25,9", "+MIPLOBSERVE:0,73729,0,3303,0,-1"));
    expect(bench.type("AT+MIPLNOTIFY=0,0,3303,0,5700,3,2,1,0,0")).to.equal(lines("+CIS ERROR:651"));
  });

  it("ends an observation by Observe 1 and by Reset, and tells the host", () => {
    const bench = registered();
    bench.access(`41012001 AA 60 54 33333033 ${INSTANCE}`);
    expect(bench.access(`41012002 AA 6101 54 33333033 ${INSTANCE}`)).to.equal(
      lines("+MIPLOBSERVE:0,73729,0,3303,0,-1"),
    );
    expect(bench.type("AT+MIPLNOTIFY=0,0,3303,0,5700,3,2,1,0,0")).to.equal(lines("+CIS ERROR:651"));
    bench.access(`41012003 AA 60 54 33333033 ${INSTANCE}`);
    bench.type("AT+MIPLNOTIFY=0,0,3303,0,5700,3,2,1,0,0");
    expect(bench.sent()).to.deep.equal([
      "61452001AA60",
      "61452002AA",
      "61452003AA60",
      hex("51450305 AA 6101 620606 FF E1 1644 01"),
    ]);
    expect(bench.access("70000305")).to.equal(lines("+MIPLOBSERVE:0,139267,0,3303,0,-1"));
    expect(bench.type("AT+MIPLNOTIFY=0,0,3303,0,5700,3,2,1,0,0")).to.equal(lines("+CIS ERROR:651"));
  });

  it("takes a notification only of what is observed, by known messages, and of a sound value", () => {
    const bench = registered();
    expect(bench.type("AT+MIPLNOTIFY=0,0,3303,0,5700,3,2,1,0,0")).to.equal(lines("+CIS ERROR:651"));
    bench.access(`41012001 AA 60 54 33333033 ${INSTANCE}`);
    expect(bench.type("AT+MIPLOBSERVERSP=0,73729,1")).to.equal(lines("OK"));
    bench.sent();
    const wrong = [
      "AT+MIPLNOTIFY=0,5,3303,0,5700,3,2,1,0,0",
      "AT+MIPLNOTIFY=0,0,3303,0,5700,3,2,40000,0,0",
      "AT+MIPLNOTIFY=0,0,3303,0,5700,3,2,1,0",
      "AT+MIPLNOTIFY=0,0,3303,0,5700,3,2,1,0,0,65536",
      `AT+MIPLNOTIFY=0,0,3303,0,5700,2,1025,${"00".repeat(1025)},0,0`,
    ];
    for (const command of wrong) expect(bench.type(command), command).to.equal(lines("+CIS ERROR:601"));
    expect(bench.type("AT+MIPLNOTIFY=0,0,3303,1,5700,3,2,1,0,0")).to.equal(lines("+CIS ERROR:651"));
    expect(bench.sent()).to.deep.equal([]);
  });

  it("discovers an instance, a resource, and an object of its own", () => {
    const bench = registered();
    expect(bench.access(`41012001 DD ${OBJECT} 01 31 6128`)).to.equal(lines("+MIPLDISCOVER:0,8193,3303"));
    expect(bench.access(`41012002 DD ${OBJECT} ${INSTANCE} 04 39393939 6128`)).to.equal(
      lines("+MIPLDISCOVER:0,8194,3303"),
    );
    expect(bench.access("41012003 DD B1 35 6128")).to.equal("");
    expect(bench.sent()).to.deep.equal([
      hex(`61452001 DD C128 FF ${hexOf("</3303/1>,</3303/1/5700>,</3303/1/5701>")}`),
      "61842002DD",
      hex(`61452003 DD C128 FF ${hexOf("</5>,</5/0>,</5/0/3>,</5/0/5>")}`),
    ]);
  });
});
