import { expect } from "chai";
import { createHmac } from "node:crypto";
import { type Reply, TestPlatform, imei } from "../support.js";

describe("platform/http authorization", () => {
  let platform: TestPlatform;
  let accessKey: string;

  beforeEach(async () => {
    platform = await TestPlatform.start();
    const [product] = (await platform.call("GET", "/products")).data as { access_key: string }[];
    accessKey = product?.access_key ?? "";
  });
  afterEach(() => platform.close());

  const later = String(Math.floor(Date.now() / 1_000) + 600);

  /** A token as D.8 of OneNET's documentation makes it; `change` spoils one of its values after the signing. */
  function token(method: string, change: Record<string, string> = {}, key = accessKey): string {
    const values = { version: "2018-10-31", res: `products/${platform.running.productId}`, et: later, method };
    const text = [values.et, values.method, values.res, values.version].join("\n");
    const sign = createHmac(method, Buffer.from(key, "base64")).update(text).digest("base64");
    const all = { ...values, sign, ...change };
    return Object.entries(all)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join("&");
  }

  async function devices(authorization: string): Promise<Reply> {
    const response = await fetch(`${platform.running.url}/devices`, { headers: { authorization } });
    return (await response.json()) as Reply;
  }

  for (const method of ["md5", "sha1", "sha256"]) {
    it(`takes a token signed by ${method}`, async () => {
      expect(await devices(token(method))).to.deep.include({ errno: 0 });
    });
  }

  it("takes a sign whose plus was not encoded, as some clients send it", async () => {
    for (let seconds = Number(later); ; seconds += 1) {
      const values = [String(seconds), "sha1", `products/${platform.running.productId}`, "2018-10-31"];
      const sign = createHmac("sha1", Buffer.from(accessKey, "base64")).update(values.join("\n")).digest("base64");
      if (!sign.includes("+")) continue;
      const [et, method, res, version] = values;
      const text = `version=${version}&res=${res}&et=${et}&method=${method}&sign=${sign}`;
      expect((await devices(text)).errno).to.equal(0);
      return;
    }
  });

  const refused: [string, (make: typeof token) => string, string][] = [
    ["one that is over", (make) => make("sha1", { et: "1537255523" }), "the token is over: et is past"],
    ["another version", (make) => make("sha1", { version: "2020" }), "version of the token is not 2018-10-31"],
    [
      "another digest",
      (make) => make("sha1", { method: "crc" }),
      "method of the token is not one of md5, sha1, sha256",
    ],
    ["another product", (make) => make("sha1", { res: "products/1" }), "sign of the token does not fit its res"],
    [
      "a later end than was signed",
      (make) => make("sha1", { et: `${later}0` }),
      "sign of the token does not fit its res",
    ],
    ["another key", (make) => make("sha1", {}, "AAAA"), "sign of the token does not fit its res"],
    ["no token at all", () => "Bearer abc", "version of the token is not 2018-10-31"],
  ];
  for (const [what, make, why] of refused) {
    it(`refuses ${what} with error 1`, async () => {
      expect(await devices(make(token))).to.deep.equal({ errno: 1, error: `authorization failed: ${why}` });
    });
  }

  it("refuses a call without any key", async () => {
    const reply = (await (await fetch(`${platform.running.url}/devices`)).json()) as Reply;
    expect(reply).to.deep.equal({
      errno: 1,
      error: "authorization failed: neither api-key nor Authorization is given",
    });
  });

  describe("device keys", () => {
    let deviceId: string;
    let otherId: string;

    beforeEach(async () => {
      deviceId = await platform.addDevice();
      otherId = await platform.addDevice({ auth_info: { "1234": "1" }, chip: 1 });
    });

    const create = (body: unknown): Promise<Reply> => platform.call("POST", "/keys", body);
    const permissions = (ids: string[], methods: string[] = []): unknown => [
      { resources: ids.map((dev_id) => ({ dev_id })), access_methods: methods },
    ];
    const keyOf = (reply: Reply): string => (reply.data as { key: string }).key;

    it("open the devices that they name, for the methods that they name, and nothing else", async () => {
      const key = keyOf(await create({ title: "reader", permissions: permissions([deviceId], ["get"]) }));
      const errno = async (method: string, path: string, body?: unknown): Promise<number> =>
        (await platform.call(method, path, body, key)).errno;
      expect(await errno("GET", `/devices/${deviceId}`)).to.equal(0);
      expect(await errno("GET", `/devices/${deviceId}/datapoints`)).to.equal(0);
      expect(await errno("PUT", `/devices/${deviceId}`, { title: "new" })).to.equal(1);
      expect(await errno("GET", `/devices/${otherId}`)).to.equal(1);
      expect(await errno("GET", `/nbiot?imei=1234&obj_id=3`)).to.equal(1);
      expect(await errno("GET", `/nbiot?imei=${imei}&obj_id=3`)).to.equal(2001);
      for (const [method, path] of [
        ["POST", "/devices"],
        ["GET", "/keys"],
        ["GET", "/triggers"],
        ["GET", "/push"],
        ["GET", "/counters"],
        ["PUT", `/products/${platform.running.productId}`],
      ] as const) {
        expect(await errno(method, path, method === "GET" ? undefined : {}), path).to.equal(1);
      }
      const list = (await platform.call("GET", "/devices", undefined, key)).data as { devices: { id: string }[] };
      expect(list.devices.map(({ id }) => id)).to.deep.equal([deviceId]);
      expect((await platform.call("GET", "/products", undefined, key)).data).to.deep.equal([]);
    });

    it("are listed, changed and removed, and shown at the device to the MasterKey alone", async () => {
      const key = keyOf(await create({ title: "reader", permissions: permissions([deviceId]) }));
      const shown = async (by?: string): Promise<unknown> =>
        ((await platform.call("GET", `/devices/${deviceId}`, undefined, by)).data as { keys: unknown }).keys;
      expect(await shown()).to.deep.equal([{ title: "reader", key }]);
      expect(await shown(key)).to.deep.equal([]);
      await platform.call("PUT", `/keys/${key}`, { permissions: permissions([otherId]) });
      expect((await platform.call("GET", `/devices/${deviceId}`, undefined, key)).errno).to.equal(1);
      expect((await platform.call("GET", `/keys?device_id=${otherId}`)).data).to.deep.include({ total_count: 1 });
      expect((await platform.call("GET", `/keys?device_id=${deviceId}`)).data).to.deep.include({ total_count: 0 });
      await platform.call("DELETE", `/keys/${key}`);
      expect((await platform.call("GET", `/devices/${otherId}`, undefined, key)).errno).to.equal(1);
      expect((await platform.call("DELETE", `/keys/${key}`)).errno).to.equal(5108);
    });

    it("are refused with error 3 where they name what is not there", async () => {
      expect(await create({})).to.deep.equal({ errno: 3, error: "body: title is missing" });
      expect(await create({ title: "a", permissions: 1 })).to.deep.equal({
        errno: 3,
        error: "body: permissions is not a list",
      });
      expect(await create({ title: "a", permissions: permissions(["1"]) })).to.deep.equal({
        errno: 3,
        error: "body: permissions names a device that the product does not have",
      });
      expect(await create({ title: "a", permissions: permissions([deviceId], ["fly"]) })).to.deep.equal({
        errno: 3,
        error: "body: permissions has access_methods other than get, put, post, delete",
      });
    });
  });
});
