import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ToolError } from "./arguments.js";
import { LogPrinter } from "./log-printer.js";
import { type Running, type SetUp, startAll } from "./start.js";

/** Milliseconds for the firmware to come online and be subscribed to. */
const PATIENCE = 60_000;

/** OneNET's names of the two servers that the local platform stands in for. */
const NAMES = { bootstrap: "nbiotbt.heclouds.com:5683", access: "the access server that the bootstrap names" } as const;

/** One CoAP message, as the platform's message log has it. */
interface Message {
  readonly direction: "received" | "sent";
  readonly server: keyof typeof NAMES;
  readonly type: string;
  readonly size: number;
  readonly text: string;
  /** What the payload says, by path. */
  readonly values?: Readonly<Record<string, unknown>>;
}

/** Bytes of the headers of IPv4 and UDP, which the network counts too. */
const HEADERS = 28;

/**
 * Lets the firmware go through its access to OneNET with a virtual module and the local platform in OneNET's place, and
 * prints each datagram. Nothing leaves the machine. @returns the exit status
 */
export async function dryRun(
  setUp: Pick<SetUp, "mode" | "module" | "engine" | "lifetime">,
  print: (line: string) => void,
): Promise<number> {
  const data = mkdtempSync(join(tmpdir(), "nblwm2m-dry-"));
  const silent = new LogPrinter(false, () => undefined);
  try {
    const running = await startAll({ ...setUp, data, http: 0, subscribe: true, printer: silent });
    try {
      await subscribed(running);
      running.firmware.stop();
      const status = await running.firmware.ended;
      const all = await messages(running);
      print("What the device would send to OneNET, and what OneNET would ask; IMEI and IMSI are the virtual module's:");
      for (const line of told(all)) print(line);
      for (const line of NEXT) print(line);
      print(sums(all));
      print("Nothing has left this machine.");
      return status;
    } finally {
      running.firmware.kill();
      await running.close();
    }
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** Waits until the device is online and the last step of the automatic subscription is done. */
async function subscribed(running: Running): Promise<void> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const device = (await call(running, `/devices/${running.deviceId}`)) as { observe_status: boolean };
    if (device.observe_status) return;
    if (Date.now() > end) throw new ToolError("the firmware did not come online: see npm start -- --verbose");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function messages(running: Running): Promise<readonly Message[]> {
  const device = (await call(running, `/devices/${running.deviceId}`)) as { auth_info: Record<string, string> };
  return (await call(running, `/messages?imei=${Object.keys(device.auth_info)[0]}`)) as Message[];
}

async function call({ platform }: Running, path: string): Promise<unknown> {
  const response = await fetch(`${platform.url}${path}`, { headers: { "api-key": platform.masterKey } });
  return ((await response.json()) as { data: unknown }).data;
}

/** Messages as lines, under the name of the server that they go to or come from. */
export function told(all: readonly Message[]): string[] {
  const lines: string[] = [];
  let server: string | undefined;
  for (const message of all) {
    if (message.server !== server) lines.push(NAMES[message.server]);
    server = message.server;
    const arrow = message.direction === "received" ? "->" : "<-";
    lines.push(`  ${arrow} ${message.type} ${String(message.size).padStart(4)} bytes  ${message.text}`);
    for (const [path, value] of Object.entries(message.values ?? {})) {
      lines.push(`                     ${path} = ${JSON.stringify(value)}`);
    }
  }
  return lines;
}

/** How much that is on the air. */
export function sums(all: readonly Message[]): string {
  const [up, down] = (["received", "sent"] as const).map((direction) => {
    const those = all.filter((message) => message.direction === direction);
    const bytes = those.reduce((sum, { size }) => sum + size + HEADERS, 0);
    return `${those.length} datagram${those.length === 1 ? "" : "s"}, ${bytes} bytes`;
  });
  return `Up ${up}; down ${down}, with IP and UDP headers.`;
}

/** What is to be done for the real thing, and how sure all this is. */
const NEXT = [
  "The answers, and the address in PUT /0/0 and /0/1, are the local platform's; OneNET's own service was never asked.",
  "For that: make a product and a device with your module's IMEI and IMSI in OneNET's console, then run",
  "  npm run device -- --platform onenet --uart /dev/ttyUSB0 --mode sdk|module",
] as const;
