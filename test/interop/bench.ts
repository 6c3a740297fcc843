import { createSocket } from "node:dgram";
import { Checks } from "./check.js";
import type { DeviceTarget } from "./device.js";
import type { Judge, JudgeEvent } from "./judge.js";
import type { LeshanOptions } from "./leshan.js";
import type { Session } from "./session.js";

const IMEI = "490154203237518";
const IMSI = "460040000000002";
const ENDPOINT = `${IMEI};${IMSI}`;
/** Seconds. */
export const LIFETIME = 60;

/** Two servers, the first one with a bootstrap server, and what their events are held to. */
export interface Bench {
  readonly options: LeshanOptions;
  readonly first: Judge;
  readonly second: Judge;
  readonly ready: JudgeEvent;
  readonly readySecond: JudgeEvent;
}

/** What the bootstrap server asked from event `since` on, and what it was answered. */
export function tale(judge: Judge, since: number): string {
  const asked = judge.events.slice(since).filter((event) => event.event === "bootstrapRequest");
  return asked.map((event) => `${String(event.request)} ${String(event.path)} ${String(event.outcome)}`).join(", ");
}

export function sessionAt(bench: Bench, judge: Judge, area: string): Session {
  const { patience = 60_000, slack = 500, log } = bench.options;
  return {
    judge,
    checks: new Checks(area, log),
    endpoint: ENDPOINT,
    lifetime: LIFETIME,
    patience,
    slack,
    inner: false,
  };
}

export function target(
  bench: Bench,
  through: DeviceTarget["through"],
  settings: Readonly<Record<string, string>>,
  store?: string,
): DeviceTarget {
  const port = portOf(through === "server" ? bench.ready.server : bench.ready.bootstrap);
  return {
    through,
    host: "127.0.0.1",
    port,
    imei: IMEI,
    imsi: IMSI,
    lifetime: LIFETIME,
    full: true,
    settings: { lwm2m: "1.1", ...settings },
    ...(store === undefined ? {} : { store }),
  };
}

/** Takes a registration away as any third party can without security: DELETE of its location, by CoAP. */
export function discard(bench: Bench, registration: string): Promise<void> {
  const head = Buffer.from([0x40, 0x04, 0x12, 0x34, 0xb2, 0x72, 0x64, registration.length]);
  const socket = createSocket("udp4");
  return new Promise((resolve, reject) => {
    socket.on("message", () => {
      socket.close();
      resolve();
    });
    socket.send(Buffer.concat([head, Buffer.from(registration)]), portOf(bench.ready.server), "127.0.0.1", (error) => {
      if (error !== null) reject(error);
    });
  });
}

export function portOf(uri: string | undefined): number {
  return Number(new URL(uri ?? "coap://127.0.0.1:0").port);
}
