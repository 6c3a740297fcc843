import { expect } from "chai";
import { isImei } from "../../../platform/http/identity.js";
import { endpointOf, quantile, runLoad } from "../../../tools/load/run.js";
import { TestPlatform } from "../../platform/support.js";

describe("tools/load", () => {
  it("names each device by an IMEI with a right check digit and an IMSI, no two alike", () => {
    const names = Array.from({ length: 200 }, (_, index) => endpointOf(index).split(";"));
    for (const [imei = "", imsi = ""] of names) {
      expect(isImei(imei), imei).to.equal(true);
      expect(imsi).to.match(/^\d{15}$/);
    }
    expect(new Set(names.map(([imei]) => imei)).size).to.equal(200);
  });

  it("takes the quantile by the nearest rank", () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    expect([quantile(hundred, 0.5), quantile(hundred, 0.99), quantile([7], 0.99)]).to.deep.equal([50, 99, 7]);
    expect(quantile([], 0.5)).to.be.NaN;
  });

  it("registers, observes, reports and reads with the platform, and nothing is lost", async function () {
    this.timeout(30_000);
    const platform = await TestPlatform.start();
    const place = (endpoint: string): string => `imei=${endpoint.split(";")[0]}&obj_id=3303&obj_inst_id=0&res_id=5700`;
    const figures = await runLoad(
      {
        name: "platform",
        port: platform.running.port,
        prepare: async (endpoints) => {
          for (const endpoint of endpoints) {
            const [imei = "", imsi = ""] = endpoint.split(";");
            await platform.addDevice({ auth_info: { [imei]: imsi }, obsv: false });
          }
        },
        observe: async (endpoint) => (await platform.call("POST", `/nbiot/observe?${place(endpoint)}`)).errno === 0,
        read: async (endpoint) => (await platform.call("GET", `/nbiot?${place(endpoint)}`)).errno === 0,
        memory: () => 1,
        close: async () => undefined,
      },
      5,
      1,
    );
    expect(figures).to.include({
      registered: 5,
      observed: 5,
      notified: 5,
      lost: 0,
      reads: 20,
      failedReads: 0,
      memory: 1,
    });
    await platform.close();
  });
});
