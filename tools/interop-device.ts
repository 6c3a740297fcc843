import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { DeviceTarget, RunningDevice } from "../test/interop/device.js";
import { ESP32_HEAP, startFirmware } from "./firmware.js";
import type { LogPrinter } from "./log-printer.js";
import { startModule } from "./module.js";

export interface InteropDeviceOptions {
  readonly mode: "sdk" | "module";
  /** The XS engine's program; without it the firmware runs on Node. */
  readonly program: string | undefined;
  /** For the stores, a new one for each device. */
  readonly folder: string;
  /** Takes every datagram of all devices. */
  readonly pcap: string;
  readonly log: LogPrinter;
}

/** Devices for an independent server to judge: a virtual module with the firmware behind it. */
export function interopDevice({ mode, program, folder, pcap, log }: InteropDeviceOptions): {
  start(target: DeviceTarget): Promise<RunningDevice>;
  /** Datagrams that the modules have carried, both ways. */
  datagrams(): number;
} {
  let started = 0;
  let datagrams = 0;
  const start = async (target: DeviceTarget): Promise<RunningDevice> => {
    const store = join(folder, `device-${++started}`);
    mkdirSync(store, { recursive: true });
    const { imei, imsi, host, port, through, lifetime } = target;
    const module = await startModule({
      model: "M5310-A",
      tcpPort: 0,
      imei,
      imsi,
      resolve: [],
      pcap,
      log: (level, text) => log.other("module", level, text),
    });
    const server = `${host}:${port}`;
    const firmware = await startFirmware({
      ...(program === undefined ? {} : { engine: program }),
      uart: { host: "127.0.0.1", port: module.port },
      settings: { mode, lifetime: `${lifetime}`, [through === "bootstrap" ? "bootstrap" : "server"]: server },
      store,
      heap: ESP32_HEAP,
      log: (level, text) => log.log(level, text),
      print: (line) => console.log(line),
      pulse: (line, milliseconds) => module.pulse(line, milliseconds),
    });
    const stop = async (): Promise<void> => {
      firmware.stop();
      const status = await firmware.ended;
      await module.close();
      datagrams += module.datagrams;
      if (status !== 0) throw new Error(`the firmware ended with status ${status}`);
    };
    return { stop };
  };
  return { start, datagrams: () => datagrams };
}
