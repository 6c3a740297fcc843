import { expect } from "chai";
import { Code } from "../../modules/lwm2m/operation.js";
import type { Version } from "../../modules/lwm2m/version.js";
import type { Scalar } from "../../modules/lwm2m/value.js";
import { Tree } from "../../modules/lwm2m/tree.js";
import {
  firmwareUpdateObject,
  newFirmwareUpdate,
  packageDownloaded,
  PullProtocol,
  takeUpdateRequest,
  updateEnded,
  UpdateResult,
  UpdateState,
  type FirmwareUpdateState,
} from "../../objects/firmware-update.js";
import { versioned } from "../../objects/versions.js";
import { InstanceView, TestClock } from "./instance.js";
import { hex } from "../support/hex.js";

const { idle, downloading, downloaded, updating } = UpdateState;

describe("objects/firmware-update: the states of OMA LwM2M 1.0 appendix E.6", () => {
  it("takes a pushed package, stores it and updates", () => {
    const { state, write, execute, take } = device();
    expect(write(0, hex("0102"))).to.equal(Code.changed);
    expect([state.state, state.result]).to.deep.equal([downloading, UpdateResult.none]);
    expect(take()).to.deep.equal({ kind: "store", bytes: hex("0102") });
    expect(take()).to.equal(undefined);
    packageDownloaded(state);
    expect(state.state).to.equal(downloaded);
    expect(execute(2)).to.equal(Code.changed);
    expect(state.state).to.equal(updating);
    expect(take()).to.deep.equal({ kind: "update" });
    updateEnded(state, UpdateResult.success);
    expect([state.state, state.result]).to.deep.equal([idle, UpdateResult.success]);
  });

  it("fetches from an address if it can, and says so if not", () => {
    const pulling = device([PullProtocol.coap]);
    expect(pulling.write(1, "coap://192.0.2.1/fw")).to.equal(Code.changed);
    expect(pulling.take()).to.deep.equal({ kind: "fetch", uri: "coap://192.0.2.1/fw" });
    expect(pulling.read(9)).to.equal(2);
    const pushed = device();
    expect(pushed.write(1, "coap://192.0.2.1/fw")).to.equal(Code.changed);
    expect([pushed.state.state, pushed.state.result]).to.deep.equal([idle, UpdateResult.unsupportedProtocol]);
    expect(pushed.take()).to.equal(undefined);
    expect(pushed.read(9)).to.equal(1);
  });

  it("updates only what is downloaded, and takes nothing while it updates", () => {
    const { state, write, execute } = device([PullProtocol.coap]);
    for (const wrong of [idle, downloading, updating]) {
      state.state = wrong;
      expect(execute(2)).to.equal(Code.methodNotAllowed);
    }
    expect(write(0, hex("01"))).to.equal(Code.methodNotAllowed);
    expect(write(0, hex(""))).to.equal(Code.methodNotAllowed);
    expect(write(1, "")).to.equal(Code.methodNotAllowed);
    state.state = downloaded;
    expect(write(0, hex("0102"))).to.equal(Code.methodNotAllowed);
    expect(state.state).to.equal(downloaded);
  });

  it("goes back to idle by an empty package, one zero byte, or an empty address", () => {
    for (const [resource, value] of [
      [0, hex("")],
      [0, hex("00")],
      [1, ""],
    ] as const) {
      const { state, write, take } = device([PullProtocol.coap]);
      write(1, "coap://192.0.2.1/fw");
      take();
      expect(write(resource, value)).to.equal(Code.changed);
      expect([state.state, state.result, state.uri]).to.deep.equal([idle, UpdateResult.none, ""]);
      expect(take()).to.deep.equal({ kind: "discard" });
    }
  });

  it("keeps a package whose update failed, and drops one whose transfer failed", () => {
    const { state } = device();
    state.state = updating;
    updateEnded(state, UpdateResult.updateFailed);
    expect([state.state, state.result]).to.deep.equal([downloaded, UpdateResult.updateFailed]);
    state.state = downloading;
    updateEnded(state, UpdateResult.connectionLost);
    expect([state.state, state.result]).to.deep.equal([idle, UpdateResult.connectionLost]);
  });

  it("can be cancelled since object version 1.1", () => {
    const old = device();
    expect(old.execute(10)).to.equal(Code.notFound);
    const { state, write, execute, take } = device([], "1.1");
    expect(execute(10)).to.equal(Code.methodNotAllowed);
    write(0, hex("0102"));
    take();
    expect(execute(10)).to.equal(Code.changed);
    expect([state.state, state.result]).to.deep.equal([idle, UpdateResult.cancelled]);
    expect(take()).to.deep.equal({ kind: "discard" });
    expect(write(11, 0)).to.equal(Code.changed);
    expect(state.severity).to.equal(0);
  });
});

describe("objects/firmware-update: what later versions brought", () => {
  it("says when its state became another one, while it knows the time", () => {
    const clock = new TestClock();
    const state = newFirmwareUpdate([], clock);
    const view = new InstanceView(versioned(firmwareUpdateObject(state), "1.1"));
    expect(view.read(12)).to.equal("4.04");
    clock.seconds = 5.5;
    view.write(0, hex("0102"));
    expect([view.read(3), view.read(12)]).to.deep.equal([downloading, 1_700_000_005]);
    expect(view.changes()).to.include("/5/0/12");
    clock.seconds = 9;
    packageDownloaded(state);
    expect([view.read(3), view.read(12)]).to.deep.equal([downloaded, 1_700_000_009]);
    clock.date = undefined;
    updateEnded(state, UpdateResult.connectionLost);
    expect([view.read(3), view.read(12)]).to.deep.equal([idle, "4.04"]);
  });

  it("installs a package as soon as it is there, if a server of object version 1.2 wants that", () => {
    const older = device([], "1.1");
    expect(older.write(14, true)).to.equal(Code.notFound);
    const { state, write, take } = device([], "1.2");
    expect([write(14, true), write(0, hex("0102"))]).to.deep.equal([Code.changed, Code.changed]);
    take();
    packageDownloaded(state);
    expect([state.state, take()]).to.deep.equal([updating, { kind: "update" }]);
    packageDownloaded(state);
    expect(take()).to.equal(undefined);
  });

  it("takes severities of 0 to 2 and a time to put an update off", () => {
    const { state, write } = device([], "1.1");
    expect([write(11, 3), write(11, 2), write(13, -1), write(13, 3600)]).to.deep.equal([
      Code.badRequest,
      Code.changed,
      Code.badRequest,
      Code.changed,
    ]);
    expect([state.severity, state.maximumDeferral]).to.deep.equal([2, 3600]);
  });
});

function device(protocols: readonly number[] = [], version: Version = "1.0") {
  const state: FirmwareUpdateState = newFirmwareUpdate(protocols);
  const tree = new Tree([versioned(firmwareUpdateObject(state), version)]);
  const at = (resource: number) => ({ object: 5, instance: 0, resource });
  return {
    state,
    take: () => takeUpdateRequest(state),
    read: (resource: number) => tree.operate({ kind: "read", path: at(resource) }).entries?.[0]?.value,
    execute: (resource: number) => tree.operate({ kind: "execute", path: at(resource), argument: "" }).code,
    write: (resource: number, value: Scalar) =>
      tree.operate({ kind: "write", path: at(resource), mode: "replace", entries: [{ path: at(resource), value }] })
        .code,
  };
}
