import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildJudge } from "../../test/interop/build.js";
import { Judge } from "../../test/interop/judge.js";
import { DIST, ROOT } from "../image.js";

/** A server under load, in a process of its own. */
export interface Target {
  readonly name: string;
  /** UDP port that devices register with. */
  readonly port: number;
  /** Makes the devices known, where the server wants that. */
  prepare(endpoints: readonly string[]): Promise<void>;
  /** Both of /3303/0/5700; true if a value came. */
  observe(endpoint: string): Promise<boolean>;
  read(endpoint: string): Promise<boolean>;
  /** Resident memory in bytes. */
  memory(): number;
  close(): Promise<void>;
}

/** The local platform, with its store on this machine's disk. Calls go through its HTTP API. */
export async function platformTarget(): Promise<Target> {
  const folder = mkdtempSync(join(tmpdir(), "bench-platform-"));
  const args = [join(DIST, "platform/cli.js"), "--bootstrap-port", "0", "--port", "0", "--http", "0", "--data", folder];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const out = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      if (/page and API +http:\S+\n/.test(text)) resolve(text);
    });
    child.once("close", (status) => reject(new Error(`the platform ended with ${status}`)));
  });
  const url = /page and API +(\S+)/.exec(out)?.[1] ?? "";
  const call = async (method: string, path: string, key?: string, body?: unknown): Promise<unknown> => {
    const headers = key === undefined ? {} : { "api-key": key };
    const response = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { errno, error, data } = (await response.json()) as { errno: number; error: string; data?: unknown };
    if (errno !== 0) throw new Error(`${method} ${path}: ${error}`);
    return data;
  };
  const [product] = (await call("GET", "/products")) as { master_key: string }[];
  const key = product?.master_key ?? "";
  const place = (endpoint: string): string => `imei=${endpoint.split(";")[0]}&obj_id=3303&obj_inst_id=0&res_id=5700`;
  const succeeds = (work: Promise<unknown>): Promise<boolean> =>
    work.then(
      () => true,
      () => false,
    );
  return {
    name: "platform",
    port: Number(/access.*port (\d+)/.exec(out)?.[1]),
    prepare: async (endpoints) => {
      await inParallel(endpoints, 32, async (endpoint) => {
        const [imei = "", imsi] = endpoint.split(";");
        await call("POST", "/devices", key, {
          title: imei,
          protocol: "LWM2M",
          auth_info: { [imei]: imsi },
          obsv: false,
        });
      });
    },
    observe: (endpoint) => succeeds(call("POST", `/nbiot/observe?${place(endpoint)}`, key)),
    read: (endpoint) => succeeds(call("GET", `/nbiot?${place(endpoint)}`, key)),
    memory: () => residentMemory(child.pid),
    close: async () => {
      await new Promise<void>((resolve) => {
        child.once("close", () => resolve());
        child.kill("SIGTERM");
      });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Leshan's server with its stores in memory, as the project's judge wraps it. Calls go through a pipe. */
export async function leshanTarget(): Promise<Target | string> {
  const source = join(ROOT, "test/interop/leshan");
  const built = await buildJudge(source, join(ROOT, "build/interop"));
  if (built.kind !== "built") return built.kind === "missing" ? built.reason : built.detail;
  const judge = new Judge(built.classpath, join(source, "models"), false, ["-Xmx1g"]);
  const ready = await judge.watch((event) => event.event === "ready", 0, 60_000);
  const port = Number(/:(\d+)$/.exec(ready?.server ?? "")?.[1]);
  if (!(port > 0)) {
    await judge.stop();
    return `Leshan did not start: ${judge.complaints}`;
  }
  const path = "/3303/0/5700";
  return {
    name: "Leshan",
    port,
    prepare: async () => undefined,
    observe: async (endpoint) => (await judge.command({ do: "observe", endpoint, path })).code === "2.05",
    read: async (endpoint) => (await judge.command({ do: "read", endpoint, path })).code === "2.05",
    memory: () => residentMemory(judge.pid),
    close: async () => judge.stop(),
  };
}

/** Does the same with each of a list, so many at a time. */
export async function inParallel<T>(
  list: readonly T[],
  width: number,
  work: (each: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let each = list[next++]; each !== undefined; each = list[next++]) await work(each);
  };
  await Promise.all(Array.from({ length: width }, lane));
}

function residentMemory(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1_024;
}
