import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PlatformError, startPlatform, type Platform } from "../platform/platform.js";

/** What of the platform's start is chosen elsewhere. */
export interface SteadyOptions {
  /** Folder of the platform's store; the ports are remembered beside it. */
  readonly data: string;
  readonly httpPort: number;
  readonly log: (line: string) => void;
}

/** UDP ports; 0 for any free one. */
interface Ports {
  readonly bootstrap: number;
  readonly access: number;
}

/**
 * Starts the platform on any free UDP ports, and on the same ones the next time: a device keeps the access server that
 * the bootstrap gave it, and goes straight there after its restart. If somebody else has those ports, others are taken.
 *
 * @throws PlatformError as startPlatform does
 */
export async function startSteadyPlatform(options: SteadyOptions): Promise<Platform> {
  const before = remembered(options.data);
  let platform: Platform;
  try {
    platform = await start(options, before);
  } catch (error) {
    if (!(error instanceof PlatformError) || before.access === 0) throw error;
    platform = await start(options, ANY);
  }
  remember(options.data, { bootstrap: platform.bootstrapPort, access: platform.port });
  return platform;
}

function start({ data, httpPort, log }: SteadyOptions, { bootstrap, access }: Ports): Promise<Platform> {
  return startPlatform({ bootstrapPort: bootstrap, port: access, httpPort, data, log });
}

const ANY: Ports = { bootstrap: 0, access: 0 };

const fileOf = (data: string): string => join(data, "ports.json");

/** Any ports where none are remembered, or what is there makes no sense. */
function remembered(data: string): Ports {
  try {
    const { bootstrap, access } = JSON.parse(readFileSync(fileOf(data), "utf8")) as Partial<Ports>;
    return isPort(bootstrap) && isPort(access) ? { bootstrap, access } : ANY;
  } catch {
    return ANY;
  }
}

/** A folder that cannot be written has been refused by the platform's store before. */
function remember(data: string, ports: Ports): void {
  mkdirSync(data, { recursive: true });
  writeFileSync(fileOf(data), `${JSON.stringify(ports)}\n`);
}

const isPort = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value > 0 && value <= 65_535;
