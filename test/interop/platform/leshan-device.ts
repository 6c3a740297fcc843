import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../../../tools/image.js";
import { buildJudge } from "../build.js";
import { type Check, Checks, must } from "../check.js";
import { checkLeshanOperations } from "./leshan-operations.js";
import { IMEI, IMSI, type Local, eventually, isOnline, withPlatform } from "./local.js";

/** A device on the Leshan client library: straight to the access server, and by the standard bootstrap. */
export async function leshanDevices(log: (line: string) => void): Promise<readonly Check[] | string> {
  const source = join(ROOT, "test", "interop", "platform", "leshan");
  const built = await buildJudge(source, join(ROOT, "build", "leshan-client"));
  if (built.kind === "missing") return built.reason;
  if (built.kind === "failed") return [{ name: "Leshan client: builds", ok: false, detail: built.detail }];
  const all: Check[] = [];
  for (const through of ["server", "bootstrap"] as const) {
    const checks = new Checks(`Leshan client by ${through}`, log);
    const entry = { bootstrap: "standard", bootstrap_config: plan };
    all.push(...(await withPlatform((local) => served(local, built.classpath, through, checks), entry)));
  }
  return all;
}

/** What the bootstrap does: a lifetime and an observation period of its own, and a look at both objects. */
const plan = {
  delete: ["/0", "/1"],
  server: [
    { res_id: 1, val: 120 },
    { res_id: 3, val: 77 },
  ],
  read: ["/1/0", "/2"],
};

async function served(
  local: Local,
  classpath: string,
  through: "server" | "bootstrap",
  checks: Checks,
): Promise<readonly Check[]> {
  const { platform, call } = local;
  const port = through === "server" ? platform.port : platform.bootstrapPort;
  const args = ["-cp", classpath, "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "nblwm2m.interop.Device"];
  const child = spawn("java", [...args, `coap://127.0.0.1:${port}`, through, `${IMEI};${IMSI}`], {
    stdio: ["pipe", "inherit", "inherit"],
  });
  try {
    await checks.run("registers as LwM2M 1.1", async () => {
      await eventually("the registration", async () => ((await isOnline(local)) ? true : undefined));
      const device = (await call("GET", `/devices/getbyimei?imei=${IMEI}`)) as { registration: { lwm2m: string } };
      must(device.registration.lwm2m === "1.1", device.registration.lwm2m);
      return "";
    });
    if (through === "bootstrap") {
      await checks.run("has the terms of the bootstrap", async () => {
        const { registration } = (await call("GET", `/devices/getbyimei?imei=${IMEI}`)) as {
          registration: { lifetime: number };
        };
        must(registration.lifetime === 120, `lifetime ${registration.lifetime}`);
        const read = JSON.stringify(await call("GET", `/nbiot?imei=${IMEI}&obj_id=1&obj_inst_id=0&res_id=3`));
        must(read.includes('"val":77'), read);
        return "lifetime 120, default pmax 77";
      });
    }
    for (const [format, name] of [
      [0, "text"],
      [60, "CBOR"],
      [110, "SenML JSON"],
      [112, "SenML CBOR"],
      [11_542, "TLV"],
    ] as const) {
      await checks.run(`is read in ${name}`, async () => {
        const read = await call("GET", `/nbiot?imei=${IMEI}&obj_id=3&obj_inst_id=0&res_id=0&accept=${format}`);
        must(JSON.stringify(read) === '[{"obj_inst_id":0,"res":[{"res_id":0,"val":"Leshan"}]}]', JSON.stringify(read));
        return "Leshan";
      });
    }
    await checks.run("is written, and tells what was written", async () => {
      const place = `imei=${IMEI}&obj_id=1&obj_inst_id=0`;
      await call("POST", `/nbiot?${place}&mode=2`, { data: [{ res_id: 2, val: 7 }] });
      const read = JSON.stringify(await call("GET", `/nbiot?${place}&res_id=2`));
      must(read === '[{"obj_inst_id":0,"res":[{"res_id":2,"val":7}]}]', read);
      return "7";
    });
    await checks.run("is discovered and observed", async () => {
      const found = (await call("GET", `/nbiot/discover?imei=${IMEI}&obj_id=3`)) as { res_id: number[] }[];
      must(found[0]?.res_id.includes(0) === true, JSON.stringify(found));
      await call("POST", `/nbiot/observe?imei=${IMEI}&obj_id=3&obj_inst_id=0&res_id=0`);
      return `${found[0].res_id.length} resources`;
    });
    await checkLeshanOperations(local, checks);
    await checks.run("is asked by execute to update, and does", async () => {
      const before = await updates(local);
      await call("POST", `/nbiot/execute?imei=${IMEI}&obj_id=1&obj_inst_id=0&res_id=8`);
      await eventually("the update", async () => ((await updates(local)) > before ? true : undefined));
      return "";
    });
    await checks.run("deregisters", async () => {
      child.stdin.end();
      await eventually("the end", async () => ((await isOnline(local)) ? undefined : true));
      return "";
    });
    return checks.all;
  } finally {
    await ended(child);
  }
}

/** How many updates the message log has. */
async function updates({ call }: Local): Promise<number> {
  const messages = (await call("GET", `/messages?imei=${IMEI}`)) as { direction: string; text: string }[];
  return messages.filter(({ direction, text }) => direction === "received" && /^POST \/rd\/\S/.test(text)).length;
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once("close", () => resolve());
    setTimeout(() => child.kill("SIGKILL"), 3_000).unref();
  });
}
