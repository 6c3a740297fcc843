import { expect } from "chai";
import { hexText } from "../../modules/base/text.js";
import { drive } from "../../hosts/drive.js";
import type { Host, HostEvents } from "../../hosts/host.js";
import type { Client, ClientInput, ClientOutput } from "../../modules/client/client.js";
import { hex, shown } from "../support/hex.js";

/** A client that does as the test says. */
class Puppet {
  readonly seen: string[] = [];
  readonly outputs: ClientOutput[] = [];
  wakeAt: number | undefined = undefined;

  handle(input: ClientInput, now: number): void {
    this.seen.push(`${input.kind}${input.kind === "uart" ? ` ${shown(input.bytes) ?? ""}` : ""} at ${now}`);
  }

  expire(now: number): void {
    this.seen.push(`expire at ${now}`);
  }

  deadline(): number | undefined {
    return this.wakeAt;
  }

  poll(): ClientOutput | undefined {
    return this.outputs.shift();
  }
}

/** A place that notes what is asked of it. */
class Place {
  readonly done: string[] = [];
  events: HostEvents | undefined = undefined;
  clock = 0;

  now(): number {
    return this.clock;
  }

  listen(events: HostEvents): void {
    this.events = events;
  }

  write(bytes: Uint8Array): void {
    this.done.push(`write ${shown(bytes) ?? ""}`);
  }

  setBaud(baud: number): void {
    this.done.push(`baud ${baud}`);
  }

  pulse(line: string, milliseconds: number): void {
    this.done.push(`pulse ${line} ${milliseconds}`);
  }

  setAlarm(at: number | undefined): void {
    this.done.push(`alarm ${at ?? "none"}`);
  }

  stopped(status: number): void {
    this.done.push(`stopped ${status}`);
  }

  restart(): void {
    this.done.push("restart");
  }
}

function driven(prepare?: (puppet: Puppet) => void): { puppet: Puppet; place: Place; events: HostEvents } {
  const puppet = new Puppet();
  const place = new Place();
  prepare?.(puppet);
  drive(place as unknown as Host, puppet as unknown as Client, {
    failures: (failures) => place.done.push(`keep ${failures}`),
    accounts: (accounts) => place.done.push(`keep ${hexText(accounts)}`),
  });
  return { puppet, place, events: place.events as HostEvents };
}

describe("hosts/drive", () => {
  it("listens, starts the client, carries out its outputs in order and sets the alarm last", () => {
    const { puppet, place } = driven((client) => {
      client.outputs.push(
        { kind: "baud", baud: 9600 },
        { kind: "pulse", line: "reset", milliseconds: 110 },
        { kind: "uart", bytes: hex("41 54 0d") },
        { kind: "uart", bytes: hex("0a") },
      );
      client.wakeAt = 110;
    });
    expect(puppet.seen).to.deep.equal(["start at 0"]);
    expect(place.done).to.deep.equal(["baud 9600", "pulse reset 110", "write 41540d", "write 0a", "alarm 110"]);
  });

  it("brings each event with its time, and sets the alarm anew after each", () => {
    const { puppet, place, events } = driven();
    place.done.splice(0);
    puppet.seen.splice(0);
    place.clock = 50;
    puppet.wakeAt = 70;
    events.uart(hex("ff00"));
    place.clock = 70;
    puppet.wakeAt = undefined;
    events.alarm();
    place.clock = 90;
    puppet.wakeAt = 20_090;
    events.stop();
    expect(puppet.seen).to.deep.equal(["uart ff00 at 50", "expire at 70", "stop at 90"]);
    expect(place.done).to.deep.equal(["alarm 70", "alarm none", "alarm 20090"]);
  });

  it("sets no alarm in the past", () => {
    const { puppet, place, events } = driven();
    place.done.splice(0);
    place.clock = 100;
    puppet.wakeAt = 99;
    events.alarm();
    expect(place.done).to.deep.equal(["alarm 100"]);
  });

  it("gives the module's failures in a row, and accounts, to whoever keeps them", () => {
    const { puppet, place, events } = driven();
    place.done.splice(0);
    puppet.outputs.push({ kind: "persist", failures: 4 }, { kind: "accounts", accounts: hex("01 ff") });
    events.alarm();
    expect(place.done).to.deep.equal(["keep 4", "keep 01FF", "alarm none"]);
  });

  it("tells the place of the end, or of a restart, after what goes before it", () => {
    const { puppet, place, events } = driven();
    place.done.splice(0);
    puppet.outputs.push({ kind: "uart", bytes: hex("01") }, { kind: "stopped", status: 1 });
    events.alarm();
    puppet.outputs.push({ kind: "restart" });
    events.alarm();
    expect(place.done).to.deep.equal(["write 01", "stopped 1", "alarm none", "restart", "alarm none"]);
  });
});
