import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Platform, startPlatform } from "../../../platform/platform.js";
import { type Check, must } from "../check.js";

export const IMEI = "490154203237518";
export const IMSI = "460040000000001";
/** Milliseconds for each thing that has to come. */
const PATIENCE = 15_000;

/** The platform with one device entry, and its API. */
export interface Local {
  readonly platform: Platform;
  call(method: string, path: string, body?: unknown): Promise<unknown>;
}

/** Runs checks with a platform that is theirs alone. @param more fields of the device entry */
export async function withPlatform(
  work: (local: Local) => Promise<readonly Check[]>,
  more: Readonly<Record<string, unknown>> = {},
): Promise<readonly Check[]> {
  const data = mkdtempSync(join(tmpdir(), "platform-clients-"));
  const platform = await startPlatform({ bootstrapPort: 0, port: 0, httpPort: 0, data });
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const init = { method, headers: { "api-key": platform.masterKey } };
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const reply = await (await fetch(`${platform.url}${path}`, { ...init, ...content })).json();
    const { errno, error, data: found } = reply as { errno: number; error: string; data?: unknown };
    must(errno === 0, `${method} ${path}: ${error}`);
    return found;
  };
  try {
    await call("POST", "/devices", {
      title: "peer",
      protocol: "LWM2M",
      auth_info: { [IMEI]: IMSI },
      obsv: false,
      ...more,
    });
    return await work({ platform, call });
  } finally {
    await platform.close();
    rmSync(data, { recursive: true, force: true });
  }
}

export const isOnline = async ({ call }: Local): Promise<boolean> =>
  ((await call("GET", `/devices/getbyimei?imei=${IMEI}`)) as { online: boolean }).online;

/** The platform's number of the device. */
export async function idOf({ call }: Local): Promise<string> {
  return ((await call("GET", `/devices/getbyimei?imei=${IMEI}`)) as { id: string }).id;
}

/** Asks again until there is an answer. */
export async function eventually<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`${what} did not come within ${PATIENCE / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
