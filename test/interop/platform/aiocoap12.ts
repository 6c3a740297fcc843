import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ROOT } from "../../../tools/image.js";
import { type Check, Checks, must } from "../check.js";
import { makeVenv } from "../coap/venv.js";
import { IMEI, IMSI, type Local, eventually, idOf, isOnline, withPlatform } from "./local.js";

const REQUIREMENTS = "aiocoap==0.4.17 cbor2==6.3.0";
const LWM2M_CBOR = 11_544;

type Line = Readonly<Record<string, unknown>>;

/** A device of LwM2M 1.2 whose codecs are aiocoap's and cbor2's. Gives a text if the machine lacks something. */
export async function lwm2m12Device(log: (line: string) => void): Promise<readonly Check[] | string> {
  const venv = await makeVenv(join(ROOT, "build", "interop", "lwm2m12"), REQUIREMENTS);
  if ("missing" in venv) return venv.missing;
  const checks = new Checks("aiocoap device of LwM2M 1.2", log);
  return withPlatform((local) => served(local, venv.python, checks), { bootstrap: "standard" });
}

async function served(local: Local, python: string, checks: Checks): Promise<readonly Check[]> {
  const { platform, call } = local;
  const script = join(ROOT, "test", "interop", "platform", "aiocoap_device12.py");
  const ports = [platform.bootstrapPort, platform.port].map(String);
  const child = spawn(python, ["-B", script, ...ports, `${IMEI};${IMSI}`], { stdio: ["pipe", "pipe", "inherit"] });
  const lines: Line[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(JSON.parse(line) as Line));
  let seen = 0;
  const told = (): Promise<Line> =>
    eventually(`line ${seen} of the device`, async () => lines[seen]).finally(() => seen++);
  const ask = (method: string, path: string, query: string, body?: unknown): Promise<unknown> =>
    call(method, `/nbiot${path}?imei=${IMEI}&${query}`, body);
  try {
    await checks.run("is bootstrapped in one message of LwM2M CBOR", async () => {
      const { code, format, given } = await told();
      must(code === "2.05" && format === LWM2M_CBOR, JSON.stringify(lines[0]));
      const uri = `'coap://127.0.0.1:${platform.port}'`;
      const { "0/0/0": account, "0/0/10": id, "1/0/0": server, "1/0/1": lifetime } = given as Record<string, string>;
      must(account === uri && id === "1" && server === "1" && lifetime === "3600", JSON.stringify(given));
      return uri;
    });
    await checks.run("registers as LwM2M 1.2", async () => {
      must((await told())["code"] === "2.01", JSON.stringify(lines[1]));
      const device = (await call("GET", `/devices/getbyimei?imei=${IMEI}`)) as { registration: { lwm2m: string } };
      must(device.registration.lwm2m === "1.2", device.registration.lwm2m);
      return "";
    });
    await manage(checks, ask, told);
    await report(local, checks, ask, told, (line) => child.stdin.write(`${line}\n`));
    await checks.run("deregisters", async () => {
      child.stdin.end();
      must((await told())["code"] === "2.02", JSON.stringify(lines[seen - 1]));
      must(!(await isOnline(local)), "it is still online");
      return "";
    });
    return checks.all;
  } finally {
    child.kill();
  }
}

type Ask = (method: string, path: string, query: string, body?: unknown) => Promise<unknown>;

const inCbor = `format=${LWM2M_CBOR}`;

function same(is: unknown, wanted: unknown): string {
  must(JSON.stringify(is) === JSON.stringify(wanted), JSON.stringify(is));
  return JSON.stringify(is);
}

async function manage(checks: Checks, ask: Ask, told: () => Promise<Line>): Promise<void> {
  await checks.run("is read in LwM2M CBOR: resource, instance and object", async () => {
    const accept = `accept=${LWM2M_CBOR}`;
    same(await ask("GET", "", `obj_id=3303&obj_inst_id=0&res_id=5700&${accept}`), [
      { obj_inst_id: 0, res: [{ res_id: 5700, val: 21.5 }] },
    ]);
    return same(await ask("GET", "", `obj_id=3303&${accept}`), [
      {
        obj_inst_id: 0,
        res: [
          { res_id: 5700, val: 21.5 },
          { res_id: 5701, val: "Cel" },
        ],
      },
      { obj_inst_id: 1, res: [{ res_id: 5700, val: 4 }] },
    ]);
  });
  await checks.run("is written in LwM2M CBOR: partial and replace", async () => {
    for (const mode of [2, 1]) {
      const data = [{ res_id: 5701, val: `K${mode}` }];
      await ask("POST", "", `obj_id=3303&obj_inst_id=0&mode=${mode}&${inCbor}`, { data });
      same(await told(), { written: { "3303/0/5701": `K${mode}` }, code: mode === 1 ? "PUT" : "POST" });
    }
    return "";
  });
  await checks.run("has an instance made and removed", async () => {
    const query = "obj_id=3303&obj_inst_id=7";
    const made = await ask("POST", "/create", `${query}&${inCbor}`, { data: [{ res_id: 5701, val: "Cel" }] });
    same(made, { obj_id: 3303, obj_inst_id: 7 });
    same(await told(), { written: { "3303/7/5701": "Cel" }, code: "POST" });
    await ask("DELETE", "", query);
    const list = (await ask("GET", "/resources", "obj_id=3303")) as { item: { instances: { inst_id: number }[] }[] };
    return same(
      list.item[0]?.instances.map(({ inst_id }) => inst_id),
      [0, 1],
    );
  });
  await checks.run("is read and written at several places at once", async () => {
    const read = await ask("GET", "/composite", `paths=/3/0/0,/3303/1&${inCbor}`);
    same(await told(), {
      asked: [
        [3, 0, 0],
        [3303, 1],
      ],
      format: LWM2M_CBOR,
    });
    same(read, [
      { obj_id: 3, obj_inst: [{ obj_inst_id: 0, res: [{ res_id: 0, val: "aiocoap" }] }] },
      { obj_id: 3303, obj_inst: [{ obj_inst_id: 1, res: [{ res_id: 5700, val: 4 }] }] },
    ]);
    const [at0, at1] = [0, 1].map((id) => ({ obj_inst_id: id, res: [{ res_id: 5701, val: `F${id}` }] }));
    await ask("POST", "/composite", inCbor, { data: [{ obj_id: 3303, obj_inst: [at0, at1] }] });
    return same(await told(), { written: { "3303/0/5701": "F0", "3303/1/5701": "F1" }, code: "iPATCH" });
  });
  await checks.run("is given attributes, and discovered to a depth", async () => {
    await ask("PUT", "/attributes", "obj_id=3303&obj_inst_id=0&res_id=5700&pmin=1&edge=&con=1");
    same(await told(), { attributes: ["pmin=1", "con=1", "edge"], path: [3303, 0, 5700] });
    return same(await ask("GET", "/links", "obj_id=3303&depth=1"), [
      { path: "/3303", attributes: {} },
      { path: "/3303/0", attributes: {} },
      { path: "/3303/1", attributes: {} },
    ]);
  });
}

async function report(
  local: Local,
  checks: Checks,
  ask: Ask,
  told: () => Promise<Line>,
  say: (line: string) => void,
): Promise<void> {
  const paths = "paths=/3/0/0,/3303/0/5700";
  const becomes = (value: number): Promise<string> =>
    eventually(`the value ${value}`, async () => {
      const streams = await local.call("GET", `/devices/${await idOf(local)}/datastreams`);
      const found = (streams as { id: string; current_value: unknown }[]).find(({ id }) => id === "3303_0_5700");
      return found?.current_value === value ? String(value) : undefined;
    });
  await checks.run("is observed at several places at once, and a notification becomes a data point", async () => {
    await ask("POST", "/composite/observe", `${paths}&${inCbor}`);
    await told();
    say("22.5");
    const value = await becomes(22.5);
    await told();
    return value;
  });
  await checks.run("is let go of", async () => {
    await ask("POST", "/composite/observe", `${paths}&${inCbor}&cancel=true`);
    await told();
    return same(await ask("GET", "/composite/observe", ""), []);
  });
  await checks.run("sends a value of its own accord in LwM2M CBOR", async () => {
    say("101.5");
    must((await told())["code"] === "2.04", "the Send was refused");
    return becomes(101.5);
  });
}
