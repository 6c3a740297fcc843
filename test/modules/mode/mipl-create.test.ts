import { expect } from "chai";
import { creationStep, untellable, wantsAddress, type CreationServer } from "../../../modules/mode/mipl-create.js";
import type { MiplProfile } from "../../../modules/modem/profile.js";
import { generationC, generationQ } from "../../../modules/modem/profiles/mipl.js";

const BOOTSTRAP: CreationServer = { server: "192.0.2.1:5683", direct: false };
const DIRECT: CreationServer = { server: "192.0.2.1:5685", direct: true };

function commands(target: CreationServer, mipl: MiplProfile): string[] {
  const lines: string[] = [];
  for (let step = creationStep(target, mipl, 0); step !== undefined; step = creationStep(target, mipl, lines.length)) {
    lines.push(step.text);
  }
  return lines;
}

const BLOB = "13002DF10003F2001F040011000000000000100E3139322E302E322E313A35363833000131F300080000000000";

describe("creating the client inside the module", () => {
  it("takes one command by the host's name, quoted or not", () => {
    expect(commands(BOOTSTRAP, generationC)).to.deep.equal(['AT+MIPLCREATEEX="192.0.2.1:5683",1']);
    expect(commands(DIRECT, generationC)).to.deep.equal(['AT+MIPLCREATEEX="192.0.2.1:5685",0']);
    expect(commands(DIRECT, { ...generationC, hostQuoted: false })).to.deep.equal(["AT+MIPLCREATEEX=192.0.2.1:5685,0"]);
    expect(creationStep(DIRECT, generationC, 0)?.answer).to.equal("+MIPLCREATEEX");
  });

  it("configures the server first where the creation has no parameters, and wants an address for that", () => {
    expect(commands(BOOTSTRAP, generationQ)).to.deep.equal(["AT+MIPLCONFIG=1,192.0.2.1,5683", "AT+MIPLCREATE"]);
    expect(commands(DIRECT, generationQ)).to.deep.equal(["AT+MIPLCONFIG=0,192.0.2.1,5685", "AT+MIPLCREATE"]);
    expect(wantsAddress(generationQ)).to.equal(true);
    expect(wantsAddress({ ...generationQ, create: "blob" })).to.equal(false);
    expect(wantsAddress(generationC)).to.equal(false);
  });

  it("takes one command by a blob that fits into one", () => {
    expect(commands(BOOTSTRAP, { ...generationC, create: "blob" })).to.deep.equal([`AT+MIPLCREATE=45,${BLOB},0,45,0`]);
  });

  it("gives a longer blob in pieces whose index counts down, the flag 1 first, 2 between, 0 last", () => {
    const mipl: MiplProfile = { ...generationC, create: "blob", blob: { ...generationC.blob, chunk: 20 } };
    expect(commands(BOOTSTRAP, mipl)).to.deep.equal([
      `AT+MIPLCREATE=45,${BLOB.slice(0, 40)},2,20,1`,
      `AT+MIPLCREATE=45,${BLOB.slice(40, 80)},1,20,2`,
      `AT+MIPLCREATE=45,${BLOB.slice(80)},0,5,0`,
    ]);
    expect(creationStep(BOOTSTRAP, mipl, 1)?.answer).to.equal(undefined);
    expect(creationStep(BOOTSTRAP, mipl, 2)?.answer).to.equal("+MIPLCREATE");
  });

  it("gives a blob that fills its pieces just so without an empty one", () => {
    const mipl: MiplProfile = { ...generationC, create: "blob", blob: { ...generationC.blob, chunk: 15 } };
    expect(commands(BOOTSTRAP, mipl).map((line) => line.slice(-6))).to.deep.equal(["2,15,1", "1,15,2", "0,15,0"]);
  });

  describe("with an auth code and a key", () => {
    const both: CreationServer = { ...BOOTSTRAP, auth: "code42", psk: "key4567890" };

    it("gives them behind the host, each in its place", () => {
      expect(commands(both, generationC)).to.deep.equal(['AT+MIPLCREATEEX="192.0.2.1:5683",1,"code42","key4567890"']);
      expect(commands({ ...BOOTSTRAP, auth: "code42" }, generationC)).to.deep.equal([
        'AT+MIPLCREATEEX="192.0.2.1:5683",1,"code42"',
      ]);
      expect(commands({ ...BOOTSTRAP, psk: "key4567890" }, { ...generationC, hostQuoted: false })).to.deep.equal([
        "AT+MIPLCREATEEX=192.0.2.1:5683,1,,key4567890",
      ]);
    });

    it("configures them where the creation has no parameters", () => {
      expect(commands(both, generationQ)).to.deep.equal([
        "AT+MIPLCONFIG=1,192.0.2.1,5683",
        "AT+MIPLCONFIG=4,1,code42",
        "AT+MIPLCONFIG=5,1,key4567890",
        "AT+MIPLCREATE",
      ]);
    });

    it("writes them into a blob of layout N3, whose flags say that DTLS is spoken", () => {
      const mipl: MiplProfile = { ...generationQ, create: "blob" };
      const userData = "41757468436F64653A636F646534323B50534B3A6B6579343536373839303B";
      const blob =
        "13004CF10003F2003E040011C0000000000000000E3139322E302E322E313A35363833001F" + `${userData}F30008E400C80000`;
      expect(commands(both, mipl)).to.deep.equal([`AT+MIPLCREATE=76,${blob},0,76,0`]);
    });

    it("marks each command that holds one, so that no log shows it", () => {
      const secret = (target: CreationServer, mipl: MiplProfile): unknown[] =>
        commands(target, mipl).map((_, index) => creationStep(target, mipl, index)?.secret);
      expect(secret(both, generationC)).to.deep.equal([true]);
      expect(secret(BOOTSTRAP, generationC)).to.deep.equal([undefined]);
      expect(secret(both, generationQ)).to.deep.equal([undefined, true, true, undefined]);
      expect(secret(both, { ...generationQ, create: "blob" })).to.deep.equal([true]);
    });

    it("says where a module has no known place for them", () => {
      const blob: MiplProfile = { ...generationC, create: "blob" };
      const bare: MiplProfile = { ...generationQ, config: [] };
      expect(untellable(both, blob)).to.equal(
        "the settings auth and psk cannot be told to the module: a blob of layout N2 has no known place for them",
      );
      expect(untellable(both, bare)).to.equal(
        "the settings auth and psk cannot be told to the module: a creation without AT+MIPLCONFIG has no known place for them",
      );
      for (const mipl of [blob, bare]) expect(untellable(BOOTSTRAP, mipl)).to.equal(undefined);
      for (const mipl of [generationC, generationQ]) expect(untellable(both, mipl)).to.equal(undefined);
    });
  });
});
