import { expect } from "chai";
import type { Instance } from "../../../modules/lwm2m/object.js";
import { newSecurity, type SecurityState } from "../../../objects/security.js";
import { newServer12, server12, type ServerState12 } from "../../../objects/server-1-2.js";
import { editionsUpTo } from "../../../objects/versions.js";
import { carryOut, coap, newRoom, type Room } from "./room.js";
import { FIRST, SdkDoor, SECOND, type SdkDoorOptions } from "./sdk-door.js";

/** The core objects in the versions that go with each version of LwM2M. */
const CORE: Readonly<Record<string, string>> = {
  "1.0": "</1/0>,</1/1>,</3/0>",
  "1.1": "</1>;ver=1.1,</1/0>,</1/1>,</3>;ver=1.1,</3/0>",
  "1.2": "</1>;ver=1.2,</1/0>,</1/1>,</3>;ver=1.2,</3/0>",
};

function links(version: string): string {
  const formats = version === "1.0" ? "" : ";ct=11542";
  return `'</>;rt="oma.lwm2m"${formats},${CORE[version] ?? ""},</3201>;ver=1.1,</3201/0>,</3303/0>'`;
}

/** A register request of a device with the objects of every LwM2M. */
function register(id: string, version: string, binding: string, lifetime: string, more = ""): string {
  const b = `0${(binding.length + 2).toString(16)} 'b=${binding}'`;
  return coap(
    `44 02 ${id} 00000000 b2 'rd' 11 28 39 'lwm2m=${version}' 05 'ep=ep' ${b} ${lifetime} ${more} ff ${links(version)}`,
  );
}

/** A room with two access servers' accounts, the bootstrap server's at 192.0.2.9, and a Server instance for each. */
function twoServers(terms: readonly [Partial<ServerState12>, Partial<ServerState12>]): Room {
  const room = newRoom(true, { editions: editionsUpTo("1.2", () => undefined) }, server12);
  const security = room.tree.object(0)?.instances as Instance<SecurityState>[];
  const servers = room.tree.object(1)?.instances as Instance[];
  room.account.serverUri = "coap://192.0.2.9:5683";
  const account = (id: number, uri: string): Instance<SecurityState> => {
    return { id, state: { ...newSecurity(), serverUri: uri, shortServerId: 100 + id } };
  };
  security.push(account(2, "coap://192.0.2.1:5683"), account(3, "coap://192.0.2.2:5684"));
  servers.splice(0);
  servers.push(
    { id: 0, state: { ...newServer12(), shortServerId: 102, lifetime: 300, ...terms[0] } },
    { id: 1, state: { ...newServer12(), shortServerId: 103, lifetime: 6000, ...terms[1] } },
  );
  return room;
}

/** A door between them, its socket open. */
function open(
  terms: readonly [Partial<ServerState12>, Partial<ServerState12>] = [{}, {}],
  options: SdkDoorOptions = {},
): SdkDoor {
  const door = new SdkDoor({ direct: false, uri: "coap://192.0.2.9:5683", ...options }, () => 0, twoServers(terms));
  door.give({ kind: "online" });
  return door;
}

const OPENED = { kind: "socket", output: { kind: "opened" } } as const;

function resolved(door: SdkDoor, address: string): string[] {
  return door.give({ kind: "socket", output: { kind: "resolved", name: address, address } });
}

/** Both registered: the first as message 0 at /rd/1, the second as message 1 at /rd/2. */
function bothRegistered(terms?: readonly [Partial<ServerState12>, Partial<ServerState12>]): SdkDoor {
  const door = open(terms);
  door.give(OPENED);
  resolved(door, "192.0.2.1");
  resolved(door, "192.0.2.2");
  door.datagram("64 41 0000 00000000 82 'rd' 01 '1'", FIRST);
  door.datagram("64 41 0001 00000000 82 'rd' 01 '2'", SECOND);
  return door;
}

/** At the end of a bootstrap that left both accounts as they were; the bootstrap request was message 0. */
function bootstrappedToBoth(
  terms: readonly [Partial<ServerState12>, Partial<ServerState12>],
  options?: SdkDoorOptions,
): SdkDoor {
  const door = open(terms, options);
  door.give({ kind: "bootstrap" });
  door.give(OPENED);
  resolved(door, "192.0.2.9");
  const bootstrapServer = { address: "192.0.2.9", port: 5683 };
  door.datagram("64 44 0000 00000000", bootstrapServer);
  door.datagram("40 02 8001 b2 'bs'", bootstrapServer);
  return door;
}

describe("mode/sdk: several servers", () => {
  it("registers with each by its own terms, without a bootstrap", () => {
    const door = open();
    expect(door.give(OPENED)).to.deep.equal(["resolve 192.0.2.1"]);
    expect(resolved(door, "192.0.2.1")).to.deep.equal([
      "resolve 192.0.2.2",
      register("0000", "1.0", "U", "06 'lt=300'"),
    ]);
    expect(resolved(door, "192.0.2.2")).to.deep.equal([
      `192.0.2.2:5684 ${register("0001", "1.0", "U", "07 'lt=6000'")}`,
    ]);
    expect(door.datagram("64 41 0001 00000000 82 'rd' 01 '2'", SECOND)).to.deep.equal(["registered"]);
    expect(door.datagram("64 41 0000 00000000 82 'rd' 01 '1'", FIRST)).to.deep.equal(["registered"]);
    expect(door.mode.states.registrations.map((one) => ("updateAt" in one ? one.updateAt : undefined))).to.deep.equal([
      150_000, 5_775_000,
    ]);
  });

  it("tells who asks, and answers there", () => {
    const door = bothRegistered();
    const asked: (number | undefined)[] = [];
    door.onOperation = (output) => asked.push(output.server);
    const read = "40 01 1001 b4 '3303' 01 '0' 04 '5700'";
    expect(door.datagram(read, FIRST)).to.deep.equal([coap("60 45 1001 c0 ff '23.5'")]);
    expect(door.datagram(read, SECOND)).to.deep.equal([`192.0.2.2:5684 ${coap("60 45 1001 c0 ff '23.5'")}`]);
    expect(asked).to.deep.equal([102, 103]);
  });

  it("updates with one server alone what concerns it alone", () => {
    const door = bothRegistered();
    expect(door.give({ kind: "update", server: 103 })).to.deep.equal([
      `192.0.2.2:5684 ${coap("44 02 0002 00000000 b2 'rd' 01 '2'")}`,
    ]);
  });

  it("updates with each when the device has another address", () => {
    const door = bothRegistered();
    expect(door.give({ kind: "moved" })).to.deep.equal(["close"]);
    expect(door.give({ kind: "socket", output: { kind: "closed", cause: "asked for" } })).to.deep.equal(["open"]);
    expect(door.give(OPENED)).to.deep.equal(["resolve 192.0.2.1"]);
    expect(resolved(door, "192.0.2.1")).to.deep.equal([
      "resolve 192.0.2.2",
      coap("44 02 0002 00000000 b2 'rd' 01 '1'"),
    ]);
    expect(resolved(door, "192.0.2.2")).to.deep.equal([`192.0.2.2:5684 ${coap("44 02 0003 00000000 b2 'rd' 01 '2'")}`]);
  });

  it("keeps the observations of one server when the other one forgets us", () => {
    const door = bothRegistered();
    door.datagram("41 01 1001 aa 60 54 '3303' 01 '0' 04 '5700'", FIRST);
    door.datagram("41 01 1001 aa 60 54 '3303' 01 '0' 04 '5700'", SECOND);
    door.give({ kind: "update", server: 103 });
    expect(door.datagram("64 84 0002 00000000", SECOND)).to.deep.equal([
      "lost 2",
      "unregistered for 0: update refused with 4.04",
      `192.0.2.2:5684 ${register("0003", "1.0", "U", "07 'lt=6000'")}`,
    ]);
  });

  it("goes by the priority order, and after a bootstrap waits for the delay of the next", () => {
    const door = bootstrappedToBoth([{ priority: 2, delay: 30 }, { priority: 1 }]);
    resolved(door, "192.0.2.2");
    expect(door.datagram("64 41 0001 00000000 82 'rd' 01 '2'", SECOND)).to.deep.equal(["registered"]);
    expect(door.pass(29_999)).to.deep.equal([]);
    expect(door.pass(30_000)).to.deep.equal(["resolve 192.0.2.1"]);
  });

  // A device waited for it after every restart and every loss of the network, too.
  it("does not wait for that delay with accounts of before, nor once a server has taken a registration", () => {
    const terms: [Partial<ServerState12>, Partial<ServerState12>] = [{ priority: 2, delay: 30 }, { priority: 1 }];
    const kept = open(terms);
    kept.give(OPENED);
    resolved(kept, "192.0.2.2");
    expect(kept.datagram("64 41 0000 00000000 82 'rd' 01 '2'", SECOND)).to.deep.equal([
      "registered",
      "resolve 192.0.2.1",
    ]);

    const door = bootstrappedToBoth(terms);
    resolved(door, "192.0.2.2");
    door.datagram("64 41 0001 00000000 82 'rd' 01 '2'", SECOND);
    door.pass(30_000);
    resolved(door, "192.0.2.1");
    door.datagram("64 41 0002 00000000 82 'rd' 01 '1'", FIRST);
    // The second one forgets us, then the first one, whose delay was for its first registration alone.
    door.give({ kind: "update", server: 102 });
    expect(door.datagram("64 84 0003 00000000", FIRST)).to.deep.equal([
      "unregistered for 0: update refused with 4.04",
      register("0004", "1.0", "U", "06 'lt=300'"),
    ]);
  });

  // The turn of a server that stands before the one that registered came only with the next event.
  it("begins the next in the order at once, though it stands first in the list", () => {
    const door = open([{ priority: 2 }, { priority: 1 }]);
    door.give(OPENED);
    resolved(door, "192.0.2.2");
    expect(door.datagram("64 41 0000 00000000 82 'rd' 01 '2'", SECOND)).to.deep.equal([
      "registered",
      "resolve 192.0.2.1",
    ]);
  });

  it("stays with the servers that are registered when one is given up that does not want a bootstrap for it", () => {
    const door = bothRegistered([{ bootstraps: false, attempts: 1, pause: 600 }, {}]);
    door.give({ kind: "update", server: 102 });
    door.datagram("64 84 0002 00000000", FIRST);
    expect(door.datagram("64 83 0003 00000000", FIRST)).to.deep.equal([
      "unregistered for 600000: registration refused with 4.03",
    ]);
    expect(door.pass(600_000)).to.deep.equal([register("0004", "1.0", "U", "06 'lt=300'")]);
  });

  // Five attempts in a quarter of an hour came first.
  it("bootstraps at the first outright refusal since LwM2M 1.1 (resource 1/x/16), unless a bootstrap has just named the server", () => {
    const terms: [Partial<ServerState12>, Partial<ServerState12>] = [{ bootstraps: true }, { bootstraps: false }];
    const options = { versions: ["1.1"] } as const;
    const door = open(terms, options);
    door.give(OPENED);
    resolved(door, "192.0.2.1");
    resolved(door, "192.0.2.2");
    const cause = "registration refused with 4.03";
    expect(door.datagram("64 83 0000 00000000", FIRST)).to.deep.equal([
      `unregistered for 60000: ${cause}`,
      "resolve 192.0.2.9",
    ]);
    // The second one does not want that, whatever comes.
    expect(door.datagram("64 83 0001 00000000", SECOND)).to.deep.equal([`unregistered for 60000: ${cause}`]);

    const fresh = bootstrappedToBoth(terms, options);
    resolved(fresh, "192.0.2.1");
    expect(fresh.datagram("64 83 0001 00000000", FIRST)).to.deep.equal([`unregistered for 60000: ${cause}`]);
  });

  it("asks no more when its terms say so (resource 1/x/19) and nobody else is there", () => {
    const terms = { bootstraps: false, attempts: 1, pause: 0xffff_ffff };
    const door = open([terms, terms]);
    door.give(OPENED);
    resolved(door, "192.0.2.1");
    resolved(door, "192.0.2.2");
    const said = "unregistered for Infinity: registration refused with 5.00";
    expect(door.datagram("64 a0 0000 00000000", FIRST)).to.deep.equal([said]);
    expect(door.datagram("64 a0 0001 00000000", SECOND)).to.deep.equal([said]);
    expect(door.pass(1_000_000_000)).to.deep.equal([]);
  });

  it("bootstraps when one is given up, and stays with the others meanwhile", () => {
    const door = bothRegistered([{ attempts: 1 }, {}]);
    door.give({ kind: "update", server: 102 });
    door.datagram("64 84 0002 00000000", FIRST);
    expect(door.datagram("64 83 0003 00000000", FIRST)).to.deep.equal([
      "unregistered for 86400000: registration refused with 4.03",
      "resolve 192.0.2.9",
    ]);
    expect(door.mode.states.registrations.map(({ name }) => name)).to.deep.equal(["backingOff", "registered"]);
  });

  it("goes on to the next in the order when one is given up that neither blocks nor wants a bootstrap", () => {
    const door = open([
      { priority: 1, bootstraps: false, attempts: 1 },
      { priority: 2, bootstraps: false },
    ]);
    door.give(OPENED);
    resolved(door, "192.0.2.1");
    expect(door.datagram("64 83 0000 00000000", FIRST)).to.deep.equal([
      "unregistered for 86400000: registration refused with 4.03",
      "resolve 192.0.2.2",
    ]);
  });

  it("begins anew with a new socket when the last one that is left is given up", () => {
    const door = open([
      { priority: 1, bootstraps: false, blocks: true, attempts: 1, pause: 60 },
      { priority: 2, bootstraps: false },
    ]);
    door.give(OPENED);
    resolved(door, "192.0.2.1");
    expect(door.datagram("64 83 0000 00000000", FIRST)).to.deep.equal([
      "unregistered for 60000: registration refused with 4.03; the access server is given up",
    ]);
    expect(door.pass(60_000)).to.deep.equal(["open"]);
  });

  it("deregisters from all before it stops", () => {
    const door = bothRegistered();
    expect(door.give({ kind: "stop" })).to.deep.equal([
      coap("44 04 0002 00000000 b2 'rd' 01 '1'"),
      `192.0.2.2:5684 ${coap("44 04 0003 00000000 b2 'rd' 01 '2'")}`,
    ]);
    expect(door.datagram("64 42 0002 00000000", FIRST)).to.deep.equal([]);
    expect(door.datagram("64 42 0003 00000000", SECOND)).to.deep.equal(["stopped", "close"]);
  });

  it("leaves one that asks for it for as long as it says, observations and all, and stays with the other", () => {
    const door = bothRegistered();
    door.datagram("41 01 1001 aa 60 54 '3303' 01 '0' 04 '5700'", FIRST);
    door.datagram("41 01 1001 aa 60 54 '3303' 01 '0' 04 '5700'", SECOND);
    expect(door.give({ kind: "disable", server: 103, seconds: 60 })).to.deep.equal([
      `192.0.2.2:5684 ${coap("44 04 0002 00000000 b2 'rd' 01 '2'")}`,
    ]);
    expect(door.datagram("64 42 0002 00000000", SECOND)).to.deep.equal([
      "lost 2",
      "unregistered for 60000: the server asked to be left",
    ]);
    expect(door.pass(60_000)).to.deep.equal([`192.0.2.2:5684 ${register("0003", "1.0", "U", "07 'lt=6000'")}`]);
  });
});

describe("mode/sdk: a server that asked to be left", () => {
  /** The second of two servers has had its deregistration; a Confirmable notification to it is under way. */
  function left(): SdkDoor {
    const door = bothRegistered();
    door.datagram("41 01 1001 aa 60 54 '3303' 01 '0' 04 '5700'", SECOND);
    const outcome = door.room.tree.operate({ kind: "read", path: { object: 3303, instance: 0, resource: 5700 } });
    door.give({ kind: "notify", observer: 1, path: {}, outcome, confirmable: true });
    door.give({ kind: "disable", server: 103, seconds: 60 });
    door.datagram("60 00 0002", SECOND);
    door.datagram("64 42 0003 00000000", SECOND);
    return door;
  }

  // It was served like any other: object 1, resource 4: "MUST NOT send any message to the Server and ignore all".
  it("is not answered, whatever it asks and however, and the other one is", () => {
    const door = left();
    door.room.operations.length = 0;
    const path = "b1 '3' 01 '0' 01 '0'";
    for (const request of [`40 01 1002 ${path}`, `50 01 1003 ${path}`, "40 00 1004", `40 03 1005 ${path}`]) {
      expect(door.datagram(request, SECOND)).to.deep.equal([]);
    }
    expect(door.room.operations).to.deep.equal([]);
    expect(door.datagram("40 00 1004", FIRST)).to.deep.equal([coap("70 00 1004")]);
  });

  it("is sent nothing, not even what is under way", () => {
    const door = bothRegistered();
    door.datagram("41 01 1001 aa 60 54 '3303' 01 '0' 04 '5700'", SECOND);
    door.give({ kind: "disable", server: 103, seconds: 60 });
    const outcome = door.room.tree.operate({ kind: "read", path: { object: 3303, instance: 0, resource: 5700 } });
    door.give({ kind: "notify", observer: 1, path: {}, outcome, confirmable: true });
    door.datagram("64 42 0002 00000000", SECOND);
    expect(door.pass(59_999)).to.deep.equal([]);
    expect(door.pass(60_000)).to.have.length(1);
  });

  it("is served again once its time is over", () => {
    const door = left();
    door.pass(60_000);
    expect(door.datagram("40 00 1006", SECOND)).to.deep.equal([`192.0.2.2:5684 ${coap("70 00 1006")}`]);
  });
});

describe("mode/sdk: versions and queue mode", () => {
  const NEWEST: SdkDoorOptions = { versions: ["1.2", "1.1", "1.0"], queue: true };

  it("offers the newest version with Q for queue mode, and the next lower one at once on 4.12", () => {
    const door = open([{}, { priority: 1 }], NEWEST);
    door.give(OPENED);
    expect(resolved(door, "192.0.2.1")[1]).to.equal(register("0000", "1.2", "U", "06 'lt=300'", "01 'Q'"));
    expect(door.datagram("64 8c 0000 00000000", FIRST)).to.deep.equal([
      register("0001", "1.1", "U", "06 'lt=300'", "01 'Q'"),
    ]);
    expect(door.datagram("64 8c 0001 00000000", FIRST)).to.deep.equal([register("0002", "1.0", "UQ", "06 'lt=300'")]);
    expect(door.datagram("64 41 0002 00000000 82 'rd' 01 '1'", FIRST)).to.deep.equal(["registered"]);
  });

  it("begins with the version that a server took last time", () => {
    const door = open([{}, {}], { ...NEWEST, lastVersion: (server) => (server === 102 ? "1.1" : undefined) });
    door.give(OPENED);
    expect(resolved(door, "192.0.2.1")[1]).to.equal(register("0000", "1.1", "U", "06 'lt=300'", "01 'Q'"));
    expect(resolved(door, "192.0.2.2")).to.deep.equal([
      `192.0.2.2:5684 ${register("0001", "1.2", "U", "07 'lt=6000'", "01 'Q'")}`,
    ]);
  });

  it("offers no version that the server is said not to speak", () => {
    const door = open([{ versions: "1.0 1.1.1" }, { versions: "1.0" }], NEWEST);
    door.give(OPENED);
    expect(resolved(door, "192.0.2.1")[1]).to.equal(register("0000", "1.1", "U", "06 'lt=300'", "01 'Q'"));
    expect(resolved(door, "192.0.2.2")).to.deep.equal([
      `192.0.2.2:5684 ${register("0001", "1.0", "UQ", "07 'lt=6000'")}`,
    ]);
  });

  it("tells an update in the objects' versions of the version that the server took, not of the newest", () => {
    const door = open([{}, { priority: 1 }], { versions: ["1.1", "1.0"] });
    door.give(OPENED);
    resolved(door, "192.0.2.1");
    expect(door.datagram("64 8c 0000 00000000", FIRST)).to.deep.equal([register("0001", "1.0", "U", "06 'lt=300'")]);
    door.datagram("64 41 0001 00000000 82 'rd' 01 '1'", FIRST);
    carryOut(door.room, { kind: "delete", path: { object: 1, instance: 1 } }, true);
    const [, update] = door.datagram("40 01 1001 b4 '3303' 01 '0' 04 '5700'", FIRST);
    const left = links("1.0").replace(",</1/1>", "");
    expect(update).to.equal(coap(`44 02 0002 00000000 b2 'rd' 01 '1' 11 28 ff ${left}`));
  });

  it("is awake from a message on until 93 s after the last one, where a server counts on that [int-108 int-109]", () => {
    const door = open([{ binding: "UQ" }, { priority: 1 }]);
    door.give(OPENED);
    expect(resolved(door, "192.0.2.1")[1]).to.equal(register("0000", "1.0", "UQ", "06 'lt=300'"));
    door.datagram("64 41 0000 00000000 82 'rd' 01 '1'", FIRST);
    door.now = 1000;
    expect(door.datagram("40 01 1001 b4 '3303' 01 '0' 04 '5700'", FIRST)).to.deep.equal([
      "awake",
      coap("60 45 1001 c0 ff '23.5'"),
    ]);
    door.now = 2000;
    expect(door.datagram("40 01 1002 b4 '3303' 01 '0' 04 '5700'", FIRST)).to.deep.equal([
      coap("60 45 1002 c0 ff '23.5'"),
    ]);
    expect(door.pass(94_999).filter((output) => output.length < 10)).to.deep.equal([]);
    expect(door.pass(95_000)).to.deep.equal(["asleep"]);
  });

  it("tells a changed binding with the next update", () => {
    const door = bothRegistered();
    const server = door.room.tree.object(1)?.instances[0]?.state as ServerState12;
    server.binding = "UQ";
    expect(door.give({ kind: "update", server: 102 })).to.deep.equal([
      "awake",
      coap("44 02 0002 00000000 b2 'rd' 01 '1' 44 'b=UQ'"),
    ]);
  });
});

describe("mode/sdk: objects that come and go", () => {
  it("are told to every server once the answer is out", () => {
    const door = bothRegistered();
    const outputs = door.datagram("40 04 1001 b1 '1' 01 '1'", FIRST);
    // Server instances are the bootstrap server's to delete.
    expect(outputs).to.deep.equal([coap("60 85 1001")]);
    carryOut(door.room, { kind: "delete", path: { object: 1, instance: 1 } }, true);
    const [answer, first, second] = door.datagram("40 01 1002 b4 '3303' 01 '0' 04 '5700'", FIRST);
    expect(answer).to.equal(coap("60 45 1002 c0 ff '23.5'"));
    const left = links("1.0").replace(",</1/1>", "");
    expect(first).to.equal(coap(`44 02 0002 00000000 b2 'rd' 01 '1' 11 28 ff ${left}`));
    expect(second).to.equal(`192.0.2.2:5684 ${coap(`44 02 0003 00000000 b2 'rd' 01 '2' 11 28 ff ${left}`)}`);
  });
});
