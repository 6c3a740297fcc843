import { type Checks, must } from "../check.js";
import { IMEI, type Local, eventually } from "./local.js";

type Ask = (method: string, path: string, query: string, body?: unknown) => Promise<unknown>;

/** Operations of LwM2M 1.1 and formats of writes, on the objects of the Leshan client: 1, 3, and 2 without an instance. */
export async function checkLeshanOperations(local: Local, checks: Checks): Promise<void> {
  const ask: Ask = (method, path, query, body) => local.call(method, `/nbiot${path}?imei=${IMEI}&${query}`, body);
  await checkFormats(ask, checks);
  await checkInstances(ask, checks);
  await checkComposites(local, ask, checks);
}

const minimum = "obj_id=1&obj_inst_id=0&res_id=2";

async function checkFormats(ask: Ask, checks: Checks): Promise<void> {
  for (const [format, name, value] of [
    [0, "text", 11],
    [60, "CBOR", 12],
    [110, "SenML JSON", 13],
    [112, "SenML CBOR", 14],
    [11_542, "TLV", 15],
    [11_543, "LwM2M JSON", 16],
  ] as const) {
    await checks.run(`is written in ${name}`, async () => {
      const data = [{ res_id: 2, val: value }];
      await ask("POST", "", `obj_id=1&obj_inst_id=0&mode=2&format=${format}`, { data });
      return same(await ask("GET", "", minimum), [{ obj_inst_id: 0, res: [{ res_id: 2, val: value }] }]);
    });
  }
}

async function checkInstances(ask: Ask, checks: Checks): Promise<void> {
  const numbers = async (): Promise<unknown> => {
    const { item } = (await ask("GET", "/resources", "obj_id=2")) as { item: { instances: { inst_id: number }[] }[] };
    return item[0]?.instances.map(({ inst_id }) => inst_id);
  };
  const data = [
    { res_id: 0, val: 3 },
    { res_id: 1, val: 0 },
    { res_id: 3, val: 1 },
  ];
  await checks.run("makes an instance and tells its number", async () => {
    return same(await ask("POST", "/create", "obj_id=2", { data }), { obj_id: 2, obj_inst_id: 0 });
  });
  for (const [format, instance] of [
    [11_542, 3],
    [110, 4],
    [112, 5],
  ] as const) {
    await checks.run(`makes instance ${instance} from format ${format}`, async () => {
      await ask("POST", "/create", `obj_id=2&obj_inst_id=${instance}&format=${format}`, { data });
      return same(await ask("GET", "", `obj_id=2&obj_inst_id=${instance}&res_id=0`), [
        { obj_inst_id: instance, res: [{ res_id: 0, val: 3 }] },
      ]);
    });
  }
  await checks.run("removes an instance, and the resource list follows", async () => {
    same(await numbers(), [0, 3, 4, 5]);
    await ask("DELETE", "", "obj_id=2&obj_inst_id=3");
    return same(await numbers(), [0, 4, 5]);
  });
}

async function checkComposites(local: Local, ask: Ask, checks: Checks): Promise<void> {
  const paths = "paths=/3/0/0,/1/0/2";
  for (const format of [110, 112]) {
    await checks.run(`is read and written at several places at once in format ${format}`, async () => {
      const res = [{ res_id: 2, val: format }];
      await ask("POST", "/composite", `format=${format}`, {
        data: [{ obj_id: 1, obj_inst: [{ obj_inst_id: 0, res }] }],
      });
      return same(sorted(await ask("GET", "/composite", `${paths}&format=${format}`)), [
        { obj_id: 1, obj_inst: [{ obj_inst_id: 0, res }] },
        { obj_id: 3, obj_inst: [{ obj_inst_id: 0, res: [{ res_id: 0, val: "Leshan" }] }] },
      ]);
    });
  }
  await checks.run("is observed at several places at once, notifies, and is let go of", async () => {
    await ask("POST", "/composite/observe", paths);
    await ask("POST", "", "obj_id=1&obj_inst_id=0&mode=2", { data: [{ res_id: 2, val: 99 }] });
    const told = await eventually("the notification", async () => {
      const messages = await local.call("GET", `/messages?imei=${IMEI}`);
      const all = messages as { direction: string; text: string; values?: Record<string, unknown> }[];
      return all.find(({ text, values }) => /^2\.05 .*Observe/.test(text) && values?.["/1/0/2"] === 99);
    });
    await ask("POST", "/composite/observe", `${paths}&cancel=true`);
    same(await ask("GET", "/composite/observe", ""), []);
    return JSON.stringify(told.values);
  });
}

const sorted = (objects: unknown): unknown =>
  (objects as { obj_id: number }[]).slice().sort((a, b) => a.obj_id - b.obj_id);

function same(is: unknown, wanted: unknown): string {
  must(JSON.stringify(is) === JSON.stringify(wanted), JSON.stringify(is));
  return JSON.stringify(is);
}
