import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { DeviceTarget, RunningDevice } from "../test/interop/device.js";
import { startFirmware } from "./firmware.js";
import type { LogPrinter } from "./log-printer.js";
import { startModule } from "./module.js";

export interface InteropDeviceOptions {
  readonly mode: "sdk" | "module";
  /** The XS engine's program; without it the firmware runs on Node. */
  readonly program: string | undefined;
  /** For stores and captures, new ones for each device. */
  readonly folder: string;
  readonly log: LogPrinter;
}

/** What a device's module carried. */
export interface Capture {
  readonly pcap: string;
  /** Datagrams, both ways. */
  readonly datagrams: number;
  /** True if its servers sent what is malformed. */
  readonly hostile: boolean;
}

/** Devices for an independent server to judge: a virtual module with the firmware behind it. */
export function interopDevice({ mode, program, folder, log }: InteropDeviceOptions): {
  start(target: DeviceTarget): Promise<RunningDevice>;
  /** One for each device that was started and has ended. */
  readonly captures: readonly Capture[];
} {
  const captures: Capture[] = [];
  const start = async (target: DeviceTarget): Promise<RunningDevice> => {
    const own = join(folder, `device-${captures.length + 1}`);
    const store = target.store === undefined ? own : join(folder, `store-${target.store}`);
    mkdirSync(own, { recursive: true });
    mkdirSync(store, { recursive: true });
    const pcap = join(own, "datagrams.pcap");
    const { imei, imsi, host, port, through, lifetime, full = false, settings = {}, pace, hostile = false } = target;
    const module = await startModule({
      model: "M5310-A",
      tcpPort: 0,
      imei,
      imsi,
      resolve: [],
      pcap,
      log: (level, text) => log.other("module", level, text),
      ...(pace !== undefined && { pace }),
    });
    const server = `${host}:${port}`;
    const firmware = await startFirmware({
      ...(program === undefined ? {} : { engine: program }),
      uart: { host: "127.0.0.1", port: module.port },
      settings: {
        mode,
        lifetime: `${lifetime}`,
        [through === "bootstrap" ? "bootstrap" : "server"]: server,
        ...settings,
      },
      store,
      full,
      ...(pace !== undefined && { pace }),
      log: (level, text) => log.log(level, text),
      print: (line) => console.log(line),
      pulse: (line, milliseconds) => module.pulse(line, milliseconds),
    });
    const stop = async (): Promise<void> => {
      firmware.stop();
      const status = await firmware.ended;
      await module.close();
      captures.push({ pcap, datagrams: module.datagrams, hostile });
      if (status !== 0) throw new Error(`the firmware ended with status ${status}`);
    };
    const network = (there: boolean): void => module.befall({ name: "coverage", level: there ? 0 : undefined });
    return { stop, network, rebind: () => module.rebind() };
  };
  return { start, captures };
}
