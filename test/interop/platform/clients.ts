import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ROOT } from "../../../tools/image.js";
import { onPath, runProgram } from "../build.js";
import { type Check, Checks, must } from "../check.js";
import { makeVenv } from "../coap/venv.js";
import { lwm2m12Device } from "./aiocoap12.js";
import { leshanDevices } from "./leshan-device.js";
import { IMEI, IMSI, type Local, eventually, idOf, isOnline, withPlatform } from "./local.js";

/** What came of the run. `skipped` says what the machine lacks. */
export interface ClientsReport {
  readonly skipped: readonly string[];
  readonly checks: readonly Check[];
}

const AIOCOAP = "aiocoap==0.4.17";
const LIBCOAP = "coap-client-notls";

/** The platform with devices that are nobody's of this project: on aiocoap, on libcoap's client, on the Leshan client library. */
export async function runPlatformClients(log: (line: string) => void): Promise<ClientsReport> {
  const skipped: string[] = [];
  const all: Check[] = [];
  const venv = await makeVenv(join(ROOT, "build", "interop", "aiocoap"), AIOCOAP);
  if ("missing" in venv) skipped.push(venv.missing);
  else
    all.push(...(await withPlatform((local) => aiocoapDevice(local, venv.python, new Checks("aiocoap device", log)))));
  const newest = await lwm2m12Device(log);
  if (typeof newest === "string") skipped.push(newest);
  else all.push(...newest);
  if (!onPath(LIBCOAP)) skipped.push(`no ${LIBCOAP} (Debian: libcoap3-bin)`);
  else all.push(...(await withPlatform((local) => libcoapDevice(local, new Checks("libcoap device", log)))));
  const leshan = await leshanDevices(log);
  if (typeof leshan === "string") skipped.push(leshan);
  else all.push(...leshan);
  return { skipped, checks: all };
}

const value = "obj_id=3303&obj_inst_id=0&res_id=5700";

async function aiocoapDevice(local: Local, python: string, checks: Checks): Promise<readonly Check[]> {
  const { platform, call } = local;
  const script = join(ROOT, "test", "interop", "platform", "aiocoap_device.py");
  const child = spawn(python, [script, String(platform.port), `${IMEI};${IMSI}`], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines: Record<string, unknown>[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(JSON.parse(line) as never));
  const told = (number: number): Promise<Record<string, unknown>> =>
    eventually(`line ${number} of the device`, async () => lines[number]);
  try {
    await checks.run("registers", async () => {
      const { code, location } = await told(0);
      must(code === "2.01" && (location as string[]).length === 2, JSON.stringify(lines[0]));
      must(await isOnline(local), "it is not online");
      return String(location);
    });
    await checks.run("is read", async () => {
      const read = await call("GET", `/nbiot?imei=${IMEI}&${value}`);
      must(JSON.stringify(read) === '[{"obj_inst_id":0,"res":[{"res_id":5700,"val":21.5}]}]', JSON.stringify(read));
      return "21.5";
    });
    await checks.run("is written in TLV", async () => {
      await call("POST", `/nbiot?imei=${IMEI}&obj_id=3201&obj_inst_id=0&mode=2`, {
        data: [{ res_id: 5550, val: true }],
      });
      const line = await told(1);
      must(line["written"] === "e115ae01" && line["format"] === 11_542, JSON.stringify(line));
      return "e115ae01";
    });
    await checks.run("is executed with arguments", async () => {
      await call("POST", `/nbiot/execute?imei=${IMEI}&obj_id=3&obj_inst_id=0&res_id=4`, { args: "0='a'" });
      const line = await told(2);
      must(line["executed"] === "3/0/4" && line["arguments"] === "0='a'", JSON.stringify(line));
      return "0='a'";
    });
    await checks.run("is observed, and its notification becomes a data point", async () => {
      await call("POST", `/nbiot/observe?imei=${IMEI}&${value}`);
      child.stdin.write("22.5\n");
      return eventually("the value 22.5", async () => {
        const streams = (await call("GET", `/devices/${await idOf(local)}/datastreams`)) as {
          current_value: unknown;
        }[];
        return streams.some(({ current_value: is }) => is === 22.5) ? "22.5" : undefined;
      });
    });
    await checks.run("updates", async () => {
      child.stdin.write("update\n");
      const { code } = await told(3);
      must(code === "2.04", String(code));
      return "";
    });
    await checks.run("deregisters", async () => {
      child.stdin.end();
      const { code } = await told(4);
      must(code === "2.02", String(code));
      must(!(await isOnline(local)), "it is still online");
      return "";
    });
    return checks.all;
  } finally {
    child.kill();
  }
}

/** libcoap's client makes one request a run: it registers, updates and deregisters, each from a port of its own. */
async function libcoapDevice(local: Local, checks: Checks): Promise<readonly Check[]> {
  const folder = mkdtempSync(join(tmpdir(), "libcoap-device-"));
  const file = join(folder, "links");
  writeFileSync(file, "</3/0>,</3303/0>");
  const server = `coap://127.0.0.1:${local.platform.port}`;
  // At this level the client prints each message: the answer's code and its Location-Path.
  const run = async (...args: string[]): Promise<string> => {
    const { out, err } = await runProgram(LIBCOAP, ["-v", "7", "-B", "10", ...args]);
    return out + err;
  };
  let location = "";
  try {
    await checks.run("registers", async () => {
      const text = await run("-m", "post", "-t", "40", "-f", file, `${server}/rd?lwm2m=1.0&ep=${IMEI};${IMSI}&lt=60`);
      const path = [...text.matchAll(/Location-Path:([^,\]\s]+)/g)].map((match) => match[1]);
      must(/2\.01/.test(text) && path.length === 2, text.slice(-300));
      must(await isOnline(local), "it is not online");
      location = path.join("/");
      return location;
    });
    await checks.run("updates", async () => {
      const text = await run("-m", "post", `${server}/${location}?lt=90`);
      must(/2\.04/.test(text), text.slice(-300));
      return "";
    });
    await checks.run("deregisters", async () => {
      const text = await run("-m", "delete", `${server}/${location}`);
      must(/2\.02/.test(text), text.slice(-300));
      must(!(await isOnline(local)), "it is still online");
      return "";
    });
    return checks.all;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
