import { createSocket } from "node:dgram";
import { type Check, Checks } from "../check.js";
import type { StartDevice } from "../device.js";
import { type Bench, IMEI, IMSI, PACE } from "./bench.js";
import { checkBootstrapping } from "./bootstrapping.js";
import { checkHostile } from "./hostile.js";
import { checkOrdering } from "./ordering.js";
import { checkPacking } from "./packing.js";
import { Peer } from "./peer.js";
import { checkRefusing } from "./refusing.js";
import { checkServing } from "./serving.js";

/** What came of the run; `skipped` says what the machine lacks, `ports` are those on which CoAP was spoken. */
export interface Lwm2m12Report {
  readonly skipped?: string;
  readonly checks: readonly Check[];
  readonly ports: readonly number[];
}

/** Holds LwM2M 1.2, which no server from a registry speaks, to a peer that was written from the specification. */
export async function runLwm2m12Interop(options: {
  readonly startDevice: StartDevice;
  readonly log: (line: string) => void;
}): Promise<Lwm2m12Report> {
  const ports = [await freePort(), await freePort(), await freePort()];
  const peer = await Peer.start(ports);
  if (typeof peer === "string") return { skipped: peer, checks: [], ports: [] };
  const checks = new Checks("LwM2M 1.2", options.log);
  const start: Bench["start"] = ({ settings = {}, store, through = "bootstrap", hostile = false } = {}) =>
    options.startDevice({
      through,
      host: "127.0.0.1",
      port: ports[through === "bootstrap" ? 0 : 1] as number,
      imei: IMEI,
      imsi: IMSI,
      lifetime: 300,
      full: true,
      settings: { lwm2m: "1.2", ...settings },
      pace: PACE,
      hostile,
      ...(store && { store }),
    });
  const bench: Bench = { peer, checks, ports, start };
  try {
    for (const check of CHECKS) await check(bench);
  } finally {
    await peer.stop();
  }
  return { checks: checks.all, ports };
}

const CHECKS = [checkPacking, checkServing, checkBootstrapping, checkRefusing, checkOrdering, checkHostile];

/** A port of the loopback that nobody has at present. */
function freePort(): Promise<number> {
  const socket = createSocket("udp4");
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.bind(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}
