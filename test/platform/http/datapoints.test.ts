import { expect } from "chai";
import { TestPlatform, type UdpPeer, imei } from "../support.js";

interface Points {
  readonly count: number;
  readonly cursor?: string;
  readonly datastreams: readonly { readonly id: string; readonly datapoints: readonly { readonly value: unknown }[] }[];
}

describe("platform/http datapoints", () => {
  let platform: TestPlatform;
  let peer: UdpPeer;
  let deviceId: string;

  beforeEach(async () => {
    platform = await TestPlatform.start();
    deviceId = await platform.addDevice();
    peer = await platform.online();
    for (const value of [1, 2, 3, 4, 5]) await comes(5700, value);
    await comes(5601, 0);
  });
  afterEach(async () => {
    await peer.close();
    await platform.close();
  });

  /** A read makes a data point. */
  async function comes(resource: number, value: number): Promise<void> {
    const reading = platform.call("GET", `/nbiot?imei=${imei}&obj_id=3300&obj_inst_id=0&res_id=${resource}`);
    peer.reply(await peer.next(), "45", `ff3${value}`);
    await reading;
  }

  const points = async (query: string): Promise<Points> =>
    (await platform.call("GET", `/devices/${deviceId}/datapoints?${query}`)).data as Points;
  const values = ({ datastreams }: Points): unknown[] =>
    datastreams.flatMap(({ datapoints }) => datapoints.map(({ value }) => value));

  it("gives the newest without a start, in the order of time", async () => {
    expect(values(await points("datastream_id=3300_0_5700&limit=2"))).to.deep.equal([4, 5]);
    const all = await points("");
    expect([all.count, all.cursor, all.datastreams.map(({ id }) => id)]).to.deep.equal([
      6,
      undefined,
      ["3300_0_5700", "3300_0_5601"],
    ]);
  });

  it("goes on with the cursor from a start, without gaps or repetition", async () => {
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const more = cursor === undefined ? "" : `&cursor=${cursor}`;
      const page = await points(`datastream_id=3300_0_5700&start=2020-01-01T00:00:00&limit=2${more}`);
      seen.push(...values(page));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it("goes backwards with sort=DESC", async () => {
    const first = await points("datastream_id=3300_0_5700&sort=DESC&limit=3");
    expect(values(first)).to.deep.equal([5, 4, 3]);
    const rest = await points(`datastream_id=3300_0_5700&sort=DESC&cursor=${first.cursor ?? ""}`);
    expect([values(rest), rest.cursor]).to.deep.equal([[2, 1], undefined]);
  });

  it("keeps to start, end and duration", async () => {
    expect((await points("end=2020-01-01T00:00:00")).count).to.equal(0);
    expect((await points("start=2020-01-01T00:00:00&duration=60")).count).to.equal(0);
    expect((await points("duration=60")).count).to.equal(6);
  });

  it("tells the newest values of several devices at once", async () => {
    const { devices } = (await platform.call("GET", `/devices/datapoints?devIds=${deviceId},9`)).data as {
      devices: { id: string; datastreams: { id: string; value: unknown }[] }[];
    };
    expect(devices.map(({ id, datastreams }) => [id, datastreams.map((one) => [one.id, one.value])])).to.deep.equal([
      [
        deviceId,
        [
          ["3300_0_5700", 5],
          ["3300_0_5601", 0],
        ],
      ],
    ]);
  });

  const wrong: [string, string][] = [
    ["limit=0", "limit is not within 1 to 6000"],
    ["limit=6001", "limit is not within 1 to 6000"],
    ["cursor=5", "cursor is not one of a reply"],
    ["sort=up", "sort is neither ASC nor DESC"],
    ["start=yesterday", "start is not a time YYYY-MM-DDTHH:MM:SS"],
    ["start=2021-01-01T00:00:00&end=2020-01-01T00:00:00", "end is before start"],
    ["duration=0", "duration is not within 1 to 31622400"],
  ];
  for (const [query, error] of wrong) {
    it(`answers 5108 to ${query}: ${error}`, async () => {
      const reply = await platform.call("GET", `/devices/${deviceId}/datapoints?${query}`);
      expect(reply).to.deep.equal({ errno: 5108, error: `invalid parameter: ${error}` });
    });
  }
});
