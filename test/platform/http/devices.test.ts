import { expect } from "chai";
import { request } from "node:http";
import { isImei } from "../../../platform/http/identity.js";
import { type Reply, TestPlatform, imei, imsi } from "../support.js";

const good = { title: "sensor", protocol: "LWM2M", auth_info: { [imei]: imsi } };

describe("platform/http devices", () => {
  let platform: TestPlatform;

  beforeEach(async () => (platform = await TestPlatform.start()));
  afterEach(() => platform.close());

  const create = (body: unknown): Promise<Reply> => platform.call("POST", "/devices", body);

  it("creates a device and tells all of it", async () => {
    const created = await create({
      ...good,
      desc: "in the lab",
      tags: ["a"],
      location: { lon: 106.5, lat: 29.5 },
      psk: "abcdefgh",
    });
    const { device_id: id } = created.data as { device_id: string };
    expect(created).to.deep.equal({ errno: 0, error: "succ", data: { device_id: id, psk: "abcdefgh" } });
    const device = (await platform.call("GET", `/devices/${id}`)).data as Record<string, unknown>;
    expect(device["create_time"]).to.match(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    delete device["create_time"];
    expect(device).to.deep.equal({
      id,
      title: "sensor",
      protocol: "LWM2M",
      desc: "in the lab",
      tags: ["a"],
      location: { lon: 106.5, lat: 29.5 },
      private: true,
      obsv: true,
      auth_info: { [imei]: imsi },
      bootstrap: "onenet",
      online: false,
      has_auth: false,
      has_psk: true,
      observe_status: false,
      keys: [],
      datastreams: [],
    });
    expect((await platform.call("GET", `/devices/getbyimei?imei=${imei}`)).data).to.have.property("id", id);
  });

  const wrong: [string, unknown, RegExp][] = [
    ["no body", undefined, /^body: it is missing$/],
    ["a body that is not JSON", "{", /^body: it is not JSON$/],
    ["a body that is a list", "[]", /^body: it is not a JSON object$/],
    ["no title", { ...good, title: undefined }, /^body: title is missing$/],
    ["an empty title", { ...good, title: "" }, /^body: title is empty$/],
    ["a title that is a number", { ...good, title: 5 }, /^body: title is not a text$/],
    ["no protocol", { ...good, protocol: undefined }, /^body: protocol is missing$/],
    ["another protocol", { ...good, protocol: "MQTT" }, /^body: protocol is not LWM2M$/],
    ["no auth_info", { ...good, auth_info: undefined }, /^body: auth_info is missing$/],
    ["auth_info that is a text", { ...good, auth_info: imei }, /^body: auth_info is not one pair/],
    ["two pairs", { ...good, auth_info: { [imei]: imsi, "1234": "1" } }, /^body: auth_info is not one pair/],
    [
      "an IMEI with a wrong check digit",
      { ...good, auth_info: { "869999000000012": imsi } },
      /^body: auth_info has no right IMEI/,
    ],
    ["an IMEI of 14 digits", { ...good, auth_info: { "86999900000001": imsi } }, /^body: auth_info has no right IMEI/],
    [
      "an IMSI of 16 digits",
      { ...good, auth_info: { [imei]: "1234567890123456" } },
      /^body: auth_info has no right IMSI/,
    ],
    ["an IMSI that is a number", { ...good, auth_info: { [imei]: 460 } }, /^body: auth_info has no right IMSI/],
    ["an authorization code of 17 letters", { ...good, auth: "a".repeat(17) }, /^body: auth is not 1 to 16 letters/],
    ["a short key", { ...good, psk: "short" }, /^body: psk is not 8 to 16 letters/],
    ["a chip of a device that is no test device", { ...good, chip: 1 }, /^body: chip is for test devices/],
    ["tags that are no list", { ...good, tags: "a" }, /^body: tags is not a list/],
    ["a location without numbers", { ...good, location: "here" }, /^body: location is not/],
    ["obsv that is a number", { ...good, obsv: 1 }, /^body: obsv is neither true nor false$/],
  ];
  for (const [what, body, error] of wrong) {
    it(`refuses ${what} with error 3`, async () => {
      const reply = await create(body);
      expect(reply.errno).to.equal(3);
      expect(reply.error).to.match(error);
      expect(Object.keys(reply)).to.deep.equal(["errno", "error"]);
    });
  }

  it("takes a test device with an IMEI of 4 digits and a chip", async () => {
    expect((await create({ ...good, auth_info: { "1234": "1" }, chip: 6 })).errno).to.equal(0);
  });

  it("refuses a second device with the same IMEI", async () => {
    await create(good);
    expect(await create({ ...good, title: "another" })).to.deep.equal({
      errno: 5108,
      error: "invalid parameter: auth_info: a device with this IMEI exists",
    });
  });

  it("changes what is named and leaves the rest", async () => {
    const id = await platform.addDevice({ desc: "old", obsv: false });
    expect(await platform.call("PUT", `/devices/${id}`, { title: "renamed" })).to.deep.equal({
      errno: 0,
      error: "succ",
    });
    const device = (await platform.call("GET", `/devices/${id}`)).data;
    expect(device).to.include({ title: "renamed", desc: "old", obsv: false });
    expect((await platform.call("PUT", `/devices/${id}`, { title: "" })).errno).to.equal(3);
  });

  it("removes a device; its IMEI is free again", async () => {
    const id = await platform.addDevice();
    expect((await platform.call("DELETE", `/devices/${id}`)).errno).to.equal(0);
    expect(await platform.call("GET", `/devices/${id}`)).to.deep.equal({
      errno: 5108,
      error: "invalid parameter: the product has no such device",
    });
    expect((await create(good)).errno).to.equal(0);
  });

  it("lists by pages and filters", async () => {
    for (const [index, title] of ["cold one", "cold two", "warm"].entries()) {
      await create({ ...good, title, auth_info: { [`100${index}`]: "1" }, tags: [index < 2 ? "chain" : "lamp"] });
    }
    const list = async (query: string): Promise<unknown> => (await platform.call("GET", `/devices?${query}`)).data;
    expect(await list("")).to.include({ total_count: 3, page: 1, per_page: 30 });
    expect(await list("page=2&per_page=2")).to.have.nested.property("devices[0].title", "warm");
    expect(await list("key_words=cold")).to.include({ total_count: 2 });
    expect(await list("tag=lamp")).to.include({ total_count: 1 });
    expect(await list("imei=1001")).to.have.nested.property("devices[0].title", "cold two");
    expect(await list("online=true")).to.include({ total_count: 0 });
    expect(await list("begin=2001-01-01&end=2002-01-01")).to.include({ total_count: 0 });
    for (const query of ["page=0", "per_page=101", "online=maybe", "begin=now"]) {
      expect((await platform.call("GET", `/devices?${query}`)).errno, query).to.equal(5108);
    }
  });

  it("tells the status of the devices that are asked for", async () => {
    const id = await platform.addDevice();
    expect((await platform.call("GET", `/devices/status?devIds=${id},999`)).data).to.deep.equal({
      total_count: 1,
      devices: [{ id, title: "sensor", online: false }],
    });
    expect((await platform.call("GET", "/devices/status")).errno).to.equal(5108);
  });

  it("opens nothing without a MasterKey, or with that of another product", async () => {
    const id = await platform.addDevice();
    const other = (await platform.call("POST", "/products", { name: "other" })).data as { master_key: string };
    const paths = [
      "/devices",
      `/devices/${id}/datastreams`,
      `/nbiot?imei=${imei}&obj_id=3`,
      "/events",
      `/messages?imei=${imei}`,
    ];
    for (const path of paths) expect((await platform.call("GET", path, undefined, "wrong")).errno, path).to.equal(1);
    expect((await platform.call("GET", `/devices/${id}`, undefined, other.master_key)).errno).to.equal(5108);
    expect(await platform.call("GET", `/nbiot/resources?imei=${imei}`, undefined, other.master_key)).to.deep.equal({
      errno: 1,
      error: "authorization failed: the key does not match the imei",
    });
    expect((await platform.call("GET", "/devices", undefined, other.master_key)).data).to.include({ total_count: 0 });
  });

  it("refuses a body beyond its limit with 413, and names an unknown path with 404", async () => {
    const large = await fetch(`${platform.running.url}/devices`, {
      method: "POST",
      body: "x".repeat(20_000),
      headers: { "api-key": platform.running.masterKey },
    });
    expect([large.status, await large.json()]).to.deep.equal([
      413,
      { errno: 3, error: "body: it is longer than 16384 bytes" },
    ]);
    const unknown = await fetch(`${platform.running.url}/nowhere`);
    expect([unknown.status, await unknown.json()]).to.deep.equal([
      404,
      { errno: 5108, error: "invalid parameter: no such path or method" },
    ]);
  });
});

describe("platform/http products and page", () => {
  let platform: TestPlatform;

  beforeEach(async () => (platform = await TestPlatform.start()));
  afterEach(() => platform.close());

  it("has one product at the first start, and makes further ones of the same user", async () => {
    const [first] = (await platform.call("GET", "/products")).data as Record<string, string>[];
    expect(first).to.include({
      master_key: platform.running.masterKey,
      product_id: platform.running.productId,
      protocol: "LWM2M",
    });
    const second = (await platform.call("POST", "/products", { name: " Lamps " })).data as Record<string, string>;
    expect(second).to.include({ name: "Lamps", user_id: first?.["user_id"] });
    expect(second["master_key"])
      .to.match(/^[A-Za-z0-9]{32}$/)
      .and.not.equal(platform.running.masterKey);
    expect((await platform.call("POST", "/products", { name: " " })).errno).to.equal(3);
  });

  /** fetch does not let Host and Origin be set. */
  const status = (headers: Record<string, string>): Promise<string> =>
    new Promise((resolve, reject) => {
      const call = request(
        { port: platform.running.httpPort, host: "127.0.0.1", path: "/products", headers },
        (response) => {
          let text = "";
          response.setEncoding("utf8").on("data", (part: string) => (text += part));
          response.on("end", () => resolve(text));
        },
      );
      call.on("error", reject).end();
    });

  it("shows the keys to no page from elsewhere, under whatever name it reaches this machine", async () => {
    expect(await status({})).to.contain(platform.running.masterKey);
    expect(await status({ origin: "http://evil.example" })).to.contain('"errno":1');
    expect(await status({ host: "evil.example" })).to.contain('"errno":1');
    expect(await status({ host: "evil.example", "api-key": platform.running.masterKey })).to.contain('"errno":0');
  });

  it("serves the page and its files with a policy that lets nothing else in", async () => {
    const page = await fetch(`${platform.running.url}/`);
    expect(page.headers.get("content-security-policy")).to.match(/^default-src 'self'/);
    const html = await page.text();
    const files = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1] ?? "");
    expect(files.length).to.equal(3);
    for (const file of [...files, "/page/api.js", "/page/device.js", "/page/dialogs.js", "/page/dom.js"]) {
      const response = await fetch(`${platform.running.url}${file}`);
      expect(response.status, file).to.equal(200);
      expect(await response.text(), file).not.to.match(/https?:\/\/(?!www\.w3\.org)/);
    }
    expect((await fetch(`${platform.running.url}/page/../http/server.ts`)).status).to.equal(404);
  });

  it("names the objects", async () => {
    const objects = (await platform.call("GET", "/objects")).data as {
      id: number;
      name: string;
      resources: { id: number }[];
    }[];
    const temperature = objects.find(({ id }) => id === 3303);
    expect(temperature?.name).to.equal("Temperature");
    expect(temperature?.resources.find(({ id }) => id === 5700)).to.deep.equal({
      id: 5700,
      name: "Sensor Value",
      access: "R",
      type: "float",
      multiple: false,
      units: "",
    });
    for (const id of [0, 1, 3, 4, 5, 3200, 3201, 3202, 3300])
      expect(
        objects.some((object) => object.id === id),
        String(id),
      ).to.equal(true);
  });
});

describe("platform/http/identity", () => {
  it("knows a right IMEI by its check digit", () => {
    for (const right of [imei, "490154203237518", "0000", "9999"]) expect(isImei(right), right).to.equal(true);
    for (const wrong of ["490154203237519", "49015420323751", "4901542032375180", "123", "", "49015420323751a"]) {
      expect(isImei(wrong), wrong).to.equal(false);
    }
  });
});
