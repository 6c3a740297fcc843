import { expect } from "chai";
import { type Api, OFFLINE, type Place, Refusal } from "../../../examples/server-room/api.js";
import { limitOf } from "../../../examples/server-room/limits.js";
import { type Told, Watch } from "../../../examples/server-room/watch.js";

/** A device's switch behind an API that answers at once. */
class FakeApi {
  readonly calls: string[] = [];
  online = true;
  on = false;
  #count = 0;

  observe(): Promise<void> {
    return Promise.resolve();
  }
  read(_: Place): Promise<unknown> {
    return this.#do("read", () => this.on);
  }
  write(_: Place, value: unknown): Promise<unknown> {
    return this.#do(`write ${String(value)}`, () => (this.on = value === true));
  }
  writeLater(_: Place, value: unknown): Promise<string> {
    this.#count += 1;
    this.calls.push(`later ${String(value)}`);
    return Promise.resolve(`uuid-${this.#count}`);
  }
  cancelLater(uuid: string): Promise<void> {
    this.calls.push(`cancel ${uuid}`);
    return Promise.resolve();
  }

  #do<T>(name: string, act: () => T): Promise<T> {
    this.calls.push(name);
    return this.online ? Promise.resolve(act()) : Promise.reject(new Refusal(OFFLINE, "device not online"));
  }
}

describe("examples/server-room: the watch", () => {
  let api: FakeApi;
  let told: Told[];
  let watch: Watch;

  beforeEach(() => {
    api = new FakeApi();
    told = [];
    const limits = { load: limitOf("above", 4, 10), memory: limitOf("below", 1_048_576, 10) };
    watch = new Watch({ api: api as unknown as Api, deviceId: "7", limits, told: (one) => told.push(one) });
  });

  const presence = (at: number, status: 0 | 1): unknown => ({ type: 2, dev_id: 7, at, status });
  const load = (at: number, value: number): unknown => ({ type: 1, dev_id: 7, at, ds_id: "3300_0_5700", value });
  const result = (uuid: string): unknown => ({ type: 7, dev_id: 7, cmd_id: uuid, send_status: 5, confirm_status: 0 });
  /** Takes messages and lets every call come to its end. */
  const take = async (...messages: unknown[]): Promise<string[]> => {
    const before = api.calls.length;
    for (const message of messages) watch.take(message);
    await new Promise((resolve) => setImmediate(resolve));
    return api.calls.slice(before);
  };
  const kinds = (): string[] => told.splice(0).map(({ kind }) => kind);

  it("switches the fan on with an alarm and off when it is cleared, once each, and reads it back", async () => {
    expect(await take(presence(1, 1))).to.deep.equal(["read"]);
    expect(await take(load(2, 5))).to.deep.equal(["write true", "read"]);
    expect(await take(load(3, 5), load(4, 3.7))).to.deep.equal([]);
    expect(await take(load(5, 3.5))).to.deep.equal(["write false", "read"]);
    expect(kinds()).to.deep.equal([
      ...["online", "off", "load", "alarm", "on", "load", "load", "load", "clear", "off"],
    ]);
  });

  it("duplicates, older news and other devices' messages change nothing", async () => {
    await take(presence(1, 1), load(5, 5));
    kinds();
    expect(await take(load(5, 1), load(4, 1), presence(1, 0), { ...(load(9, 1) as object), dev_id: 8 })).to.deep.equal(
      [],
    );
    expect(kinds()).to.deep.equal([]);
  });

  it("has a command wait for a device that is offline, and reads the fan once it is done", async () => {
    await take(presence(1, 1));
    expect(await take(presence(2, 0), load(3, 5))).to.deep.equal(["later true"]);
    expect(await take(presence(4, 1))).to.deep.equal([]);
    api.on = true;
    expect(await take(result("uuid-1"))).to.deep.equal(["read"]);
    expect(kinds().slice(-3)).to.deep.equal(["online", "result", "on"]);
  });

  it("cancels a command that waits when the alarm is over", async () => {
    await take(presence(1, 1));
    expect(await take(presence(2, 0), load(3, 5))).to.deep.equal(["later true"]);
    expect(await take(load(4, 1))).to.deep.equal(["cancel uuid-1"]);
    expect(await take(presence(5, 1))).to.deep.equal(["read"]);
  });

  it("turns to a cached command when the call at once finds the device offline", async () => {
    await take(presence(1, 1));
    api.online = false;
    expect(await take(load(2, 5))).to.deep.equal(["write true", "later true"]);
  });

  it("says of a message that makes no sense that it does, and goes on", async () => {
    await take({ type: 9 }, { ...(load(1, 0) as object), value: "warm" });
    expect(kinds()).to.deep.equal(["problem", "problem"]);
    await take(load(2, 5));
    expect(kinds()).to.deep.equal(["load", "alarm", "cached"]);
  });
});
