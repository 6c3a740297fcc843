import { expect } from "chai";
import { createDecipheriv, createHash } from "node:crypto";
import { isPushToken, pushBody } from "../../../platform/application/signature.js";
import { type Reply, TestPlatform, type UdpPeer, imei, until } from "../support.js";
import { Receiver } from "./receiver.js";

const token = "secret_1";

describe("platform/application push", () => {
  let platform: TestPlatform;
  let application: Receiver;
  let deviceId: string;
  let peer: UdpPeer | undefined;

  beforeEach(async () => {
    platform = await TestPlatform.start({ pushRetry: 20 });
    application = await Receiver.open();
    deviceId = await platform.addDevice();
    peer = undefined;
  });

  afterEach(async () => {
    await peer?.close();
    await platform.close();
    await application.close();
  });

  const configure = (more: Record<string, unknown> = {}): Promise<Reply> =>
    platform.call("PUT", "/push", { url: application.url, token, ...more });
  const state = async (): Promise<Record<string, unknown>> =>
    (await platform.call("GET", "/push")).data as Record<string, unknown>;

  /** Observes /3300/0/5700, whose first value is 1; gives the token of the notifications to come. */
  async function observed(device: UdpPeer): Promise<string> {
    const observing = platform.call("POST", `/nbiot/observe?imei=${imei}&obj_id=3300&obj_inst_id=0&res_id=5700`);
    const request = await device.next();
    device.reply(request, "45", "6105 ff31");
    await observing;
    return request.token;
  }

  it("tells of online (type 2), of a value (1) and of offline, signed with the token", async () => {
    await configure();
    peer = await platform.online();
    await observed(peer);
    await platform.call("PUT", `/devices/${deviceId}`, { auth: "changed1" });
    const [online, point, offline] = await application.messages(3);
    const common = { imei, dev_id: Number(deviceId) };
    expect(online).to.deep.include({ ...common, type: 2, status: 1, login_type: 10 });
    expect(point).to.deep.include({ ...common, type: 1, ds_id: "3300_0_5700", value: 1 });
    expect(Date.now() - Number(point?.["at"])).to.be.within(0, 5_000);
    expect(offline).to.deep.include({ ...common, type: 2, status: 0 });
    const [{ body } = { body: "" }] = await application.requests(1);
    const { nonce, msg_signature: sign } = JSON.parse(body) as { nonce: string; msg_signature: string };
    const text = body.slice('{"msg":'.length, body.indexOf(',"nonce"'));
    expect(nonce).to.match(/^[0-9a-f]{8}$/);
    expect(sign).to.equal(createHash("md5").update(`${token}${nonce}${text}`).digest("base64"));
  });

  it("tells of the result of a cached command (type 7)", async () => {
    await configure();
    const { uuid } = (
      await platform.call("GET", `/nbiot/offline?imei=${imei}&obj_id=3300&expired_time=2099-01-01T00:00:00`)
    ).data as { uuid: string };
    peer = await platform.online();
    const request = await peer.next();
    peer.reply(request, "45", "c2 2d16 ff 080007 e41644 3f800000");
    const [, point, result] = await application.messages(3);
    expect(point).to.deep.include({ type: 1, ds_id: "3300_0_5700", value: 1 });
    expect(result).to.deep.include({
      type: 7,
      cmd_id: uuid,
      imei,
      dev_id: Number(deviceId),
      cmd_type: "READ",
      send_status: 5,
      confirm_status: 0,
      confirm_body: { obj_id: 3300, obj_inst: [{ obj_inst_id: 0, res: [{ res_id: 5700, val: 1 }] }] },
    });
  });

  it("sends the newer form, lists, and encrypted messages where that is configured", async () => {
    const aesKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
    const push = { productId: "1", url: "", token, batch: 1, enabled: true } as const;
    const newer = JSON.parse(pushBody({ ...push, form: "newer" }, '{"a":1}', "12345678")) as Record<string, string>;
    expect(newer["msg"]).to.equal('{"a":1}');
    expect(newer["signature"]).to.equal(createHash("md5").update(`${token}12345678{"a":1}`).digest("base64"));
    const body = pushBody({ ...push, form: "older", aesKey }, '{"a":1}', "12345678");
    const { enc_msg: sealed, msg_signature: sign } = JSON.parse(body) as { enc_msg: string; msg_signature: string };
    expect(sign).to.equal(createHash("md5").update(`${token}12345678${sealed}`).digest("base64"));
    const key = Buffer.from(`${aesKey}=`, "base64");
    const decipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, 16));
    const plain = Buffer.concat([decipher.update(sealed, "base64"), decipher.final()]);
    expect([plain.readUInt32BE(16), plain.toString("utf8", 20)]).to.deep.equal([7, '{"a":1}']);
  });

  it("sends in lists of at most so many where batching is configured", async () => {
    application.answer = () => ({ status: 503 });
    await configure({ batch: 2 });
    peer = await platform.online();
    await observed(peer);
    await until(state, ({ pending }) => pending === 2);
    application.received.length = 0;
    application.answer = () => ({ status: 200 });
    const [list] = await application.messages<{ type: number }[]>(1);
    expect(list?.map(({ type }) => type)).to.deep.equal([2, 1]);
  });

  it("sends again, in order, what was not answered with 200, and tells how that fares", async () => {
    let refusals = 2;
    application.answer = () => ({ status: refusals-- > 0 ? 500 : 200 });
    await configure();
    peer = await platform.online();
    await observed(peer);
    const types = (await application.messages<{ type: number }>(4)).map(({ type }) => type);
    expect(types).to.deep.equal([2, 2, 2, 1]);
    const done = await until(state, ({ pending }) => pending === 0);
    expect(done).to.include({ state: "idle", failures: 0, sent: 2 });
  });

  it("keeps what could not be sent over a restart", async () => {
    application.answer = () => ({ status: 500 });
    await configure();
    peer = await platform.online();
    await application.requests(1);
    const [[first], second] = [application.received, await Receiver.open()];
    await platform.stop();
    const { folder } = platform;
    platform = await TestPlatform.start({ data: folder, push: { url: second.url, token }, pushRetry: 20 });
    const [message] = await second.messages(1);
    expect(message).to.deep.equal((JSON.parse(first?.body ?? "") as { msg: unknown }).msg);
    await second.close();
  });

  it("sends nothing once it is switched off or removed", async () => {
    await configure({ enabled: false });
    peer = await platform.online();
    expect(await state()).to.include({ state: "off", enabled: false, pending: 0 });
    await configure({ enabled: true });
    await platform.call("DELETE", "/push");
    await observed(peer);
    expect((await platform.call("GET", "/push")).data).to.equal(null);
    expect(application.received).to.deep.equal([]);
  });

  it("asks an address whether it knows the token, and says why it does not", async () => {
    application.answer = ({ url }) => ({ status: 200, text: new URL(url, "http://a").searchParams.get("msg") ?? "" });
    await configure();
    expect((await platform.call("POST", "/push/check")).data).to.deep.equal({ ok: true });
    const [{ url, method } = { url: "", method: "" }] = await application.requests(1);
    const query = new URL(url, "http://a").searchParams;
    const [msg, nonce] = [query.get("msg") ?? "", query.get("nonce") ?? ""];
    expect([method, nonce.length]).to.deep.equal(["GET", 8]);
    expect(query.get("signature")).to.equal(createHash("md5").update(`${token}${nonce}${msg}`).digest("base64"));
    application.answer = () => ({ status: 200, text: "no" });
    expect((await platform.call("POST", "/push/check")).data).to.deep.equal({
      ok: false,
      why: "it did not answer with the text of msg",
    });
    application.answer = () => ({ status: 302 });
    expect((await platform.call("POST", "/push/check")).data).to.deep.equal({
      ok: false,
      why: "answered with HTTP status 302",
    });
    await platform.call("PUT", "/push", { url: "http://127.0.0.1:9/" });
    expect((await platform.call("POST", "/push/check")).data).to.have.property("ok", false);
  });

  const wrong: [string, unknown, string][] = [
    ["no address", { token }, "body: url is missing"],
    [
      "another scheme",
      { url: "ftp://a", token },
      "body: url is not an address http://… or https://… without user name",
    ],
    [
      "a user name",
      { url: "http://a:b@c/", token },
      "body: url is not an address http://… or https://… without user name",
    ],
    ["no token", { url: "http://a/" }, "body: token is missing"],
    ["a token with a blank", { url: "http://a/", token: "a b" }, "body: token is not 3 to 32 letters, digits, _ or -"],
    ["a short AES key", { url: "http://a/", token, aes_key: "abc" }, "body: aes_key is not 43 characters of base64"],
    ["an unknown form", { url: "http://a/", token, form: "old" }, "body: form is neither older nor newer"],
    ["a list of none", { url: "http://a/", token, batch: 0 }, "body: batch is not within 1 to 100"],
  ];
  for (const [what, body, error] of wrong) {
    it(`refuses ${what} with error 3`, async () => {
      expect(await platform.call("PUT", "/push", body)).to.deep.equal({ errno: 3, error });
      expect((await platform.call("GET", "/push")).data).to.equal(null);
    });
  }

  it("knows a token that OneNET would take", () => {
    expect(["abc", "a-b_C9", "a".repeat(32)].every(isPushToken)).to.equal(true);
    expect(["ab", "", "a".repeat(33), "a b", "ä12"].some(isPushToken)).to.equal(false);
  });

  it("has nothing to check before it is configured", async () => {
    expect(await platform.call("POST", "/push/check")).to.deep.equal({
      errno: 5108,
      error: "invalid parameter: the product has no push",
    });
  });
});
