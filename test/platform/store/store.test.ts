import { expect } from "chai";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pointsKept, streamsKept } from "../../../platform/store/data-points.js";
import type { Device, Product } from "../../../platform/store/records.js";
import { Store, StoreError } from "../../../platform/store/store.js";

const product: Product = {
  productId: "100000",
  userId: "1",
  name: "product",
  masterKey: "key",
  accessKey: "",
  bootstrap: "onenet",
  createdAt: 0,
};

const device: Device = {
  deviceId: "100001",
  productId: product.productId,
  title: "sensor",
  imei: "1234",
  imsi: "1",
  tags: [],
  isPrivate: true,
  autoSubscribe: false,
  createdAt: 0,
};

describe("platform/store", () => {
  let folder: string;

  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "store-"))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A store with one product and one device. */
  const opened = async (): Promise<Store> => {
    const store = await Store.open(folder);
    store.putProduct(product);
    store.putDevice(device);
    return store;
  };
  const failure = async (opening: Promise<unknown>): Promise<string> => {
    const outcome = await opening.catch((error: unknown) => error);
    return outcome instanceof StoreError ? outcome.message : `no StoreError: ${String(outcome)}`;
  };
  const values = (store: Store): unknown[] =>
    store.points.find(device.deviceId, { order: "ascending", limit: 100_000 }).points.map(({ value }) => value);

  it("keeps what was put, and gives no number out twice", async () => {
    const first = await opened();
    const number = first.nextNumber();
    first.points.add(device.deviceId, "1_2_3", 5, { "0": 1 });
    first.putObservation(device.deviceId, { path: "/1/2", token: "aa", attributes: { pmin: 1 } });
    await first.close();
    const second = await Store.open(folder);
    expect(second.products()).to.deep.equal([product]);
    expect(second.devices()).to.deep.equal([device]);
    expect(second.deviceByImei("1234")).to.deep.equal(device);
    expect(second.nextNumber()).to.equal(number + 1);
    expect(second.observations(device.deviceId)).to.deep.equal([
      { path: "/1/2", token: "aa", attributes: { pmin: 1 } },
    ]);
    expect(second.points.stream(device.deviceId, "1_2_3")).to.include({ createdAt: 5, updatedAt: 5 });
    expect(values(second)).to.deep.equal([{ "0": 1 }]);
    await second.close();
  });

  it("is readable by its owner alone: it holds the keys", async () => {
    const store = await opened();
    for (const name of ["platform.db", "platform.db-wal"]) {
      expect((await stat(join(folder, name))).mode & 0o077, name).to.equal(0);
    }
    await store.close();
  });

  it("frees the IMEI of a device that got another or was removed", async () => {
    const store = await opened();
    store.putDevice({ ...device, imei: "4321" });
    expect(store.deviceByImei("1234")).to.equal(undefined);
    store.deleteDevice(device.deviceId);
    expect(store.deviceByImei("4321")).to.equal(undefined);
    await store.close();
  });

  it("lets nothing of a removed device be found, in this run and in the next", async () => {
    const store = await opened();
    store.points.add(device.deviceId, "1_2_3", 5, 1);
    store.putObservation(device.deviceId, { path: "/1", token: "aa" });
    store.deleteDevice(device.deviceId);
    store.putDevice(device);
    expect([values(store), store.observations(device.deviceId)]).to.deep.equal([[], []]);
    await store.close();
    const second = await Store.open(folder);
    expect([values(second), second.observations(device.deviceId)]).to.deep.equal([[], []]);
    await second.close();
  });

  it("undoes all writes of a transaction that throws", async () => {
    const store = await opened();
    const work = (): void => {
      store.points.add(device.deviceId, "1_2_3", 5, 1);
      throw new Error("no");
    };
    expect(() => store.transaction(work)).to.throw("no");
    expect(values(store)).to.deep.equal([]);
    store.points.add(device.deviceId, "1_2_3", 6, 2);
    expect(values(store)).to.deep.equal([2]);
    await store.close();
  });

  it("keeps the newest 20,000 points of a stream, letting the older ones go a thousand at a time", async function () {
    this.timeout(20_000);
    const store = await opened();
    store.transaction(() => {
      for (let at = 1; at < pointsKept + 1_000; at += 1) store.points.add(device.deviceId, "1_2_3", at, at);
    });
    expect(values(store)).to.have.length(pointsKept + 999);
    store.points.add(device.deviceId, "1_2_3", pointsKept + 1_000, "newest");
    const kept = values(store);
    expect([kept.length, kept[0], kept[kept.length - 1]]).to.deep.equal([pointsKept, 1_001, "newest"]);
    await store.close();
  });

  it("keeps 2,000 streams of a device and no values of further ones", async function () {
    this.timeout(10_000);
    const store = await opened();
    store.transaction(() => {
      for (let id = 0; id <= streamsKept; id += 1) store.points.add(device.deviceId, `1_0_${id}`, 5, id);
    });
    expect(store.points.streams(device.deviceId)).to.have.length(streamsKept);
    expect(store.points.stream(device.deviceId, `1_0_${streamsKept}`)).to.equal(undefined);
    expect(values(store)).to.have.length(streamsKept);
    await store.close();
  });

  it("finds points by time and stream, in either order, and goes on from where it was", async () => {
    const store = await opened();
    for (const [id, at] of [
      ["1_0_1", 1],
      ["1_0_2", 2],
      ["1_0_1", 2],
      ["1_0_1", 3],
      ["1_0_2", 4],
    ] as const) {
      store.points.add(device.deviceId, id, at, `${id} at ${at}`);
    }
    const find = (query: Partial<Parameters<typeof store.points.find>[1]>): unknown[] =>
      store.points.find(device.deviceId, { order: "ascending", limit: 10, ...query }).points.map(({ value }) => value);
    expect(find({ start: 2, end: 4 })).to.deep.equal(["1_0_2 at 2", "1_0_1 at 2", "1_0_1 at 3"]);
    expect(find({ streams: ["1_0_1"], order: "descending", limit: 2 })).to.deep.equal(["1_0_1 at 3", "1_0_1 at 2"]);
    expect(find({ streams: ["1_0_9"] })).to.deep.equal([]);
    const page = store.points.find(device.deviceId, { order: "ascending", limit: 2 });
    expect(page.more).to.deep.include({ at: 2 });
    expect(find(page.more === undefined ? {} : { after: page.more })).to.deep.equal([
      "1_0_1 at 2",
      "1_0_1 at 3",
      "1_0_2 at 4",
    ]);
    await store.close();
  });

  it("names a damaged file, one of a newer version, and leaves it as it is", async () => {
    const path = join(folder, "platform.db");
    const text = "not a database, but long enough to be read as the header of one ".repeat(20);
    await writeFile(path, text);
    expect(await failure(Store.open(folder))).to.contain(`${path} is damaged`);
    expect(await readFile(path, "utf8")).to.equal(text);
    await rm(path);
    const store = await opened();
    await store.close();
    const bytes = await readFile(path);
    bytes.writeUInt32BE(99, 60);
    await writeFile(path, bytes);
    expect(await failure(Store.open(folder))).to.contain(`${path} is of format version 99, newer than this program`);
  });

  it("is held by one at a time; the locks of a process that is no more are taken over", async () => {
    const first = await opened();
    expect(await failure(Store.open(folder))).to.contain("is in use by process");
    await first.close();
    await writeFile(join(folder, "lock"), "4194400\n");
    await mkdir(join(folder, "platform.db.lock"));
    const second = await Store.open(folder);
    expect(second.devices()).to.deep.equal([device]);
    await second.close();
  });

  it("says why a folder cannot be had", async () => {
    await writeFile(join(folder, "file"), "");
    expect(await failure(Store.open(join(folder, "file", "data")))).to.contain("cannot make the data folder");
  });
});
