import { expect } from "chai";
import { type Reply, TestPlatform, UdpPeer, endpointName, hex, option } from "../support.js";

const ask = (id: number): string => `4102000${id}bb ${option(11, "bs")} ${option(4, `ep=${endpointName}`)}`;

describe("platform/bootstrap plan", () => {
  let platform: TestPlatform;
  let peer: UdpPeer;
  let deviceId: string;
  let asked: number;

  beforeEach(async () => {
    asked = 0;
    platform = await TestPlatform.start();
    deviceId = await platform.addDevice({ bootstrap: "standard" });
    peer = await UdpPeer.open(platform.running.bootstrapPort);
  });
  afterEach(async () => {
    await peer.close();
    await platform.close();
  });

  const configure = (config: unknown): Promise<Reply> =>
    platform.call("PUT", `/devices/${deviceId}`, { bootstrap_config: config });

  /** Heads and rests of all requests of a bootstrap, each answered with success. */
  async function requests(): Promise<string[]> {
    const wanted: Record<string, string> = { "CON 01": "45", "CON 02": "44", "CON 03": "44", "CON 04": "42" };
    asked += 1;
    peer.send(ask(asked));
    expect((await peer.next()).head).to.equal("ACK 44");
    const all: string[] = [];
    for (;;) {
      const request = await peer.next();
      peer.reply(request, wanted[request.head] ?? "00");
      all.push(`${request.head.slice(4)} ${request.rest}`);
      if (request.rest === "b26273") return all;
    }
  }

  const uri = (): string => hex(`coap://127.0.0.1:${platform.running.port}`);
  const security = (): string =>
    `03 b1300130122d16ffc800${(uri().length / 2).toString(16)}${uri()}c10100c10203c003c004c005c10a01`;

  it("removes, writes Server resources and other instances, and reads as it says", async () => {
    const config = {
      discover: false,
      delete: ["/1", "/2/0"],
      server: [
        { res_id: 1, val: 60 },
        { res_id: 2, val: 5 },
        { res_id: 3, val: 300 },
        { res_id: 5, val: 600 },
        { res_id: 7, val: "UQ" },
        { res_id: 23, val: true },
      ],
      writes: [
        {
          obj_id: 2,
          obj_inst: [
            {
              obj_inst_id: 0,
              res: [
                { res_id: 0, val: 3303 },
                { res_id: 1, val: 0 },
                { res_id: 2, res_inst: [{ res_inst_id: 1, val: 15 }] },
                { res_id: 3, val: 1 },
              ],
            },
          ],
        },
      ],
      read: ["/1/0", "/2"],
    };
    expect((await configure(config)).errno).to.equal(0);
    expect(await requests()).to.deep.equal([
      "04 b131",
      "04 b1320130",
      security(),
      `03 b1310130122d16ffc10001c1013cc10205c203012cc2050258c10601c2075551c11701`,
      "03 b1320130122d16ffc2000ce7c10100830241010fc10301",
      "01 b1310130622d16",
      "01 b132622d16",
      "02 b26273",
    ]);
    await peer.nothingMore();
    const shown = (await platform.call("GET", `/devices/${deviceId}`)).data as Record<string, unknown>;
    expect(shown["bootstrap_config"]).to.deep.equal(config);
  });

  it("may leave everything out but the accounts", async () => {
    await configure({ discover: false, delete: [], read: [] });
    expect(await requests()).to.deep.equal([security(), "03 b1310130122d16ffc10001c2010e10c10601c10755", "02 b26273"]);
  });

  it("is the product's where the device has none of its own", async () => {
    const product = `/products/${platform.running.productId}`;
    const config = { discover: false, delete: [], read: [], server: [{ res_id: 1, val: 60 }] };
    expect((await platform.call("PUT", product, { bootstrap_config: config })).data).to.deep.include({
      bootstrap_config: config,
    });
    expect((await requests())[1]).to.equal("03 b1310130122d16ffc10001c1013cc10601c10755");
    await configure({ ...config, server: [{ res_id: 1, val: 61 }] });
    expect((await requests())[1]).to.equal("03 b1310130122d16ffc10001c1013dc10601c10755");
    await configure({});
    expect((await requests())[1]).to.equal("03 b1310130122d16ffc10001c1013cc10601c10755");
  });

  it("is kept over a restart", async () => {
    await configure({ discover: false, delete: [], read: [] });
    await platform.stop();
    const again = await TestPlatform.start({ data: platform.folder });
    const shown = (await again.call("GET", `/devices/${deviceId}`)).data as Record<string, unknown>;
    expect(shown["bootstrap_config"]).to.deep.equal({ discover: false, delete: [], read: [] });
    await again.stop();
  });

  const instance = (object: number, number: number, res: unknown): unknown => ({
    writes: [{ obj_id: object, obj_inst: [{ obj_inst_id: number, res }] }],
  });
  const one = [{ res_id: 1, val: 1 }];
  const wrong: [unknown, string][] = [
    [[], "bootstrap_config is not an object"],
    ["all", "bootstrap_config is not an object"],
    [{ remove: ["/"] }, "bootstrap_config.remove is not known"],
    [{ discover: 1 }, "discover is neither true nor false"],
    [{ delete: "/" }, "delete is not a list of at most 32 places"],
    [{ delete: ["/3/0/1"] }, 'delete has "/3/0/1", which is not a place such as /, /1 or /1/0'],
    [{ delete: [3] }, "delete has 3, which is not a place such as /, /1 or /1/0"],
    [{ read: ["/3"] }, 'read has "/3", which is not a place such as /1, /1/0 or /2'],
    [{ read: ["/1/65535"] }, 'read has "/1/65535", which is not a place such as /1, /1/0 or /2'],
    [{ server: {} }, "server is not a list of resources"],
    [{ server: [{ res_id: 0, val: 7 }] }, "server: res_id 0 is the platform's own"],
    [{ server: [{ res_id: 1, val: 0 }] }, "server: res_id 1 is less than 1"],
    [{ server: [{ res_id: 1, val: "long" }] }, 'val of res_id 1 does not fit: "long" is not an integer'],
    [{ server: [{ res_id: 4, val: "" }] }, "server: res_id 4 is executed, not written"],
    [{ server: [{ res_id: 7, val: "X" }] }, "server: res_id 7 is not a binding such as U or UQ"],
    [
      {
        server: [
          { res_id: 2, val: 5 },
          { res_id: 3, val: 4 },
        ],
      },
      "server: res_id 3 is less than res_id 2",
    ],
    [{ writes: [] }, "writes is not a list of objects"],
    [instance(0, 5, one), "writes has object 0, which is the platform's own"],
    [instance(1, 0, one), "writes has /1/0, which belongs in server"],
    [instance(2, 0, []), "res is not a list of resources"],
    [
      instance(2, 0, [{ res_id: 2, res_inst: [] }]),
      "writes has a resource without instances, which not every format can tell",
    ],
    [{ delete: ["/"], writes: instance(9, 0, "x".repeat(4_096)) }, "bootstrap_config is longer than 4096 characters"],
  ];
  for (const [config, error] of wrong) {
    it(`is refused with error 3: ${error}`, async () => {
      expect(await configure(config)).to.deep.equal({ errno: 3, error: `body: ${error}` });
    });
  }
});

describe("platform/bootstrap in one message", () => {
  let platform: TestPlatform;
  let peer: UdpPeer;
  let deviceId: string;

  beforeEach(async () => {
    platform = await TestPlatform.start();
    deviceId = await platform.addDevice({ bootstrap: "standard" });
    peer = await UdpPeer.open(platform.running.bootstrapPort);
  });
  afterEach(async () => {
    await peer.close();
    await platform.close();
  });

  const pack = (id: string, more = "", endpoint = endpointName): string =>
    `4101${id}bb ${option(11, "bspack")} ${option(4, `ep=${endpoint}`)} ${more}`;

  it("gives the whole configuration in SenML CBOR, as asked for, and sends nothing more", async () => {
    const uri = `coap://127.0.0.1:${platform.running.port}`;
    peer.send(pack("0001", "216e"));
    const json = [
      `{"n":"/0/0/0","vs":"${uri}"},{"n":"/0/0/1","vb":false},{"n":"/0/0/2","v":3},{"n":"/0/0/3","vd":""},`,
      '{"n":"/0/0/4","vd":""},{"n":"/0/0/5","vd":""},{"n":"/0/0/10","v":1},{"n":"/1/0/0","v":1},{"n":"/1/0/1","v":3600},',
      '{"n":"/1/0/6","vb":true},{"n":"/1/0/7","vs":"U"}',
    ].join("");
    expect((await peer.next()).bytes.toString("hex")).to.equal(`61450001bbc16eff${hex(`[${json}]`)}`);
    await peer.nothingMore();
    for (const [accept, start] of [
      ["", "c170ff8ba200662f302f302f3003"],
      ["2170", "c170ff8ba200662f302f302f3003"],
      ["222d18", "c22d18ffa200a100a700"],
    ] as const) {
      peer.send(pack(`1${accept.padStart(6, "0").slice(-3)}`, accept));
      const answer = await peer.next();
      const wanted = start.replaceAll("2f302f302f30", hex("/0/0/0"));
      expect([answer.head, answer.rest.slice(0, wanted.length)], accept).to.deep.equal(["ACK 45", wanted]);
    }
    await peer.nothingMore();
  });

  it("has what the plan writes", async () => {
    const server = [{ res_id: 1, val: 60 }];
    await platform.call("PUT", `/devices/${deviceId}`, { bootstrap_config: { server } });
    peer.send(pack("0001", "216e"));
    const answer = Buffer.from((await peer.next()).rest, "hex").toString();
    expect(answer).to.contain('{"n":"/1/0/0","v":1},{"n":"/1/0/1","v":60},{"n":"/1/0/6","vb":true}');
  });

  it("is refused: 4.03 for an unknown pair, 4.05, 4.06 in another format, 4.04 for a device of OneNET's kind", async () => {
    const cases: [string, string][] = [
      [pack("0001", "", "869999000000029;1"), "83"],
      [pack("0002").replace("4101", "4102"), "85"],
      [pack("0003", "222d16"), "86"],
    ];
    for (const [request, code] of cases) {
      peer.send(request);
      expect((await peer.next()).head, request).to.equal(`ACK ${code}`);
    }
    await platform.call("PUT", `/devices/${deviceId}`, { bootstrap: "onenet" });
    peer.send(pack("0004"));
    expect((await peer.next()).head).to.equal("ACK 84");
    await peer.nothingMore();
  });

  it("answers 5.01 when it does not fit one message, so that the device asks in the usual way", async () => {
    const res = Array.from({ length: 60 }, (_, index) => ({ res_id: index, val: "0123456789" }));
    const writes = [{ obj_id: 40_000, obj_inst: [{ obj_inst_id: 0, res }] }];
    expect((await platform.call("PUT", `/devices/${deviceId}`, { bootstrap_config: { writes } })).errno).to.equal(0);
    peer.send(pack("0001"));
    expect((await peer.next()).head).to.equal("ACK a1");
    expect(platform.log.at(-1)).to.match(/^bootstrap 8699\*+11 in one message refused, 5\.01: it has \d{4} bytes$/);
  });
});
