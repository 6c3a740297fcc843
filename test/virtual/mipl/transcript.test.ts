import { expect } from "chai";
import { Bench, hexOf, lines, OWN_SOCKET } from "../bench.js";

const IDENTITY = hexOf("ep=490154203237518;460001234567890");
/** Uri-Path "3303", the first option, and "3200". */
const OBJECT = "B4 33333033";
const OTHER = "B4 33323030";
/** Uri-Path "0" as a further segment. */
const INSTANCE = "01 30";

describe("virtual/mipl, the talk of generation C", () => {
  const bench = new Bench();

  /** The bootstrap server's and the access server's datagrams. */
  const bootstrap = (hex: string): string => bench.arrive(OWN_SOCKET, "192.0.2.1", 5683, hex);
  const access = (hex: string): string => bench.arrive(OWN_SOCKET, "127.0.0.1", 5685, hex);
  const toBootstrap = (hex: string): string => `send 7 192.0.2.1:5683 ${hex.split(" ").join("")}`;
  const toAccess = (hex: string): string => `send 7 127.0.0.1:5685 ${hex.split(" ").join("")}`;

  it("creates, declares and opens", () => {
    bench.start();
    const talk = [
      '> AT+MIPLCREATEEX="nbiotbt.heclouds.com:5683",1',
      "< +MIPLCREATEEX:0",
      "< OK",
      '> AT+MIPLADDOBJ=0,3303,1,"1",2,0',
      "< OK",
      '> AT+MIPLDISCOVERRSP=0,3303,1,9,"5700;5750"',
      "< OK",
      '> AT+MIPLADDOBJ=0,3200,1,"1",1,0',
      "< OK",
      '> AT+MIPLDISCOVERRSP=0,3200,1,4,"5750"',
      "< OK",
      "> AT+MIPLOPEN?",
      "< +CIS ERROR:602",
      "> AT+MIPLOPEN=0,3600,60",
      "< OK",
    ];
    expect(bench.play(talk)).to.equal(undefined);
    expect(bench.wire()).to.deep.equal(["open 7 0", "resolve nbiotbt.heclouds.com"]);
  });

  it("bootstraps at the resolved address", () => {
    expect(bench.resolve("nbiotbt.heclouds.com", "192.0.2.1")).to.equal("");
    expect(bench.wire()).to.deep.equal([toBootstrap(`44020304 01020304 B2 6273 4D15 ${IDENTITY}`)]);
    expect(bootstrap("64440304 01020304")).to.equal("");
    // PUT /0/0: URI coap://127.0.0.1:5685, not a bootstrap server, short server id 1.
    const uri = hexOf("coap://127.0.0.1:5685");
    expect(bootstrap(`400303E8 B130 0130 120606 FF C80015 ${uri} C10100 C10A01`)).to.equal("");
    expect(bench.wire()).to.deep.equal([toBootstrap("604403E8")]);
    expect(bootstrap("400203E9 B26273")).to.equal(lines("+MIPLEVENT:0,2"));
  });

  it("registers with endpoint, lifetime and objects", () => {
    const links = hexOf('</>;rt="oma.lwm2m",</1/0>,</3/0>,</4/0>,</5/0>,</3303/0>,</3200/0>');
    const queries = `39 ${hexOf("lwm2m=1.0")} 0D15 ${IDENTITY} 03 ${hexOf("b=U")} 07 ${hexOf("lt=3600")}`;
    expect(bench.wire()).to.deep.equal([
      toBootstrap("604403E9"),
      toAccess(`44020305 01020304 B2 7264 1128 ${queries} FF ${links}`),
    ]);
    expect(access("64410305 01020304 827264 023561")).to.equal(lines("+MIPLEVENT:0,6"));
    expect(bench.type("AT+MIPLOPEN?")).to.equal(lines("+MIPLEVENT:0,6", "OK"));
    expect(bench.wire()).to.deep.equal([]);
  });

  it("answers observe and discover by itself and tells the host", () => {
    // Its own object 3 cannot be observed.
    expect(access("41010400 AA 60 5133 0130")).to.equal("");
    expect(access(`4101033D BB 60 54 33333033 ${INSTANCE}`)).to.equal(lines("+MIPLOBSERVE:0,131901,1,3303,0,-1"));
    expect(access(`4101565E CC ${OBJECT} 6128`)).to.equal(lines("+MIPLDISCOVER:0,22110,3303"));
    const links = hexOf("</3303>,</3303/0>,</3303/0/5700>,</3303/0/5750>");
    expect(bench.wire()).to.deep.equal([
      toAccess("61850400 AA"),
      toAccess("6145033D BB 60"),
      toAccess(`6145565E CC C128 FF ${links}`),
    ]);
  });

  it("notifies with an acknowledgement", () => {
    expect(bench.type("AT+MIPLNOTIFY=0,0,3303,0,5700,4,4,23.5,0,0,17")).to.equal(lines("OK"));
    expect(bench.wire()).to.deep.equal([toAccess("41450306 BB 6101 620606 FF E4164441BC0000")]);
    expect(access("60000306")).to.equal(lines("+MIPLEVENT:0,26,17"));
  });

  it("asks the host for a resource, and answers in text", () => {
    expect(access(`41011005 DD ${OBJECT} ${INSTANCE} 04 ${hexOf("5700")}`)).to.equal(
      lines("+MIPLREAD:0,4101,3303,0,5700"),
    );
    expect(bench.wire()).to.deep.equal([]);
    expect(bench.type("AT+MIPLREADRSP=0,4101,1,3303,0,5700,4,4,23.5,0,0")).to.equal(lines("OK"));
    expect(bench.wire()).to.deep.equal([toAccess(`61451005 DD C0 FF ${hexOf("23.5")}`)]);
  });

  it("asks the host for an instance, and answers several lines in one TLV", () => {
    expect(access(`41011006 DD ${OBJECT} ${INSTANCE}`)).to.equal(lines("+MIPLREAD:0,4102,3303,0,-1"));
    expect(bench.type("AT+MIPLREADRSP=0,4102,1,3303,0,5700,4,4,23.5,1,1")).to.equal(lines("OK"));
    expect(bench.wire()).to.deep.equal([]);
    expect(bench.type('AT+MIPLREADRSP=0,4102,1,3303,0,5750,1,4,"room",0,0')).to.equal(lines("OK"));
    expect(bench.wire()).to.deep.equal([toAccess(`61451006 DD C20606 FF E4164441BC0000 E41676 ${hexOf("room")}`)]);
  });

  it("passes on that a resource is not there", () => {
    expect(access(`41011007 DD ${OBJECT} ${INSTANCE} 04 ${hexOf("9999")}`)).to.equal(
      lines("+MIPLREAD:0,4103,3303,0,9999"),
    );
    expect(bench.type("AT+MIPLREADRSP=0,4103,13")).to.equal(lines("OK"));
    expect(bench.wire()).to.deep.equal([toAccess("61841007 DD")]);
  });

  it("prints a write in hex, an execute with its argument, and parameters", () => {
    expect(access(`41021457 EE ${OTHER} ${INSTANCE} 122D16 FF E21676 ${hexOf("on")}`)).to.equal(
      lines("+MIPLWRITE:0,5207,3200,0,5750,2,2,6F6E,0"),
    );
    expect(bench.type("AT+MIPLWRITERSP=0,5207,2")).to.equal(lines("OK"));
    expect(access(`410214BF EE ${OBJECT} ${INSTANCE} 04 ${hexOf("5605")} FF ${hexOf("ping")}`)).to.equal(
      lines("+MIPLEXECUTE:0,5311,3303,0,5605,4,ping"),
    );
    expect(bench.type("AT+MIPLEXECUTERSP=0,5311,2")).to.equal(lines("OK"));
    const queries = `47 ${hexOf("pmin=10")} 07 ${hexOf("pmax=60")}`;
    expect(access(`4103151A EE ${OBJECT} ${INSTANCE} 04 ${hexOf("5700")} ${queries}`)).to.equal(
      lines('+MIPLPARAMETER:0,5402,3303,0,5700,15,"pmin=10;pmax=60"'),
    );
    expect(bench.type("AT+MIPLPARAMETERRSP=0,5402,2")).to.equal(lines("OK"));
    expect(bench.wire()).to.deep.equal([toAccess("61441457 EE"), toAccess("614414BF EE"), toAccess("6144151A EE")]);
  });

  it("updates, deregisters and forgets", () => {
    expect(bench.type("AT+MIPLUPDATE=0,3600,0")).to.equal(lines("OK"));
    expect(bench.wire()).to.deep.equal([toAccess("44020307 01020304 B27264 023561")]);
    expect(access("64440307 01020304")).to.equal(lines("+MIPLEVENT:0,11"));
    expect(bench.type("AT+MIPLCLOSE=0")).to.equal(lines("OK"));
    expect(bench.wire()).to.deep.equal([toAccess("44040308 01020304 B27264 023561")]);
    expect(access("64420308 01020304")).to.equal(lines("+MIPLEVENT:0,15"));
    expect(bench.type("AT+MIPLDELETE=0")).to.equal(lines("OK"));
    expect(bench.wire()).to.deep.equal(["close 7"]);
    expect(bench.wait(1_000_000)).to.equal("");
    expect(bench.wire()).to.deep.equal([]);
  });
});
