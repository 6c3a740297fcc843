import { expect } from "chai";
import { Client } from "../../../modules/client/client.js";
import { earlier } from "../../../modules/base/machine.js";
import type { Profile } from "../../../modules/modem/profile.js";
import { auto } from "../../../modules/modem/profiles/auto.js";
import { findProfile, PROFILES } from "../../../modules/modem/profiles/index.js";
import { drain } from "../../support/machine.js";
import { findVirtualModel, variantOf, type Variant } from "../../../virtual/models/index.js";
import type { VirtualModel } from "../../../virtual/models/model.js";
import { VirtualModule } from "../../../virtual/module.js";
import { Thermometer } from "./place.js";

/** The profile with which the access mode is made, once a client has asked a virtual module what it speaks. */
function found(profile: Profile, model: VirtualModel): Profile {
  let result: Profile | undefined;
  const client = new Client({
    profile,
    objects: new Thermometer(),
    random: () => 0,
    log: () => undefined,
    samplePeriod: 500,
    mode: (_identity, told) => {
      result = told;
      return "that was all";
    },
  });
  const module = new VirtualModule({ model, imei: "490154203237518", imsi: "001010123456789", random: () => 0 });
  let now = 0;
  const carry = (): void => {
    for (let busy = true; busy;) {
      busy = false;
      for (const out of drain(client)) {
        busy = true;
        if (out.kind === "uart") module.handle(out, now);
        else if (out.kind === "pulse") module.handle({ ...out, kind: "line" }, now);
      }
      for (const out of drain(module)) {
        busy = true;
        if (out.kind === "uart") client.handle(out, now);
      }
    }
  };
  module.handle({ kind: "powerOn" }, now);
  client.handle({ kind: "start" }, now);
  carry();
  for (let turn = 0; turn < 10_000 && result === undefined; turn++) {
    now = earlier(client.deadline(), module.deadline()) ?? now;
    client.expire(now);
    module.expire(now);
    carry();
  }
  if (result === undefined) throw new Error("the module was never identified");
  return result;
}

function virtual(name: string, variant: Variant = {}): VirtualModel {
  const model = findVirtualModel(name);
  const changed = model === undefined ? undefined : variantOf(model, variant);
  if (changed === undefined) throw new Error(name);
  return changed;
}

describe("client: asks virtual modules what they speak", () => {
  for (const profile of PROFILES) {
    it(`finds the ${profile.model} to be as its profile says, named or not`, () => {
      expect(found(profile, virtual(profile.model))).to.equal(profile);
      expect(found(auto, virtual(profile.model))).to.equal(profile);
    });
  }

  it("finds other sockets than the profile has", () => {
    const m5312 = findProfile("M5312") as Profile;
    const { sockets, mipl } = found(m5312, virtual("M5312", { sockets: "cip" }));
    expect([sockets.dialect, mipl]).to.deep.equal(["cip", m5312.mipl]);
  });

  for (const [generation, create] of [
    ["Q", "plain"],
    ["L", "blob"],
  ] as const) {
    it(`finds generation ${generation} of the MIPL commands`, () => {
      const m5311 = findProfile("M5311") as Profile;
      const { mipl, sockets } = found(m5311, virtual("M5311", { mipl: generation }));
      expect([mipl.generation, mipl.create, sockets]).to.deep.equal([generation, create, m5311.sockets]);
    });
  }

  it("lets an unknown model work by what it speaks", () => {
    const { model, sockets, mipl } = found(auto, { ...virtual("M5310-A"), name: "X-99" });
    expect([model, sockets.dialect, mipl.create]).to.deep.equal(["auto", "nso", "host"]);
  });
});
