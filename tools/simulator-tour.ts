import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPlatform } from "../platform/platform.js";
import { Api } from "./api.js";
import { VIRTUAL_IMEI, VIRTUAL_IMSI } from "./identity.js";
import type { Sdk } from "./moddable.js";
import { startModule, type RunningModule } from "./module.js";
import { Routes } from "./routes.js";
import { ptyUart } from "./serial.js";
import { buildSimulator, runHeadless } from "./simulator-run.js";
import { tour, type TourStep } from "./tour.js";

export interface SimulatorTourOptions {
  readonly sdk: Sdk;
  readonly mode: "sdk" | "module";
  /** With the virtual module on a pseudo-terminal and the firmware on the SDK's serial port, in place of both inside. */
  readonly serial?: boolean;
  readonly log: (line: string) => void;
}

/** Longer than any tour. */
const SECONDS = 180;

/**
 * The tour with the firmware on the SDK's engine, without a window, with the heap of the manifest (a bare ESP32's) and
 * the virtual module inside, against the local platform. A linker's warning counts as a failed step of its own.
 */
export async function runSimulatorTour({ sdk, mode, serial, log }: SimulatorTourOptions): Promise<TourStep[]> {
  const data = mkdtempSync(join(tmpdir(), "nblwm2m-simulator-"));
  const platform = await startPlatform({ bootstrapPort: 0, port: 0, httpPort: 0, data: join(data, "platform") });
  let module: RunningModule | undefined;
  try {
    const api = new Api(platform.url, platform.masterKey);
    const deviceId = await api.createDevice("Simulator", VIRTUAL_IMEI, VIRTUAL_IMSI, false);
    const rule = { name: "nbiotbt.heclouds.com", host: "127.0.0.1", port: platform.bootstrapPort };
    const identity = { imei: VIRTUAL_IMEI, imsi: VIRTUAL_IMSI };
    const uart = join(data, "module");
    if (serial) module = await startModule({ model: "M5310-A", ...identity, resolve: [rule], uart: ptyUart(uart) });
    const app = await buildSimulator(sdk, {
      name: `tour-${mode}`,
      settings: { mode, ...identity, ...(serial ? { uart } : {}) },
      routes: await Routes.make([rule], false),
      store: join(data, "store"),
    });
    const firmware = runHeadless(sdk, app, {
      seconds: SECONDS,
      log: (part, level, text) => level !== "wire" && log(`        ${part} ${level} ${text}`),
      print: log,
    });
    const stop = (): Promise<number> => {
      firmware.stop();
      return firmware.ended;
    };
    const report = ({ ok, number, name, detail }: TourStep): void =>
      log(`${ok ? "ok    " : "FAILED"}  ${number}. ${name}: ${detail}`);
    try {
      const steps = await tour({ api, deviceId, imei: VIRTUAL_IMEI, stop, report, ended: firmware.ended });
      const linked = frozen(app.warnings, steps.length + 1);
      report(linked);
      return [...steps, linked];
    } finally {
      firmware.kill();
      await firmware.ended;
    }
  } finally {
    await module?.close();
    await platform.close();
    rmSync(data, { recursive: true, force: true });
  }
}

function frozen(warnings: readonly string[], number: number): TourStep {
  const detail = warnings.length === 0 ? "no warnings" : warnings.join("; ");
  return { number, name: "everything preloaded is frozen", ok: warnings.length === 0, detail };
}
