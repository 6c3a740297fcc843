import { expect } from "chai";
import { type Reply, TestPlatform, imei } from "../support.js";

describe("platform/http products", () => {
  let platform: TestPlatform;

  beforeEach(async () => (platform = await TestPlatform.start()));
  afterEach(() => platform.close());

  /** From this machine without a key, as the page asks. */
  async function local(method: string, path: string, body?: unknown): Promise<Reply> {
    const response = await fetch(`${platform.running.url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Reply;
  }

  it("are changed in name, description and bootstrap; the rest stays", async () => {
    const [before] = (await local("GET", "/products")).data as Record<string, unknown>[];
    const change = { name: "Lamps", desc: "in the street", bootstrap: "standard" };
    const changed = (await local("PUT", `/products/${platform.running.productId}`, change)).data;
    expect(changed).to.deep.equal({ ...before, ...change });
    expect((await local("GET", "/products")).data).to.deep.equal([changed]);
  });

  it("are removed once their devices are, but not the last one", async () => {
    const made = (await local("POST", "/products", { name: "two" })).data as Record<string, string>;
    const path = `/products/${made["product_id"]}`;
    const device = { title: "a", protocol: "LWM2M", auth_info: { [imei]: "1" } };
    const id = ((await platform.call("POST", "/devices", device, made["master_key"])).data as { device_id: string })
      .device_id;
    expect(await local("DELETE", path)).to.deep.equal({
      errno: 5108,
      error: "invalid parameter: the product still has devices",
    });
    await platform.call("DELETE", `/devices/${id}`, undefined, made["master_key"]);
    await platform.call("POST", "/keys", { title: "key" }, made["master_key"]);
    expect((await local("DELETE", path)).errno).to.equal(0);
    expect((await platform.call("GET", "/devices", undefined, made["master_key"])).errno).to.equal(1);
    expect(await local("DELETE", `/products/${platform.running.productId}`)).to.deep.equal({
      errno: 5108,
      error: "invalid parameter: it is the last product",
    });
  });

  const wrong: [unknown, string][] = [
    [{}, "name is missing"],
    [{ name: " " }, "name is empty"],
    [{ name: "a".repeat(65) }, "name is longer than 64 characters"],
    [{ name: "a", protocol: "MQTT" }, "protocol is not LWM2M"],
    [{ name: "a", bootstrap: "own" }, "bootstrap is neither onenet nor standard"],
  ];
  for (const [body, error] of wrong) {
    it(`are refused with error 3: ${error}`, async () => {
      expect(await local("POST", "/products", body)).to.deep.equal({ errno: 3, error: `body: ${error}` });
    });
  }

  it("of another id than the key's are refused", async () => {
    const made = (await local("POST", "/products", { name: "two" })).data as Record<string, string>;
    expect(await platform.call("PUT", `/products/${made["product_id"]}`, { name: "mine" })).to.deep.equal({
      errno: 5108,
      error: "invalid parameter: no such product",
    });
  });
});

describe("platform/http keys for DTLS", () => {
  let platform: TestPlatform;
  let deviceId: string;

  beforeEach(async () => {
    platform = await TestPlatform.start();
    deviceId = await platform.addDevice();
  });
  afterEach(() => platform.close());

  it("of the bootstrap server are read by imei or id and changed", async () => {
    expect((await platform.call("GET", `/nbiot/device/psk?imei=${imei}`)).data).to.deep.equal({});
    expect((await platform.call("PUT", `/nbiot/device/psk?imei=${imei}`, { key: "abcdefgh" })).errno).to.equal(0);
    expect((await platform.call("GET", `/nbiot/device/psk?did=${deviceId}`)).data).to.deep.equal({ psk: "abcdefgh" });
    expect(await platform.call("GET", `/nbiot/device/psk?did=${deviceId}&imei=${imei}`)).to.deep.equal({
      errno: 5108,
      error: "invalid parameter: did excludes imei",
    });
  });

  it("of the access server are given once, then changed", async () => {
    const path = `/nbiot/device/accpsk?imei=${imei}`;
    expect((await platform.call("GET", path)).data).to.deep.equal({ device_id: deviceId });
    expect((await platform.call("POST", path, { key: "abcdefgh" })).errno).to.equal(0);
    expect((await platform.call("POST", path, { key: "abcdefgh" })).errno).to.equal(5108);
    expect((await platform.call("PUT", path, { key: "ijklmnop" })).errno).to.equal(0);
    expect((await platform.call("GET", path)).data).to.deep.equal({ device_id: deviceId, psk: "ijklmnop" });
  });

  it("are refused with error 3 if they are not 8 to 16 letters and digits", async () => {
    for (const [body, error] of [
      [{}, "key is missing"],
      [{ key: "" }, "key is empty"],
      [{ key: "short" }, "key is not 8 to 16 letters and digits"],
      [{ key: "with a blank" }, "key is not 8 to 16 letters and digits"],
    ] as const) {
      const reply = await platform.call("PUT", `/nbiot/device/psk?imei=${imei}`, body);
      expect(reply).to.deep.equal({ errno: 3, error: `body: ${error}` });
    }
  });

  it("and codes of a device are taken away by an empty one", async () => {
    await platform.call("PUT", `/devices/${deviceId}`, { auth: "code1", psk: "abcdefgh" });
    const has = async (): Promise<unknown> => {
      const device = (await platform.call("GET", `/devices/${deviceId}`)).data as Record<string, unknown>;
      return [device["has_auth"], device["has_psk"]];
    };
    expect(await has()).to.deep.equal([true, true]);
    await platform.call("PUT", `/devices/${deviceId}`, { auth: "", psk: "" });
    expect(await has()).to.deep.equal([false, false]);
  });
});
