import { expect } from "chai";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Reply, UdpPeer, endpointName, imei, imsi, register } from "./support.js";

const tool = fileURLToPath(new URL("../../platform/cli.js", import.meta.url));

/** A platform in a process of its own. */
class Process {
  static async start(folder: string): Promise<Process> {
    const args = [tool, "--bootstrap-port", "0", "--port", "0", "--http", "0", "--data", folder];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const out = await new Promise<string>((resolve, reject) => {
      let text = "";
      child.stdout.setEncoding("utf8").on("data", (part: string) => {
        text += part;
        if (/page and API +http:\S+\n/.test(text)) resolve(text);
      });
      child.once("close", (status) => reject(new Error(`the platform ended with ${status}: ${text}`)));
    });
    return new Process(child, /page and API +(\S+)/.exec(out)?.[1] ?? "", Number(/access.*port (\d+)/.exec(out)?.[1]));
  }

  private constructor(
    private readonly child: ChildProcess,
    private readonly url: string,
    readonly port: number,
  ) {}

  #key = "";

  async call(method: string, path: string, body?: unknown): Promise<Reply> {
    this.#key ||= ((await this.#fetch("GET", "/products")).data as { master_key: string }[])[0]?.master_key ?? "";
    return this.#fetch(method, path, body, { "api-key": this.#key });
  }

  /** As the power cut of a process: it cannot do anything about it. */
  kill(): Promise<void> {
    return new Promise((resolve) => {
      if (this.child.signalCode !== null) return resolve();
      this.child.once("close", () => resolve());
      this.child.kill("SIGKILL");
    });
  }

  async #fetch(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    return (await (await fetch(`${this.url}${path}`, init)).json()) as Reply;
  }
}

describe("platform killed with kill -9", function () {
  this.timeout(60_000);
  let folder: string;
  let running: Process | undefined;

  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "kill-"))));
  afterEach(async () => {
    await running?.kill();
    await rm(folder, { recursive: true, force: true });
  });

  /** What was acknowledged: to the API's caller by errno 0, to the device by an ACK. */
  const kept = { devices: [] as string[], commands: [] as string[], notified: 0 };

  /** Makes devices one after the other until the platform is gone. */
  async function makeDevices(platform: Process, round: number): Promise<void> {
    for (let index = 0; ; index += 1) {
      const number = String(8_000 - round * 1_000 - index);
      const body = { title: "made", protocol: "LWM2M", auth_info: { [number]: "1" }, chip: 1 };
      const reply = await platform.call("POST", "/devices", body).catch(() => undefined);
      if (reply?.errno !== 0) return;
      kept.devices.push((reply.data as { device_id: string }).device_id);
    }
  }

  async function makeCommands(platform: Process): Promise<void> {
    for (let index = 0; index < 40; index += 1) {
      const path = `/nbiot/offline?imei=${imei}&obj_id=3&valid_time=2098-01-01T00:00:00&expired_time=2099-01-01T00:00:00`;
      const reply = await platform.call("GET", path).catch(() => undefined);
      if (reply?.errno !== 0) return;
      kept.commands.push((reply.data as { uuid: string }).uuid);
    }
  }

  /** Confirmable notifications with rising values, each once the one before is acknowledged. */
  async function notify(device: UdpPeer, token: string, ended: () => boolean): Promise<void> {
    while (!ended()) {
      const value = kept.notified + 1;
      const hex = value.toString(16).padStart(4, "0");
      const text = Buffer.from(String(value)).toString("hex");
      device.send(`48 45 ${hex} ${token} 62${hex} ff${text}`);
      const answer = await device.next(400).catch(() => undefined);
      if (answer?.bytes.toString("hex") !== `6000${hex}`) return;
      kept.notified = value;
    }
  }

  it("has everything that it had acknowledged, at whatever moment it came", async () => {
    let platform = (running = await Process.start(folder));
    const made = await platform.call("POST", "/devices", {
      title: "sensor",
      protocol: "LWM2M",
      auth_info: { [imei]: imsi },
      obsv: false,
    });
    const deviceId = (made.data as { device_id: string }).device_id;
    // Nobody is at that address: every push waits.
    const push = { url: "http://127.0.0.1:9/events", token: "token" };
    expect((await platform.call("PUT", "/push", push)).errno).to.equal(0);
    for (let round = 0; round < 4; round += 1) {
      const device = await UdpPeer.open(platform.port);
      device.send(register("0001", "</3/0>,</3300/0>", 3_600, endpointName));
      const created = await device.next();
      expect(created.head).to.equal("ACK 41");
      const observing = platform.call("POST", `/nbiot/observe?imei=${imei}&obj_id=3300&obj_inst_id=0&res_id=5700`);
      const request = await device.next();
      const first = kept.notified + 1;
      device.reply(request, "45", `620000 ff${Buffer.from(String(first)).toString("hex")}`);
      expect((await observing).errno).to.equal(0);
      kept.notified = first;
      let killed = false;
      const work = [makeDevices(platform, round), makeCommands(platform), notify(device, request.token, () => killed)];
      await new Promise((resolve) => setTimeout(resolve, 60 + round * 130));
      await platform.kill();
      killed = true;
      await Promise.all(work);
      await device.close();

      platform = running = await Process.start(folder);
      const data = (await platform.call("GET", `/devices/${deviceId}`)).data as { online: boolean };
      expect(data.online, "the registration").to.equal(true);
      const observed = (await platform.call("GET", `/nbiot/observe?imei=${imei}`)).data;
      expect(observed, "the observation").to.deep.equal([{ obj_id: 3300, obj_inst_id: 0, res_id: 5700 }]);
      const points = (await platform.call("GET", `/devices/${deviceId}/datapoints?limit=6000`)).data as {
        datastreams: { datapoints: { value: number }[] }[];
      };
      const values = points.datastreams.flatMap(({ datapoints }) => datapoints.map(({ value }) => value));
      const all = new Set(values);
      for (let value = 1; value <= kept.notified; value += 1) expect(all.has(value), `value ${value}`).to.equal(true);
      for (const id of kept.devices) expect((await platform.call("GET", `/devices/${id}`)).errno, id).to.equal(0);
      for (const uuid of kept.commands) {
        const reply = await platform.call("GET", `/nbiot/offline/history/${uuid}?imei=${imei}`);
        expect(reply.errno, uuid).to.equal(0);
      }
      const { pending } = (await platform.call("GET", "/push")).data as { pending: number };
      expect(pending, "pushes").to.be.at.least(values.length);
      // What was kept but not acknowledged any more: the next value is above all of them.
      kept.notified = Math.max(...values);
    }
    expect([kept.devices.length, kept.commands.length, kept.notified].every((count) => count > 10)).to.equal(true);
  });
});
