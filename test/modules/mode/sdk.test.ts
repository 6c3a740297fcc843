import { expect } from "chai";
import { coap } from "./room.js";
import { BOOTSTRAP, FIRST, register, SdkDoor, SECOND } from "./sdk-door.js";

const CREATED = "64 41 0000 00000000 82 'rd' 01 '5'";

/** What OneNET's bootstrap server writes: the access server's account, in TLV. */
const ACCOUNT = "40 03 8001 b1 '0' 01 '0' 12 2d16 ff c80015 'coap://192.0.2.2:5684' c10100 c10203 c10a65";
const FINISH = "40 02 8002 b2 'bs'";

/** A door that has sent its Bootstrap-Request. */
function bootstrapping(): SdkDoor {
  const door = new SdkDoor({ direct: false });
  door.reach();
  return door;
}

/** A door that was bootstrapped and has reached the access server; its register request has message id 1. */
function moved(): SdkDoor {
  const door = bootstrapping();
  door.datagram("64 44 0000 00000000");
  door.datagram(ACCOUNT);
  door.datagram(FINISH);
  door.give({ kind: "socket", output: { kind: "resolved", name: SECOND.address, address: SECOND.address } });
  door.move();
  return door;
}

describe("mode/sdk: the way to the server", () => {
  it("opens the socket, finds the address, and registers with its queries in OneNET's order", () => {
    const door = new SdkDoor();
    expect(door.give({ kind: "online" })).to.deep.equal(["open"]);
    expect(door.give({ kind: "socket", output: { kind: "opened" } })).to.deep.equal(["resolve 192.0.2.1"]);
    expect(
      door.give({ kind: "socket", output: { kind: "resolved", name: FIRST.address, address: FIRST.address } }),
    ).to.deep.equal([register("0000")]);
    expect(door.datagram(CREATED)).to.deep.equal(["registered"]);
    expect(door.mode.states.registrations[0]).to.deep.equal({
      name: "registered",
      location: ["rd", "5"],
      updateAt: 150_000,
      expiresAt: 300_000,
      refusals: 0,
    });
  });

  it("writes the register request to the last byte", () => {
    expect(register("0000")).to.equal(
      "44020000" +
        "00000000" +
        "b27264" +
        "1128" +
        "396c776d326d3d312e30" +
        "0565703d6570" +
        "03623d55" +
        "066c743d333030" +
        "ff" +
        "3c2f3e3b72743d226f6d612e6c776d326d22" +
        "2c3c2f312f303e" +
        "2c3c2f332f303e" +
        "2c3c2f333230313e3b7665723d312e31" +
        "2c3c2f333230312f303e" +
        "2c3c2f333330332f303e",
    );
  });

  it("asks for a server's address by its name", () => {
    const door = new SdkDoor({ uri: "coap://iot.example:5683" });
    door.give({ kind: "online" });
    expect(door.give({ kind: "socket", output: { kind: "opened" } })).to.deep.equal(["resolve iot.example"]);
    expect(door.room.infos).to.deep.equal(["finding the address of iot.example"]);
    const other = { kind: "resolved", name: "other.example", address: FIRST.address } as const;
    expect(door.give({ kind: "socket", output: other })).to.deep.equal([]);
    const found = { kind: "resolved", name: "iot.example", address: FIRST.address } as const;
    expect(door.give({ kind: "socket", output: found })).to.deep.equal([register("0000")]);
  });

  it("asks for an address again with growing pauses when there is none, with the same socket", () => {
    const door = new SdkDoor();
    door.give({ kind: "online" });
    door.give({ kind: "socket", output: { kind: "opened" } });
    const none = { kind: "unresolved", name: FIRST.address, cause: "no answer" } as const;
    expect(door.give({ kind: "socket", output: none })).to.deep.equal([
      "unregistered for 10000: registration failed: unreachable",
    ]);
    expect(door.room.warnings).to.deep.equal(["192.0.2.1 has no address: no answer"]);
    expect(door.mode.deadline()).to.equal(10_000);
    expect(door.pass(10_000)).to.deep.equal(["resolve 192.0.2.1"]);
    expect(door.give({ kind: "socket", output: none })).to.deep.equal([
      "unregistered for 20000: registration failed: unreachable",
    ]);
  });

  it("opens the socket again after 10 s, then 20 s, when it does not open", () => {
    const door = new SdkDoor();
    door.give({ kind: "online" });
    const closed = { kind: "socket", output: { kind: "closed", cause: "ERROR" } } as const;
    expect(door.give(closed)).to.deep.equal(["unregistered for 10000: the socket is closed: ERROR"]);
    expect(door.pass(9_999)).to.deep.equal([]);
    expect(door.pass(10_000)).to.deep.equal(["open"]);
    expect(door.give(closed)).to.deep.equal(["unregistered for 20000: the socket is closed: ERROR"]);
    expect(door.pass(30_000)).to.deep.equal(["open"]);
  });

  it("tells the server of its new address by an update when the module closes the socket", () => {
    const door = new SdkDoor().registered();
    expect(door.give({ kind: "socket", output: { kind: "closed", cause: "closed by the module" } })).to.deep.equal([
      "unregistered for 10000: the socket is closed: closed by the module",
    ]);
    expect(door.pass(10_000)).to.deep.equal(["open"]);
    expect(door.give({ kind: "socket", output: { kind: "opened" } })).to.deep.equal(["resolve 192.0.2.1"]);
    expect(
      door.give({ kind: "socket", output: { kind: "resolved", name: FIRST.address, address: FIRST.address } }),
    ).to.deep.equal([coap("44 02 0001 00000000 b2 'rd' 01 '5'")]);
  });

  it("ignores a datagram from a stranger, by address and by port", () => {
    const door = new SdkDoor().registered();
    const read = "40 01 1001 b4 '3303' 01 '0' 04 '5700'";
    expect(door.datagram(read, { address: "192.0.2.9", port: 5683 })).to.deep.equal([]);
    expect(door.datagram(read, { address: "192.0.2.1", port: 5684 })).to.deep.equal([]);
    expect(door.room.operations).to.deep.equal([]);
    expect(door.room.warnings).to.deep.equal([
      "a datagram from 192.0.2.9:5683 is ignored: no server of ours",
      "a datagram from 192.0.2.1:5684 is ignored: no server of ours",
    ]);
  });

  it("leaves a datagram that was not sent to CoAP's retransmission", () => {
    const door = new SdkDoor();
    door.reach();
    expect(door.give({ kind: "socket", output: { kind: "sendFailed", cause: "ERROR" } })).to.deep.equal([]);
    expect(door.pass(10_000)).to.deep.equal([register("0000")]);
  });
});

describe("mode/sdk: bootstrap", () => {
  it("asks, is written to in TLV, finishes, and registers with the server that it was given", () => {
    const door = new SdkDoor({ direct: false });
    expect(door.reach()).to.deep.equal([BOOTSTRAP]);
    expect(BOOTSTRAP).to.equal("44020000" + "00000000" + "b26273" + "4565703d6570");
    expect(door.datagram("64 44 0000 00000000")).to.deep.equal([]);
    expect(door.datagram(ACCOUNT)).to.deep.equal([coap("60 44 8001")]);
    expect(door.datagram(FINISH)).to.deep.equal([coap("60 44 8002"), "bootstrapped", "resolve 192.0.2.2"]);
    expect(
      door.give({ kind: "socket", output: { kind: "resolved", name: SECOND.address, address: SECOND.address } }),
    ).to.deep.equal([`192.0.2.2:5684 ${register("0001")}`]);
    expect(door.datagram("64 41 0001 00000000 82 'rd' 01 '5'", SECOND)).to.deep.equal(["registered"]);
    expect(door.room.operations).to.deep.equal([
      'bootstrap write /0/0 replace /0/0/0="coap://192.0.2.2:5684" /0/0/1=false /0/0/2=3 /0/0/10=101 2.04',
    ]);
  });

  it("answers a finish without an access server with 4.06, and asks again after 10 s", () => {
    const door = bootstrapping();
    door.datagram("64 44 0000 00000000");
    expect(door.datagram(FINISH)).to.deep.equal([
      coap("60 86 8002"),
      "unregistered for 10000: bootstrap: no access server was given",
    ]);
    expect(door.pass(10_000)).to.deep.equal([BOOTSTRAP.replace("44020000", "44020001")]);
  });

  it("asks again after a refusal", () => {
    const door = bootstrapping();
    expect(door.datagram("64 80 0000 00000000")).to.deep.equal([
      "unregistered for 10000: bootstrap: refused with 4.00",
    ]);
  });

  it("gives up a server that goes silent in the middle", () => {
    const door = bootstrapping();
    door.datagram("64 44 0000 00000000");
    expect(door.pass(246_999)).to.deep.equal([]);
    expect(door.pass(247_000)).to.deep.equal([
      "unregistered for 10000: bootstrap: the server went silent before Bootstrap-Finish",
    ]);
  });

  it("retransmits the request three times and then says that there was no answer", () => {
    const door = bootstrapping();
    expect(door.pass(149_999)).to.deep.equal([BOOTSTRAP, BOOTSTRAP, BOOTSTRAP]);
    expect(door.pass(150_000)).to.deep.equal(["unregistered for 10000: bootstrap: timeout"]);
  });

  it("tells its accounts on a discover, led by the version of LwM2M", () => {
    const door = bootstrapping();
    expect(door.datagram("40 01 8003 b1 '0' 61 28")).to.deep.equal([coap(`60 45 8003 c1 28 ff 'lwm2m="1.0",</0/1>'`)]);
  });

  it("lets the bootstrap server delete everything but its own account", () => {
    const door = bootstrapping();
    expect(door.datagram("40 04 8003")).to.deep.equal([coap("60 42 8003")]);
    expect(door.room.tree.objects.map((object) => object.instances.length)).to.deep.equal([1, 0, 1, 1, 1]);
  });

  it("does not let the bootstrap server observe: notifications are for the access server", () => {
    const door = bootstrapping();
    expect(door.datagram("41 01 8004 aa 60 54 '3303' 01 '0'")).to.deep.equal([coap("61 85 8004 aa")]);
    expect(door.datagram("41 01 8005 aa 61 01 54 '3303' 01 '0'")).to.deep.equal([coap("61 85 8005 aa")]);
    expect(door.room.operations).to.deep.equal([]);
  });

  it("answers 4.05 to a Bootstrap-Finish of the access server", () => {
    const door = new SdkDoor().registered();
    expect(door.datagram(FINISH)).to.deep.equal([coap("60 85 8002")]);
  });

  it("comes back to the bootstrap server when the access server refuses four times", () => {
    const door = moved();
    const seen: string[] = [];
    let token = 0;
    for (let id = 1; id <= 4; id++) {
      seen.push(...door.datagram(`64 83 000${id} 0000000${token}`));
      seen.push(...door.pass(door.mode.deadline() ?? door.now));
      token = 0;
    }
    const cause = "registration refused with 4.03";
    const at = (id: string): string => `192.0.2.2:5684 ${register(id)}`;
    expect(seen).to.deep.equal([
      `unregistered for 10000: ${cause}`,
      at("0002"),
      `unregistered for 20000: ${cause}`,
      at("0003"),
      `unregistered for 40000: ${cause}`,
      at("0004"),
      `unregistered for 10000: ${cause}; the access server is given up`,
      "open",
    ]);
    expect(door.give({ kind: "socket", output: { kind: "opened" } })).to.deep.equal(["resolve 192.0.2.1"]);
    expect(
      door.give({ kind: "socket", output: { kind: "resolved", name: FIRST.address, address: FIRST.address } }),
    ).to.deep.equal([BOOTSTRAP.replace("44020000", "44020005")]);
  });

  // Both at one address: answers of the bootstrap server were taken for the old access server's.
  it("takes the address of both servers for the bootstrap server's while it bootstraps again", () => {
    const door = new SdkDoor({ direct: false });
    door.reach();
    door.datagram("64 44 0000 00000000");
    door.datagram(ACCOUNT.replace("192.0.2.2:5684", "192.0.2.1:5683"));
    door.datagram(FINISH);
    door.give({ kind: "socket", output: { kind: "resolved", name: FIRST.address, address: FIRST.address } });
    for (let id = 1; id <= 4; id++) {
      door.datagram(`64 83 000${id} 00000000`);
      door.pass(door.mode.deadline() ?? door.now);
    }
    door.give({ kind: "socket", output: { kind: "opened" } });
    door.give({ kind: "socket", output: { kind: "resolved", name: FIRST.address, address: FIRST.address } });
    door.datagram("64 44 0005 00000000");
    expect(door.mode.states.bootstrap.name).to.equal("writing");
  });
});

describe("mode/sdk: registration", () => {
  it("updates without a payload, and with the objects once an instance came or went", () => {
    const door = new SdkDoor().registered();
    expect(door.pass(150_000)).to.deep.equal([coap("44 02 0001 00000000 b2 'rd' 01 '5'")]);
    expect(door.datagram("64 44 0001 00000000")).to.deep.equal(["updated"]);
    door.room.tree.restructured({ object: 3303 });
    expect(door.give({ kind: "update" })).to.deep.equal([
      coap(
        "44 02 0002 00000000 b2 'rd' 01 '5' 11 28 ff " +
          "'</>;rt=\"oma.lwm2m\",</1/0>,</3/0>,</3201>;ver=1.1,</3201/0>,</3303/0>'",
      ),
    ]);
    door.datagram("64 44 0002 00000000");
    door.room.server.lifetime = 60;
    expect(door.give({ kind: "update" })).to.deep.equal([coap("44 02 0003 00000000 b2 'rd' 01 '5' 45 'lt=60'")]);
  });

  // The list counted as told once the update was sent: a busy server never got it.
  it("tells the objects and the binding again until a server has taken them", () => {
    const door = new SdkDoor().registered();
    const rest = "ff '</>;rt=\"oma.lwm2m\",</1/0>,</3/0>,</3201>;ver=1.1,</3201/0>,</3303/0>'";
    door.room.tree.restructured({ object: 3303 });
    door.room.server.binding = "UQ";
    door.give({ kind: "update" });
    door.datagram("64 a3 0001 00000000 d1 01 01");
    const again = (id: string): string => coap(`44 02 ${id} 00000000 b2 'rd' 01 '5' 11 28 34 'b=UQ' ${rest}`);
    expect(door.pass(1000)).to.deep.equal([again("0002")]);
    door.datagram("64 44 0002 00000000");
    expect(door.give({ kind: "update" })).to.deep.equal([coap("44 02 0003 00000000 b2 'rd' 01 '5'")]);
  });

  it("registers anew on 4.04 to an update, and the observations are gone", () => {
    const door = new SdkDoor().registered();
    door.datagram("41 01 1001 aa 60 54 '3303' 01 '0' 04 '5700'");
    door.give({ kind: "update" });
    expect(door.datagram("64 84 0001 00000000")).to.deep.equal([
      "lost 1",
      "unregistered for 0: update refused with 4.04",
      register("0002"),
    ]);
    const outcome = door.room.tree.operate({ kind: "read", path: { object: 3303, instance: 0, resource: 5700 } });
    expect(door.give({ kind: "notify", observer: 1, path: {}, outcome })).to.deep.equal([]);
  });

  it("updates when the network is back, for the server to have the new address", () => {
    const door = new SdkDoor().registered();
    expect(door.give({ kind: "offline" })).to.deep.equal([]);
    expect(door.mode.deadline()).to.equal(undefined);
    expect(door.give({ kind: "offline" })).to.deep.equal([]);
    expect(door.reach()).to.deep.equal([coap("44 02 0001 00000000 b2 'rd' 01 '5'")]);
    expect(door.datagram("64 44 0001 00000000")).to.deep.equal(["updated"]);
  });

  // A cell that came back brought all its devices to the server within one second.
  it("asks at a random moment within 10 s when the network is back, and at once at the first time", () => {
    const moments: number[] = [];
    for (const chance of [0x4000_0000, 0xffff_ffff]) {
      const door = new SdkDoor({}, () => chance);
      expect(door.give({ kind: "online" })).to.deep.equal(["open"]);
      door.give({ kind: "socket", output: { kind: "opened" } });
      door.give({ kind: "offline" });
      expect(door.give({ kind: "online" })).to.deep.equal([]);
      moments.push(door.mode.deadline() ?? 0);
      expect(door.pass(10_000)).to.deep.equal(["open"]);
    }
    expect(moments).to.deep.equal([2500, 10_000]);
  });

  it("forgets about that moment when the network goes again, or it is stopped", () => {
    const door = new SdkDoor({}, () => 0x4000_0000);
    door.give({ kind: "online" });
    door.give({ kind: "offline" });
    door.give({ kind: "online" });
    expect(door.give({ kind: "offline" })).to.deep.equal([]);
    expect(door.mode.deadline()).to.equal(undefined);
    door.give({ kind: "online" });
    expect(door.give({ kind: "stop" })).to.deep.equal(["stopped unregistered", "close"]);
    expect(door.mode.deadline()).to.equal(undefined);
  });

  it("takes a new socket when the device has another address, tells the server by an update, and keeps observations", () => {
    const door = new SdkDoor().registered();
    door.datagram("41 01 1001 aa 60 54 '3303' 01 '0' 04 '5700'");
    expect(door.give({ kind: "moved" })).to.deep.equal(["close"]);
    expect(door.give({ kind: "moved" })).to.deep.equal([]);
    const closed = { kind: "socket", output: { kind: "closed", cause: "asked for" } } as const;
    expect(door.give(closed)).to.deep.equal(["open"]);
    expect(door.give({ kind: "socket", output: { kind: "opened" } })).to.deep.equal(["resolve 192.0.2.1"]);
    const resolved = { kind: "resolved", name: FIRST.address, address: FIRST.address } as const;
    expect(door.give({ kind: "socket", output: resolved })).to.deep.equal([coap("44 02 0001 00000000 b2 'rd' 01 '5'")]);
    expect(door.datagram("64 44 0001 00000000")).to.deep.equal(["updated"]);
    const outcome = door.room.tree.operate({ kind: "read", path: { object: 3303, instance: 0, resource: 5700 } });
    const notify = { kind: "notify", observer: 1, path: {}, outcome, confirmable: false, history: [] } as const;
    // The first one asks by its acknowledgement whether the server still knows of it.
    expect(door.give(notify)).to.deep.equal([coap("41 45 0002 aa 61 02 60 ff '23.5'")]);
    expect(door.datagram("60 00 0002")).to.deep.equal([]);
  });

  // One observation that a server cancelled by a Reset cost all the others, however long after the move it was.
  it("registers anew after a Reset from another address only until a notification was acknowledged or something observed", () => {
    const outcome = new SdkDoor().room.tree.operate({
      kind: "read",
      path: { object: 3303, instance: 0, resource: 5700 },
    });
    const notify = { kind: "notify", observer: 1, path: {}, outcome, confirmable: true, history: [] } as const;
    const elsewhere = (): SdkDoor => {
      const door = new SdkDoor().registered();
      door.datagram("41 01 1001 aa 60 54 '3303' 01 '0' 04 '5700'");
      door.give({ kind: "offline" });
      door.reach();
      door.datagram("64 44 0001 00000000");
      return door;
    };
    const update = coap("44 02 0004 00000000 b2 'rd' 01 '5'");

    const unheard = elsewhere();
    unheard.give(notify);
    expect(unheard.datagram("70 00 0002")).to.deep.equal(["lost 1", register("0003")]);

    const acknowledged = elsewhere();
    acknowledged.give(notify);
    acknowledged.datagram("60 00 0002");
    acknowledged.give(notify);
    expect(acknowledged.datagram("70 00 0003")).to.deep.equal(["lost 1", update]);

    const observing = elsewhere();
    observing.datagram("41 01 1002 bb 60 54 '3201' 01 '0' 04 '5550'");
    observing.give(notify);
    expect(observing.datagram("70 00 0002")).to.deep.equal(["lost 1", update.replace("0004", "0003")]);
  });

  it("registers anew, without observations, when a server answers 4.04 to the update from another address", () => {
    const door = new SdkDoor().registered();
    door.datagram("41 01 1001 aa 60 54 '3303' 01 '0' 04 '5700'");
    door.give({ kind: "moved" });
    door.give({ kind: "socket", output: { kind: "closed", cause: "asked for" } });
    door.give({ kind: "socket", output: { kind: "opened" } });
    door.give({ kind: "socket", output: { kind: "resolved", name: FIRST.address, address: FIRST.address } });
    expect(door.datagram("64 84 0001 00000000")).to.deep.equal([
      "lost 1",
      "unregistered for 0: update refused with 4.04",
      register("0002"),
    ]);
    expect(door.datagram("64 41 0002 00000000 82 'rd' 01 '6'")).to.deep.equal(["registered"]);
  });

  it("opens a socket after a minute where the module does not tell that the old one is closed", () => {
    const door = new SdkDoor().registered();
    door.give({ kind: "moved" });
    expect(door.pass(59_999)).to.deep.equal([]);
    expect(door.pass(60_000)).to.deep.equal(["open"]);
  });

  it("asks again from the new address what was asked from the old one", () => {
    const door = new SdkDoor({ direct: false });
    door.reach();
    expect(door.give({ kind: "moved" })).to.deep.equal(["close"]);
    expect(door.give({ kind: "socket", output: { kind: "closed", cause: "asked for" } })).to.deep.equal(["open"]);
    door.give({ kind: "socket", output: { kind: "opened" } });
    expect(
      door.give({ kind: "socket", output: { kind: "resolved", name: FIRST.address, address: FIRST.address } }),
    ).to.deep.equal([BOOTSTRAP.replace("44020000", "44020001")]);
  });

  it("does not begin anew for another address while it waits to do so anyway, or is stopped", () => {
    const waiting = new SdkDoor();
    waiting.give({ kind: "online" });
    waiting.give({ kind: "socket", output: { kind: "closed", cause: "ERROR" } });
    expect(waiting.give({ kind: "moved" })).to.deep.equal([]);
    expect(waiting.pass(10_000)).to.deep.equal(["open"]);
    const stopping = new SdkDoor().registered();
    stopping.give({ kind: "stop" });
    expect(stopping.give({ kind: "moved" })).to.deep.equal([]);
    expect(stopping.datagram("64 42 0001 00000000")).to.deep.equal(["stopped", "close"]);
  });

  it("keeps observations over a loss of the network, and asks with the first notification whether they still hold", () => {
    const door = new SdkDoor().registered();
    door.datagram("41 01 1001 aa 60 54 '3303' 01 '0' 04 '5700'");
    expect(door.give({ kind: "offline" })).to.deep.equal([]);
    door.reach();
    door.datagram("64 44 0001 00000000");
    const outcome = door.room.tree.operate({ kind: "read", path: { object: 3303, instance: 0, resource: 5700 } });
    const notify = { kind: "notify", observer: 1, path: {}, outcome, confirmable: false, history: [] } as const;
    expect(door.give(notify)).to.deep.equal([coap("41 45 0002 aa 61 02 60 ff '23.5'")]);
    // The server knows of no observation from there: registered anew, it observes again.
    expect(door.datagram("70 00 0002")).to.deep.equal(["lost 1", register("0003")]);
  });

  it("takes what arrives late from before for nothing", () => {
    const door = new SdkDoor();
    door.reach();
    door.give({ kind: "offline" });
    expect(door.datagram(CREATED)).to.deep.equal([]);
    expect(door.mode.states.registrations[0]).to.deep.equal({ name: "unregistered" });
  });
});

describe("mode/sdk: stop", () => {
  const DEREGISTER = coap("44 04 0001 00000000 b2 'rd' 01 '5'");

  it("deregisters, closes the socket and is stopped", () => {
    const door = new SdkDoor().registered();
    expect(door.give({ kind: "stop" })).to.deep.equal([DEREGISTER]);
    expect(door.give({ kind: "stop" })).to.deep.equal([]);
    expect(door.datagram("64 42 0001 00000000")).to.deep.equal(["stopped", "close"]);
    expect(door.mode.deadline()).to.equal(undefined);
  });

  it("is stopped by whatever the server answers, and by silence", () => {
    for (const code of ["84", "80", "a3"]) {
      const door = new SdkDoor().registered();
      door.give({ kind: "stop" });
      expect(door.datagram(`64 ${code} 0001 00000000`)).to.deep.equal(["stopped", "close"]);
    }
    const door = new SdkDoor().registered();
    door.give({ kind: "stop" });
    expect(door.pass(1_000_000)).to.deep.equal([DEREGISTER, DEREGISTER, DEREGISTER, "stopped", "close"]);
  });

  it("deregisters after an update that is on its way, and waits for the deregistration's own answer", () => {
    const door = new SdkDoor().registered();
    door.give({ kind: "update" });
    expect(door.give({ kind: "stop" })).to.deep.equal([]);
    const [deregister] = door.datagram("64 44 0001 00000000");
    expect(deregister?.slice(0, 8)).to.equal("44040002");
    expect(door.mode.states.registrations[0]).to.deep.equal({ name: "deregistering", pause: undefined });
    expect(door.datagram(`64 42 0002 ${deregister?.slice(8, 16) ?? ""}`)).to.deep.equal(["stopped", "close"]);
  });

  it("waits for a registration that is on its way, and takes it back", () => {
    const door = new SdkDoor();
    door.reach();
    expect(door.give({ kind: "stop" })).to.deep.equal([]);
    expect(door.datagram(CREATED)).to.deep.equal([DEREGISTER]);
    expect(door.datagram("64 42 0001 00000000")).to.deep.equal(["stopped", "close"]);
  });

  it("is stopped at once where nothing can be registered", () => {
    const idle = new SdkDoor();
    expect(idle.give({ kind: "stop" })).to.deep.equal(["stopped unregistered"]);

    const opening = new SdkDoor();
    opening.give({ kind: "online" });
    expect(opening.give({ kind: "stop" })).to.deep.equal(["stopped unregistered", "close"]);

    const resolving = new SdkDoor();
    resolving.give({ kind: "online" });
    resolving.give({ kind: "socket", output: { kind: "opened" } });
    expect(resolving.give({ kind: "stop" })).to.deep.equal(["stopped unregistered", "close"]);

    const requesting = bootstrapping();
    expect(requesting.give({ kind: "stop" })).to.deep.equal(["stopped unregistered", "close"]);

    const writing = bootstrapping();
    writing.datagram("64 44 0000 00000000");
    expect(writing.give({ kind: "stop" })).to.deep.equal(["stopped unregistered", "close"]);

    const refused = new SdkDoor();
    refused.reach();
    refused.datagram("64 83 0000 00000000");
    expect(refused.give({ kind: "stop" })).to.deep.equal(["stopped unregistered", "close"]);

    const failed = new SdkDoor();
    failed.give({ kind: "online" });
    failed.give({ kind: "socket", output: { kind: "closed", cause: "ERROR" } });
    expect(failed.give({ kind: "stop" })).to.deep.equal(["stopped unregistered", "close"]);

    for (const door of [idle, opening, resolving, requesting, writing, refused, failed]) {
      expect(door.mode.deadline()).to.equal(undefined);
    }
  });

  it("is stopped when the network, or the socket, goes during the deregistration", () => {
    const offline = new SdkDoor().registered();
    offline.give({ kind: "stop" });
    expect(offline.give({ kind: "offline" })).to.deep.equal(["stopped unregistered"]);
    const closed = new SdkDoor().registered();
    closed.give({ kind: "stop" });
    expect(closed.give({ kind: "socket", output: { kind: "closed", cause: "gone" } })).to.deep.equal([
      "stopped unregistered",
      "close",
    ]);
  });

  it("does nothing any more once it is stopped", () => {
    const door = new SdkDoor();
    door.give({ kind: "stop" });
    expect(door.reach()).to.deep.equal([]);
    expect(door.give({ kind: "update" })).to.deep.equal([]);
    expect(door.give({ kind: "offline" })).to.deep.equal([]);
  });
});

describe("mode/sdk: deadlines", () => {
  it("has one wherever an answer of a server is owed", () => {
    const withdrawing = new SdkDoor();
    withdrawing.reach();
    withdrawing.give({ kind: "stop" });
    const registering = new SdkDoor();
    registering.reach();
    const updating = new SdkDoor().registered();
    updating.give({ kind: "update" });
    const deregistering = new SdkDoor().registered();
    deregistering.give({ kind: "stop" });
    const writing = bootstrapping();
    writing.datagram("64 44 0000 00000000");
    for (const door of [withdrawing, registering, updating, deregistering, bootstrapping(), writing]) {
      expect(door.mode.deadline()).to.be.a("number");
    }
  });
});
