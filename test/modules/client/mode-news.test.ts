import { expect } from "chai";
import { newsOfMode } from "../../../modules/client/mode-news.js";
import { Tree } from "../../../modules/lwm2m/tree.js";
import { newServer, serverObject } from "../../../objects/server.js";

/** A tree with the Server instances of servers with these short ids. */
function treeOf(...ids: readonly number[]): Tree {
  return new Tree([serverObject(ids.map((shortServerId, id) => ({ id, state: { ...newServer(), shortServerId } })))]);
}

const UNREGISTERED = { kind: "unregistered", server: 102, cause: "update refused with 4.04", retry: 10_400 } as const;

describe("client/mode-news", () => {
  it("names no server where there is but one", () => {
    const tree = treeOf(102);
    expect(newsOfMode({ kind: "registered", server: 102, version: "1.0" }, tree)?.text).to.equal("registered");
    expect(newsOfMode({ kind: "updated", server: 102 }, tree)?.text).to.equal("registration updated");
    expect(newsOfMode(UNREGISTERED, tree)).to.deep.equal({
      level: "warning",
      text: "not registered: update refused with 4.04; next try in 11 s",
    });
  });

  it("names the server by its short id where there are several", () => {
    const tree = treeOf(102, 103);
    expect(newsOfMode({ kind: "registered", server: 103, version: "1.1" }, tree)?.text).to.equal(
      "registered with server 103",
    );
    expect(newsOfMode({ kind: "updated", server: 102 }, tree)?.text).to.equal("registration updated with server 102");
    expect(newsOfMode(UNREGISTERED, tree)?.text).to.equal(
      "not registered with server 102: update refused with 4.04; next try in 11 s",
    );
    expect(newsOfMode({ ...UNREGISTERED, server: undefined }, tree)?.text).to.match(/^not registered: /);
  });

  // A device that was stopped before it ever registered said that it had deregistered.
  it("says at the end whether a server was told", () => {
    expect(newsOfMode({ kind: "stopped", deregistered: true }, treeOf())?.text).to.equal("deregistered");
    expect(newsOfMode({ kind: "stopped", deregistered: false }, treeOf())?.text).to.equal(
      "stopped without a deregistration",
    );
  });

  it("has nothing to say of what is no news", () => {
    expect(newsOfMode({ kind: "persist" }, treeOf())).to.equal(undefined);
  });
});
