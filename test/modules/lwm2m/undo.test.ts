import { expect } from "chai";
import type { Instance } from "../../../modules/lwm2m/object.js";
import { Undo } from "../../../modules/lwm2m/undo.js";
import { newServer, serverObject, type ServerState } from "../../../objects/server.js";

describe("lwm2m/undo", () => {
  function bench(): { undo: Undo; object: ReturnType<typeof serverObject>; state: ServerState } {
    const state = newServer();
    return { undo: new Undo(), object: serverObject([{ id: 0, state }]), state };
  }

  it("puts back values, and instances that came or went, with the states that others hold on to", () => {
    const { undo, object, state } = bench();
    undo.keep(object);
    state.lifetime = 5;
    object.instances.splice(0);
    object.instances.push({ id: 7, state: newServer() });
    expect(undo.rollBack()).to.deep.equal([object]);
    expect(object.instances.map(({ id }) => id)).to.deep.equal([0]);
    expect((object.instances[0] as Instance).state).to.equal(state);
    expect(state.lifetime).to.equal(86_400);
  });

  it("keeps an object as it was at first, however often it is changed", () => {
    const { undo, object, state } = bench();
    undo.keep(object);
    state.lifetime = 5;
    undo.keep(object);
    state.lifetime = 6;
    undo.rollBack();
    expect(state.lifetime).to.equal(86_400);
  });

  it("puts nothing back after a commit, nor twice", () => {
    const { undo, object, state } = bench();
    undo.keep(object);
    state.lifetime = 5;
    undo.commit();
    expect(undo.rollBack()).to.deep.equal([]);
    expect(state.lifetime).to.equal(5);
    undo.keep(object);
    undo.rollBack();
    state.lifetime = 7;
    expect(undo.rollBack()).to.deep.equal([]);
    expect(state.lifetime).to.equal(7);
  });
});
