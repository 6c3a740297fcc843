#!/usr/bin/env node
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isHttpUrl } from "./application/post.js";
import { isPushToken } from "./application/signature.js";
import { type PlatformOptions, PlatformError, defaultPorts, startPlatform } from "./platform.js";
import { StoreError } from "./store/store.js";

/** Exit statuses of every tool. */
const Status = { done: 0, failed: 1, usage: 2 } as const;

const help = `Local platform: LwM2M bootstrap server, access server, HTTP API and page.

  npm run platform -- [options]

  --bootstrap-port N       UDP port of the bootstrap server (${defaultPorts.bootstrap})
  --port N                 UDP port of the access server (${defaultPorts.access})
  --http N                 TCP port of the API and the page (${defaultPorts.http})
  --host ADDRESS           address to listen on (127.0.0.1: this machine alone)
  --access-host HOST       host that bootstrap hands out (the address listened on)
  --content-format N       content format of TLV payloads, 1542 or 11542 (11542)
  --data DIR               folder of the store (.nblwm2m/platform)
  --push-url URL           where the first product's events are pushed to
  --push-token TOKEN       what pushes are signed with: 3 to 32 letters, digits, _ or -
  --help                   this text

Port 0 is any free one. Ctrl-C ends it.
`;

class UsageError extends Error {}

const texts = [
  "bootstrap-port",
  "port",
  "http",
  "host",
  "access-host",
  "content-format",
  "data",
  "push-url",
  "push-token",
] as const;
type TextOption = (typeof texts)[number];

async function run(args: readonly string[]): Promise<number> {
  const values = readOptions(args);
  if (values === "help") {
    process.stdout.write(help);
    return Status.done;
  }
  const stop = interrupted();
  const platform = await startPlatform({ ...values, log: (line) => print(line) });
  print(`bootstrap server  udp port ${platform.bootstrapPort}`);
  print(`access server     udp port ${platform.port}`);
  print(`page and API      ${platform.url}`);
  await stop;
  await platform.close();
  return Status.done;
}

function readOptions(args: readonly string[]): PlatformOptions | "help" {
  const parsed = parse(args);
  if (parsed.help === true) return "help";
  const { host, "access-host": accessHost, "content-format": format } = parsed;
  const [bootstrapPort, port, httpPort] = [
    readPort(parsed, "bootstrap-port"),
    readPort(parsed, "port"),
    readPort(parsed, "http"),
  ];
  if (format !== undefined && format !== "1542" && format !== "11542") {
    throw new UsageError(`--content-format is 1542 or 11542, not ${JSON.stringify(format)}`);
  }
  if (host === "" || accessHost === "") throw new UsageError("--host and --access-host need a name or an address");
  const push = readPush(parsed);
  return {
    data: parsed.data ?? ".nblwm2m/platform",
    ...(host === undefined ? {} : { host }),
    ...(accessHost === undefined ? {} : { accessHost }),
    ...(format === undefined ? {} : { contentFormat: Number(format) }),
    ...(bootstrapPort === undefined ? {} : { bootstrapPort }),
    ...(port === undefined ? {} : { port }),
    ...(httpPort === undefined ? {} : { httpPort }),
    ...(push === undefined ? {} : { push }),
  };
}

function readPush(parsed: Parsed): { url: string; token: string } | undefined {
  const { "push-url": url, "push-token": token } = parsed;
  if (url === undefined && token === undefined) return undefined;
  if (url === undefined || token === undefined) throw new UsageError("--push-url and --push-token go together");
  if (!isHttpUrl(url))
    throw new UsageError(`--push-url is an address http://… or https://…, not ${JSON.stringify(url)}`);
  if (!isPushToken(token)) throw new UsageError("--push-token is 3 to 32 letters, digits, _ or -");
  return { url, token };
}

type Parsed = { [K in TextOption]?: string } & { help?: boolean };

function parse(args: readonly string[]): Parsed {
  const options = Object.fromEntries(texts.map((name) => [name, { type: "string" as const }]));
  try {
    return parseArgs({ args: [...args], options: { ...options, help: { type: "boolean" } }, strict: true })
      .values as Parsed;
  } catch (error) {
    // The first sentence names the option; what follows is about Node's own ways.
    throw new UsageError((error as Error).message.split(". ")[0] ?? "wrong options");
  }
}

function readPort(parsed: Parsed, name: "bootstrap-port" | "port" | "http"): number | undefined {
  const text = parsed[name];
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65_535)) throw new UsageError(`--${name} is a port from 0 to 65535, not ${JSON.stringify(text)}`);
  return port;
}

/** A second Ctrl-C ends the process at once. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Runs the command line and gives its exit status. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    return await run(args);
  } catch (error) {
    const usage = error instanceof UsageError;
    const known = usage || error instanceof PlatformError || error instanceof StoreError;
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`platform: ${known ? message : `failed: ${message}`}\n${usage ? "Try --help.\n" : ""}`);
    return usage ? Status.usage : Status.failed;
  }
}

/** The path may lead here by a link. */
const called = process.argv[1] === undefined ? undefined : realpathSync(process.argv[1]);
if (called === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.slice(2));
