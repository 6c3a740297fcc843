import { expect } from "chai";
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileStore } from "../../../platform/store/file-store.js";
import type { Device } from "../../../platform/store/records.js";
import { StoreError } from "../../../platform/store/store.js";
import { TestPlatform, imei } from "../support.js";

const device: Device = {
  deviceId: "100001",
  productId: "100000",
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

  const open = (): Promise<FileStore> => FileStore.open(folder, () => undefined);
  const failure = async (opening: Promise<unknown>): Promise<string> => {
    const outcome = await opening.catch((error: unknown) => error);
    return outcome instanceof StoreError ? outcome.message : `no StoreError: ${String(outcome)}`;
  };

  it("keeps what was put, and gives no number out twice", async () => {
    const first = await open();
    const number = first.nextNumber();
    await first.putDevice(device);
    first.addDataPoint(device.deviceId, "1_2_3", 5, { "0": 1 });
    await first.close();
    const second = await open();
    expect(second.devices()).to.deep.equal([device]);
    expect(second.deviceByImei("1234")).to.deep.equal(device);
    expect(second.nextNumber()).to.equal(number + 1);
    expect(second.dataStream(device.deviceId, "1_2_3")?.points).to.deep.equal([
      { sequence: 1, at: 5, value: { "0": 1 } },
    ]);
    await second.close();
  });

  it("has each write on the disk when it is told so, also those made during another", async () => {
    const store = await open();
    const names = async (): Promise<string[]> =>
      (JSON.parse(await readFile(join(folder, "state.json"), "utf8")) as { devices: Device[] }).devices.map(
        ({ title }) => title,
      );
    const first = store.putDevice({ ...device, title: "one" });
    const second = store.putDevice({ ...device, title: "two" });
    const third = store.putDevice({ ...device, title: "three" });
    await first;
    await Promise.all([second, third]);
    expect(await names()).to.deep.equal(["three"]);
    await store.putDevice({ ...device, title: "four" });
    expect(await names()).to.deep.equal(["four"]);
    await store.close();
  });

  it("is readable by its owner alone: it holds the keys", async () => {
    const store = await open();
    await store.putDevice(device);
    expect((await stat(join(folder, "state.json"))).mode & 0o077).to.equal(0);
    await store.close();
  });

  it("frees the IMEI of a device that got another or was removed", async () => {
    const store = await open();
    await store.putDevice(device);
    await store.putDevice({ ...device, imei: "4321" });
    expect(store.deviceByImei("1234")).to.equal(undefined);
    await store.deleteDevice(device.deviceId);
    expect(store.deviceByImei("4321")).to.equal(undefined);
    await store.close();
  });

  it("passes over a last line of data that a power cut tore, and keeps a file beside that was not finished", async () => {
    const first = await open();
    await first.putDevice(device);
    first.addDataPoint(device.deviceId, "1_2_3", 5, 1);
    await first.close();
    await appendFile(join(folder, "datapoints.ndjson"), '[2,"100001","1_2_3",6');
    await writeFile(join(folder, "state.json.new"), '{"version":1,');
    const second = await open();
    second.addDataPoint(device.deviceId, "1_2_3", 7, 2);
    await second.close();
    const third = await open();
    expect(third.dataStream(device.deviceId, "1_2_3")?.points.map(({ value }) => value)).to.deep.equal([1, 2]);
    expect(third.devices()).to.deep.equal([device]);
    await third.close();
  });

  it("keeps the newest 6,000 points of a stream", async () => {
    const store = await open();
    await store.putDevice(device);
    for (let index = 0; index < 6_010; index += 1) store.addDataPoint(device.deviceId, "1_2_3", index, index);
    const points = store.dataStream(device.deviceId, "1_2_3")?.points ?? [];
    expect([points.length, points[0]?.value]).to.deep.equal([6_000, 10]);
    await store.close();
  });

  it("names a damaged file, one of another version, and leaves it as it is", async () => {
    const path = join(folder, "state.json");
    for (const [text, why] of [
      ["{", "is damaged"],
      ['{"version":9}', "is not of format version 1"],
      ['{"version":1}', "is incomplete"],
    ] as const) {
      await writeFile(path, text);
      expect(await failure(open())).to.contain(`${path} ${why}`);
      expect(await readFile(path, "utf8")).to.equal(text);
    }
  });

  it("is held by one at a time; the lock of a process that is no more is taken over", async () => {
    const first = await open();
    expect(await failure(open())).to.contain("is in use by process");
    await first.close();
    await writeFile(join(folder, "lock"), "4194400\n");
    await (await open()).close();
  });

  it("says why a folder cannot be had", async () => {
    await writeFile(join(folder, "file"), "");
    expect(await failure(FileStore.open(join(folder, "file", "data"), () => undefined))).to.contain(
      "cannot make the data folder",
    );
  });
});

describe("platform restart", () => {
  it("keeps products, devices, the registration, the observation and the data", async () => {
    const first = await TestPlatform.start();
    const deviceId = await first.addDevice();
    const peer = await first.online();
    const observing = first.call("POST", `/nbiot/observe?imei=${imei}&obj_id=3300&obj_inst_id=0&res_id=5700`);
    const request = await peer.next();
    peer.reply(request, "45", "6105 ff31");
    await observing;
    await first.stop();

    const second = await TestPlatform.start({ data: first.folder, port: first.running.port });
    expect(second.running.masterKey).to.equal(first.running.masterKey);
    expect((await second.call("GET", `/devices/${deviceId}`)).data).to.include({ online: true });
    peer.send(`4845 1001 ${request.token} 6106 ff32`);
    expect((await peer.next()).bytes.toString("hex")).to.equal("60001001");
    const { current_value: value } = (await second.call("GET", `/devices/${deviceId}/datastreams/3300_0_5700`))
      .data as { current_value: number };
    expect(value).to.equal(2);
    await peer.close();
    await second.close();
  });

  it("counts a device offline whose lifetime ended meanwhile, and keeps its resource list", async () => {
    const first = await TestPlatform.start();
    const deviceId = await first.addDevice();
    const peer = await first.online("</3300/0>", 1);
    const end = Date.now() + 1_000;
    await first.stop();
    await peer.close();
    while (Date.now() <= end) await new Promise((resolve) => setTimeout(resolve, end - Date.now() + 1));
    const second = await TestPlatform.start({ data: first.folder });
    expect((await second.call("GET", `/devices/${deviceId}`)).data).to.include({ online: false });
    expect((await second.call("GET", `/nbiot/resources?imei=${imei}`)).data).to.deep.equal({
      total_count: 1,
      item: [{ obj_id: 3300, instances: [{ inst_id: 0, resources: [] }] }],
    });
    await second.close();
  });
});
