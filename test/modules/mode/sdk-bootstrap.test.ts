import { expect } from "chai";
import { MAX_SERVERS } from "../../../modules/lwm2m/accounts.js";
import type { Instance } from "../../../modules/lwm2m/object.js";
import { Peer } from "../../../modules/mode/peer.js";
import { newSecurity, type SecurityState } from "../../../objects/security.js";
import { server12 } from "../../../objects/server-1-2.js";
import { coap, newRoom } from "./room.js";
import { BOOTSTRAP, FIRST, SdkDoor, SECOND, type SdkDoorOptions } from "./sdk-door.js";

const FINISH = "40 02 8002 b2 'bs'";
/** The access server's account, in TLV: instance 0, short server id 101. */
const ACCOUNT = "40 03 8001 b1 '0' 01 '0' 12 2d16 ff c80015 'coap://192.0.2.2:5684' c10100 c10203 c10a65";

/** A door at the bootstrap server, with the Server object of LwM2M 1.1. */
function bootstrapping(
  options: SdkDoorOptions = {},
  change: (account: SecurityState) => void = () => undefined,
): SdkDoor {
  const room = newRoom(true, {}, server12);
  change(room.account);
  const door = new SdkDoor({ direct: false, ...options }, () => 0, room);
  door.reach();
  return door;
}

function resolveSecond(door: SdkDoor): string[] {
  return door.give({ kind: "socket", output: { kind: "resolved", name: SECOND.address, address: SECOND.address } });
}

/** Bootstrapped to the second server and registered there as message 1. */
function bootstrapped(options: SdkDoorOptions = {}, change?: (account: SecurityState) => void): SdkDoor {
  const door = bootstrapping(options, change);
  door.datagram("64 44 0000 00000000");
  door.datagram(ACCOUNT);
  door.datagram(FINISH);
  resolveSecond(door);
  door.datagram("64 41 0001 00000000 82 'rd' 01 '5'", SECOND);
  return door;
}

function accounts(door: SdkDoor): string[] {
  const instances = door.room.tree.object(0)?.instances as Instance<SecurityState>[];
  return instances.map(({ id, state }) => `${id} ${state.serverUri}`);
}

describe("mode/sdk: bootstrap since LwM2M 1.1", () => {
  it("tells the content format that it prefers", () => {
    const door = new SdkDoor({ direct: false, versions: ["1.1", "1.0"], preferred: 112 });
    expect(door.reach()).to.deep.equal([coap("44 02 0000 00000000 b2 'bs' 45 'ep=ep' 07 'pct=112'")]);
  });

  // It was asked for at once, where nobody could be reached, and the device waited for the answer for ever.
  it("comes with the way to the servers when it was asked for without one", () => {
    const door = bootstrapped();
    door.give({ kind: "offline" });
    expect(door.give({ kind: "bootstrap" })).to.deep.equal([]);
    expect(door.reach()).to.deep.equal([coap("44 02 0002 00000000 b2 'bs' 45 'ep=ep'")]);
  });

  it("asks only after the hold-off of its account", () => {
    const door = bootstrapping({}, (account) => {
      account.holdOff = 30;
    });
    expect(door.take()).to.deep.equal([]);
    expect(door.pass(29_999)).to.deep.equal([]);
    expect(door.pass(30_000)).to.deep.equal(["resolve 192.0.2.1"]);
  });

  it("puts everything back on a finish that makes no sense, and answers it with 4.06 [int-9]", () => {
    const door = bootstrapped();
    door.give({ kind: "bootstrap" });
    door.datagram("64 44 0002 00000000", FIRST);
    // A Delete of everything, then a Server instance and no account: nothing to register with.
    expect(door.datagram("40 04 8003", FIRST)).to.deep.equal([coap("60 42 8003")]);
    expect(door.datagram("40 03 8004 b1 '1' 01 '5' 12 2d16 ff c10065 c1013c", FIRST)).to.deep.equal([
      coap("60 44 8004"),
    ]);
    expect(accounts(door)).to.deep.equal(["1 coap://192.0.2.1:5683"]);
    expect(door.datagram("40 02 8005 b2 'bs'", FIRST)).to.deep.equal([
      coap("60 86 8005"),
      "unregistered for 10000: bootstrap: no access server was given",
    ]);
    expect(accounts(door)).to.deep.equal(["0 coap://192.0.2.2:5684", "1 coap://192.0.2.1:5683"]);
    expect(door.room.tree.objects.map(({ instances }) => instances.length)).to.deep.equal([2, 1, 1, 1, 1]);
  });

  it("puts everything back when the server goes silent in the middle", () => {
    const door = bootstrapping();
    door.datagram("64 44 0000 00000000");
    door.datagram(ACCOUNT);
    expect(accounts(door)).to.have.length(2);
    door.pass(247_000);
    expect(accounts(door)).to.deep.equal(["1 coap://192.0.2.1:5683"]);
  });

  // Its writes were executed and its finish was answered with 2.04, and then nothing came of it.
  it("refuses a server that goes on after it was given up, until it has been asked again", () => {
    const door = bootstrapping();
    door.datagram("64 44 0000 00000000");
    door.pass(247_000);
    expect(door.datagram(ACCOUNT)).to.deep.equal([coap("60 a3 8001")]);
    expect(door.datagram(FINISH)).to.deep.equal([coap("60 a3 8002")]);
    expect(accounts(door)).to.deep.equal(["1 coap://192.0.2.1:5683"]);
    expect(door.pass(257_000)).to.deep.equal([BOOTSTRAP.replace("0000", "0001")]);
    expect(door.datagram(ACCOUNT.replace("8001", "8003"))).to.deep.equal([coap("60 44 8003")]);
  });

  // A confirmable request's last retransmission comes 45 s after its first one (RFC 7252 section 4.8.2).
  it("waits for a write that gets through with its last retransmission", () => {
    const door = bootstrapping();
    door.datagram("64 44 0000 00000000");
    expect(door.pass(93_000)).to.deep.equal([]);
    expect(door.datagram(ACCOUNT)).to.deep.equal([coap("60 44 8001")]);
    expect(door.pass(186_000)).to.deep.equal([]);
    expect(door.datagram(FINISH)).to.deep.equal([coap("60 44 8002"), "bootstrapped", "resolve 192.0.2.2"]);
  });

  it("puts everything back when the network goes in the middle", () => {
    const door = bootstrapping();
    door.datagram("64 44 0000 00000000");
    door.datagram(ACCOUNT);
    door.give({ kind: "offline" });
    expect(accounts(door)).to.deep.equal(["1 coap://192.0.2.1:5683"]);
  });

  it("lets the bootstrap server read the Server object and no other [int-8]", () => {
    const door = bootstrapping();
    expect(door.datagram("40 01 8001 b1 '1' 01 '0' 01 '1'")).to.deep.equal([coap("60 45 8001 c0 ff '300'")]);
    expect(door.datagram("40 01 8002 b1 '0' 01 '1'")).to.deep.equal([coap("60 85 8002")]);
    expect(door.datagram("40 01 8003 b1 '3' 01 '0'")).to.deep.equal([coap("60 85 8003")]);
  });

  it("tells a discover the newest version, and the addresses of its accounts", () => {
    const door = bootstrapping({ versions: ["1.1", "1.0"] });
    expect(door.datagram("40 01 8001 b1 '0' 61 28")).to.deep.equal([
      coap(`60 45 8001 c1 28 ff '</>;lwm2m=1.1,</0/1>;uri="coap://192.0.2.1:5683"'`),
    ]);
  });

  it("lets the bootstrap server delete one instance of an account, but not its own [int-4]", () => {
    const door = bootstrapping();
    door.datagram("64 44 0000 00000000");
    door.datagram(ACCOUNT);
    expect(door.datagram("40 04 8003 b1 '0' 01 '0'")).to.deep.equal([coap("60 42 8003")]);
    expect(door.datagram("40 04 8004 b1 '0' 01 '1'")).to.deep.equal([coap("60 80 8004")]);
    expect(accounts(door)).to.deep.equal(["1 coap://192.0.2.1:5683"]);
  });
});

describe("mode/sdk: a bootstrap server that has finished", () => {
  const afterwards = ["40 03 8007 b1 '1' 01 '0' 01 '1' 10 ff '5'", "40 04 8008 b1 '1'", "40 02 8009 b2 'bs'"];

  // Once it could write at any time, and who spoofed its address put the device out of the accounts that it had.
  it("may change nothing any more since LwM2M 1.1, where a server has to want a bootstrap first", () => {
    const door = bootstrapped({ versions: ["1.1", "1.0"] });
    const answers = afterwards.map((request) => door.datagram(request, FIRST));
    expect(answers).to.deep.equal([[coap("60 85 8007")], [coap("60 85 8008")], [coap("60 85 8009")]]);
    expect(door.datagram("40 01 800a b1 '1' 01 '0' 01 '1'", FIRST)).to.deep.equal([coap("60 85 800a")]);
  });

  it("may begin by itself in LwM2M 1.0", () => {
    const door = bootstrapped();
    expect(door.datagram(afterwards[0] as string, FIRST)).to.deep.equal([coap("60 44 8007")]);
  });
});

describe("mode/sdk: a bootstrap that a server triggers", () => {
  it("bootstraps while it stays registered, then registers with whom it is given [int-5]", () => {
    const door = bootstrapped();
    expect(door.datagram("40 02 9001 b1 '1' 01 '0' 01 '9'", SECOND)).to.deep.equal([
      `192.0.2.2:5684 ${coap("60 44 9001")}`,
    ]);
    expect(door.give({ kind: "bootstrap" })).to.deep.equal([coap("44 02 0002 00000000 b2 'bs' 45 'ep=ep'")]);
    expect(door.mode.states.registrations[0]?.name).to.equal("registered");
    door.datagram("64 44 0002 00000000", FIRST);
    door.datagram(ACCOUNT.replace("8001", "8011"), FIRST);
    expect(door.datagram("40 02 8012 b2 'bs'", FIRST)[1]).to.equal("bootstrapped");
    expect(door.mode.states.registrations[0]?.name).to.equal("registering");
  });

  it("goes back to the accounts that it has when the bootstrap fails four times", () => {
    const door = bootstrapped();
    door.give({ kind: "bootstrap" });
    for (let id = 2; id <= 5; id++) {
      expect(door.mode.states.bootstrap.name).to.equal("requesting");
      door.datagram(`64 83 000${id} 00000000`, FIRST);
      if (id < 5) door.pass(door.mode.deadline() ?? 0);
    }
    expect(door.mode.states.bootstrap.name).to.equal("idle");
    expect(door.mode.states.registrations[0]?.name).to.equal("registered");
  });

  it("means nothing without a bootstrap account", () => {
    const door = new SdkDoor().registered();
    expect(door.give({ kind: "bootstrap" })).to.deep.equal([]);
  });
});

describe("mode/sdk: accounts of before", () => {
  /** A room whose accounts were kept over a restart. */
  function restarted(): SdkDoor {
    const room = newRoom(true, {}, server12);
    const known: SecurityState = { ...newSecurity(), serverUri: "coap://192.0.2.2:5684", shortServerId: 101 };
    (room.tree.object(0)?.instances as Instance[]).unshift({ id: 0, state: known });
    const door = new SdkDoor({ direct: false }, () => 0, room);
    door.give({ kind: "online" });
    return door;
  }

  it("are registered with, and the bootstrap server is not asked [int-6]", () => {
    const door = restarted();
    expect(door.give({ kind: "socket", output: { kind: "opened" } })).to.deep.equal(["resolve 192.0.2.2"]);
    expect(resolveSecond(door)[0]?.slice(0, 26)).to.equal("192.0.2.2:5684 44020000000");
  });

  it("are given up for a bootstrap when the server does not answer four times [int-7]", () => {
    const door = restarted();
    door.give({ kind: "socket", output: { kind: "opened" } });
    resolveSecond(door);
    for (let attempt = 0; attempt < 20 && door.mode.states.servers.name === "open"; attempt++) {
      door.pass(door.mode.deadline() ?? 0);
    }
    // Four attempts of 150 s each, with 10, 20 and 40 s between them.
    expect(door.now).to.equal(670_000);
    door.pass(680_000);
    expect(door.give({ kind: "socket", output: { kind: "opened" } })).to.deep.equal(["resolve 192.0.2.1"]);
  });

  it("lose the bootstrap server's account after its time, which is told", () => {
    const door = bootstrapped({}, (account) => {
      account.accountTimeout = 100;
    });
    expect(accounts(door)).to.have.length(2);
    expect(door.pass(100_000)).to.deep.equal(["persist"]);
    expect(accounts(door)).to.deep.equal(["0 coap://192.0.2.2:5684"]);
    expect(door.pass(149_999)).to.deep.equal([]);
  });
});

describe("mode/sdk: a server whose account a bootstrap takes away", () => {
  /** Registered with the second server, and at the bootstrap server once more; instance 0 is at another place now. */
  function renewed(): SdkDoor {
    const door = bootstrapped();
    door.give({ kind: "bootstrap" });
    door.datagram("64 44 0002 00000000", FIRST);
    door.datagram(ACCOUNT.replace("40 03 8001", "40 03 8003").replace("192.0.2.2:5684", "192.0.2.3:5684"), FIRST);
    return door;
  }
  const THIRD = { address: "192.0.2.3", port: 5684 };
  const finished = (door: SdkDoor): string[] => door.datagram(FINISH.replace("8002", "8004"), FIRST);

  // The old server went on asking a device that did not listen to it any more, until the lifetime was over.
  it("is deregistered from, before the new one is registered with", () => {
    const door = renewed();
    expect(finished(door)).to.deep.equal([coap("60 44 8004"), "bootstrapped", "resolve 192.0.2.2"]);
    expect(resolveSecond(door)).to.deep.equal([
      "resolve 192.0.2.3",
      `192.0.2.2:5684 ${coap("44 04 0003 00000000 b2 'rd' 01 '5'")}`,
    ]);
    const registered = door.give({
      kind: "socket",
      output: { kind: "resolved", name: THIRD.address, address: THIRD.address },
    });
    expect(registered).to.have.length(1);
    expect(registered[0]).to.match(/^192\.0\.2\.3:5684 44020004/);
    expect(door.datagram("64 42 0003 00000000", SECOND)).to.deep.equal([]);
    expect(door.datagram("64 41 0004 00000000 82 'rd' 01 '1'", THIRD)).to.deep.equal(["registered"]);
  });

  it("is left alone when it does not answer, and has no hand in the new registration", () => {
    const door = renewed();
    finished(door);
    resolveSecond(door);
    door.give({ kind: "socket", output: { kind: "resolved", name: THIRD.address, address: THIRD.address } });
    door.datagram("64 41 0004 00000000 82 'rd' 01 '1'", THIRD);
    const deregistration = `192.0.2.2:5684 ${coap("44 04 0003 00000000 b2 'rd' 01 '5'")}`;
    expect(door.pass(149_999)).to.deep.equal([deregistration, deregistration, deregistration]);
    expect(door.mode.states.registrations.map(({ name }) => name)).to.deep.equal(["registered"]);
  });

  it("is given up without a word when its address is not found any more", () => {
    const door = renewed();
    finished(door);
    const none = { kind: "unresolved", name: SECOND.address, cause: "no answer" } as const;
    expect(door.give({ kind: "socket", output: none })).to.deep.equal(["resolve 192.0.2.3"]);
  });

  it("is not deregistered from when it has a new account: the new registration takes the old one's place", () => {
    const door = bootstrapped();
    door.give({ kind: "bootstrap" });
    door.datagram("64 44 0002 00000000", FIRST);
    door.datagram(ACCOUNT.replace("40 03 8001", "40 03 8003"), FIRST);
    const [answer, news, request, ...more] = finished(door);
    expect([answer, news]).to.deep.equal([coap("60 44 8004"), "bootstrapped"]);
    expect(request).to.match(/^192\.0\.2\.2:5684 44020003/);
    expect(more).to.deep.equal([]);
  });

  it("has a peer of its own, behind those of the accounts", () => {
    expect(Peer.leaving).to.equal(Peer.access + MAX_SERVERS);
  });
});

describe("mode/sdk: what the log tells on the way in", () => {
  it("names each server that is asked, with the endpoint name masked", () => {
    const door = bootstrapping({ endpoint: "490154203237518;460040123456789" });
    door.datagram("64 44 0000 00000000");
    door.datagram(ACCOUNT);
    door.datagram(FINISH);
    resolveSecond(door);
    expect(door.room.infos).to.deep.equal([
      "asking the bootstrap server 192.0.2.1:5683 as 49***********18;46***********89",
      "registering at 192.0.2.2:5684 (LwM2M 1.0) as 49***********18;46***********89",
    ]);
  });

  it("asks after the IMEI and IMSI when a server answers 4.03, or after the name that is none of that", () => {
    const onenet = bootstrapping({ endpoint: "490154203237518;460040123456789" });
    onenet.datagram("64 83 0000 00000000");
    expect(onenet.room.warnings).to.deep.equal([
      "4.03: does the platform know this IMEI and IMSI (49***********18;46***********89)?",
    ]);
    const other = new SdkDoor();
    other.reach();
    other.datagram("64 83 0000 00000000");
    expect(other.room.warnings).to.deep.equal(["4.03: does the platform know this endpoint name (ep)?"]);
  });
});
