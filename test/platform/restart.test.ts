import { expect } from "chai";
import { TestPlatform, imei } from "./support.js";

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
    // What was asked before the restart still tells the place of a notification in the message log.
    const messages = (await second.call("GET", `/messages?imei=${imei}`)).data as { values?: unknown }[];
    expect(messages.map(({ values }) => values)).to.deep.equal([{ "/3300/0/5700": 2 }, undefined]);
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
