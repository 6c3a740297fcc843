import { spawn, type ChildProcess } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Method } from "../../../modules/coap/codes.js";
import { OptionNumber, textOption } from "../../../modules/coap/options.js";
import { onPath, runProgram } from "../build.js";
import { Checks, must } from "../check.js";
import { type CoapReport, losses, same, text, until } from "./aiocoap.js";
import { Endpoint } from "./endpoint.js";
import { everyThirdLost, Relay, requestsLost } from "./relay.js";
import { longText, newShelf } from "./resources.js";
import { inLibcoapStorms } from "./storm.js";

const CLIENT = "coap-client-notls";
const SERVER = "coap-server-notls";
const TIMING = { ackTimeout: 300, acknowledgeWithin: 100 };

/** Talks with libcoap's example client and server, over a good wire and a bad one. */
export async function runLibcoapInterop(log: (line: string) => void): Promise<CoapReport> {
  const missing = [CLIENT, SERVER].filter((program) => !onPath(program));
  if (missing.length > 0) return { skipped: `no ${missing.join(", no ")} (Debian: libcoap3-bin)`, checks: [] };
  const folder = mkdtempSync(join(tmpdir(), "nblwm2m-libcoap-"));
  const checks = new Checks("libcoap", log);
  try {
    await asServer(checks, folder);
    await asClient(checks);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { checks: checks.all };
}

/** Our end serves, libcoap's client asks. */
async function asServer(checks: Checks, folder: string): Promise<void> {
  const shelf = newShelf();
  const endpoint = await Endpoint.open({ resources: shelf.resources, timing: TIMING });
  const relay = await Relay.open(endpoint.port, everyThirdLost);
  const file = join(folder, "payload");
  writeFileSync(file, longText(3000));
  const { port } = endpoint;
  try {
    await checks.run("reads 3000 bytes of ours in blocks (RFC 7959 Block2)", async () => {
      return same(await coapClient(port, "long", []), longText(3000));
    });
    await checks.run("reads them in blocks of 64 bytes if it wants to", async () => {
      return same(await coapClient(port, "long", ["-b", "64"]), longText(3000));
    });
    await checks.run("writes 3000 bytes to us in blocks of the size that we ask for (Block1)", async () => {
      await coapClient(port, "store", ["-m", "put", "-f", file]);
      must(endpoint.executed.filter((path) => path === "store").length === 1, "not executed just once");
      return same(shelf.stored, longText(3000));
    });
    await checks.run("adds to it with iPATCH, and asks with FETCH (RFC 8132)", async () => {
      await coapClient(port, "store", ["-m", "ipatch", "-e", "end"]);
      must(shelf.stored === `${longText(3000)}end`, "nothing added");
      return same(await coapClient(port, "search", ["-m", "fetch", "-e", "abc"]), "abcabcabc");
    });
    await checks.run("waits for our separate response", async () => {
      return same(await coapClient(port, "slow", []), "at last");
    });
    await checks.run("asks Non-confirmably", async () => same(await coapClient(port, "count", ["-N"]), "0"));
    await checks.run("observes, hears each change once, and deregisters (RFC 7641)", () => observed(endpoint, shelf));
    await checks.run("counts three on our counter though datagrams are lost and doubled", async () => {
      const before = shelf.count;
      for (let i = 1; i <= 3; i++) {
        same(await coapClient(relay.port, "count", ["-m", "post"]), `${before + i}`);
      }
      must(shelf.count === before + 3, `${shelf.count - before}`);
      return losses(relay);
    });
  } finally {
    endpoint.close();
    relay.close();
  }
}

async function observed(endpoint: Endpoint, shelf: { count: number }): Promise<string> {
  const listening = coapClient(endpoint.port, "count", ["-s", "2", "-w"]);
  await until(() => Promise.resolve(endpoint.observersOf("count") === 1));
  const seen = [`${shelf.count}`];
  const before = endpoint.notified.length;
  for (let i = 1; i <= 3; i++) {
    seen.push(`${++shelf.count}`);
    endpoint.notify("count", true);
    await until(() => Promise.resolve(endpoint.notified.length === before + i));
  }
  const heard = (await listening).trim().split("\n");
  must(endpoint.observersOf("count") === 0, "it did not deregister");
  // What answers its deregistration is content too, once more the last.
  return same([...new Set(heard)].join(), seen.join());
}

/** Our end asks, libcoap's server serves. */
async function asClient(checks: Checks): Promise<void> {
  const port = await freePort();
  const server = spawn(SERVER, ["-A", "127.0.0.1", "-p", `${port}`, "-d", "10"], { stdio: "ignore" });
  const endpoint = await Endpoint.open({ timing: TIMING });
  const losing = await Relay.open(port, requestsLost);
  try {
    await checks.run("answers us once it is there", async () => {
      await until(async () => text(await endpoint.request(port, Method.get, "")).includes("libcoap"));
      return "";
    });
    await checks.run("takes 3000 bytes from us in blocks and gives them back (RFC 7959)", async () => {
      const { code } = await endpoint.request(port, Method.put, "shelf", Buffer.from(longText(3000)));
      must(code === 0x41, `${code}`);
      return same(text(await endpoint.request(port, Method.get, "shelf")), longText(3000));
    });
    await checks.run("answers us separately", async () => {
      const query = textOption(OptionNumber.uriQuery, "1");
      return same(text(await endpoint.request(port, Method.get, "async", undefined, [query])), "done");
    });
    await checks.run("is observed by us, and our Reset ends it (RFC 7641)", () => observing(endpoint, port));
    // The server of libcoap 4.3.1 does not know duplicates: a doubled last block is carried out again as if it were the
    // whole payload, and a doubled GET makes it change the ETag. So nothing is doubled on the way to it.
    await checks.run("takes 3000 bytes over a wire that loses requests, and gives them back", async () => {
      const payload = longText(3000).toUpperCase();
      await endpoint.request(losing.port, Method.put, "shelf", Buffer.from(payload));
      must(text(await endpoint.request(losing.port, Method.get, "shelf")) === payload, "not all of it came back");
      return losses(losing);
    });
    await inLibcoapStorms(checks, (at, payload) => coapClient(at, "count", ["-m", "post", "-e", payload]), port);
  } finally {
    for (const one of [endpoint, losing]) one.close();
    await stopped(server);
  }
}

/** Its clock is a resource that changes every second. */
async function observing(endpoint: Endpoint, port: number): Promise<string> {
  const news: string[] = [];
  const first = await endpoint.observe(port, "time", (one) => {
    if (one.kind === "news") news.push(text(one.message));
  });
  await until(() => Promise.resolve(news.length === 2));
  endpoint.forgetObservations();
  must(new Set([text(first), ...news]).size === 3, `${text(first)}, ${news.join()}`);
  return news.join(", ");
}

/** Runs the client to its end and gives what it received. */
async function coapClient(port: number, path: string, options: readonly string[]): Promise<string> {
  const { status, out, err } = await runProgram(CLIENT, [...options, "-B", "30", `coap://127.0.0.1:${port}/${path}`]);
  must(status === 0, `status ${status}: ${err}`);
  // It ends whatever it received with a line of its own.
  return out.endsWith("\n") ? out.slice(0, -1) : out;
}

function freePort(): Promise<number> {
  const socket = createSocket("udp4");
  return new Promise((resolve) =>
    socket.bind(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    }),
  );
}

function stopped(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    server.on("close", () => resolve());
    server.kill();
  });
}
