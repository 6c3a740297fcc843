import { join } from "node:path";
import { startPlatform, type Platform } from "../../platform/platform.js";
import { ESP32_HEAP, startFirmware, type Firmware } from "../../tools/firmware.js";
import { VIRTUAL_IMEI, VIRTUAL_IMSI } from "../../tools/identity.js";
import { startModule, type RunningModule } from "../../tools/module.js";

/** Room for the composition with everything. */
const ROOMY = { chunks: 262_144, slots: 16_384, stack: 1_024 };

/** A platform, and a device of ours that can be switched on and off: a virtual module with the firmware on it. */
export class Place {
  #device: { module: RunningModule; firmware: Firmware } | undefined;

  private constructor(
    private running: Platform,
    private readonly folder: string,
    private readonly engine: string | undefined,
  ) {}

  static async open(folder: string, engine: string | undefined): Promise<Place> {
    const data = join(folder, "platform");
    const platform = await startPlatform({ bootstrapPort: 0, port: 0, httpPort: 0, data });
    return new Place(platform, folder, engine);
  }

  get platform(): Platform {
    return this.running;
  }

  /** Ends the platform, does something, and starts it again where it was. */
  async restart(meanwhile: () => Promise<void>): Promise<void> {
    const { bootstrapPort, port, url } = this.running;
    await this.running.close();
    await meanwhile();
    const httpPort = Number(new URL(url).port);
    this.running = await startPlatform({ bootstrapPort, port, httpPort, data: join(this.folder, "platform") });
  }

  /** The firmware of a bare ESP32, or the one with everything, which speaks LwM2M 1.1 and is new to the platform. */
  async switchOn(composition: "bare" | "full" = "bare"): Promise<void> {
    const full = composition === "full";
    const module = await startModule({
      model: "M5310-A",
      tcpPort: 0,
      imei: VIRTUAL_IMEI,
      imsi: VIRTUAL_IMSI,
      resolve: [{ name: "nbiotbt.heclouds.com", host: "127.0.0.1", port: this.platform.bootstrapPort }],
      log: () => undefined,
    });
    const firmware = await startFirmware({
      ...(this.engine === undefined ? {} : { engine: this.engine }),
      uart: { host: "127.0.0.1", port: module.port },
      settings: { mode: "sdk", module: "M5310-A", ...(full ? { lwm2m: "1.1" } : {}) },
      full,
      store: join(this.folder, `device-${composition}`),
      heap: full ? ROOMY : ESP32_HEAP,
      log: () => undefined,
      print: () => undefined,
      pulse: (line, milliseconds) => module.pulse(line, milliseconds),
    });
    this.#device = { module, firmware };
  }

  /** Lets the device deregister and ends it. */
  async switchOff(): Promise<void> {
    if (this.#device === undefined) return;
    const { module, firmware } = this.#device;
    this.#device = undefined;
    firmware.stop();
    await firmware.ended;
    await module.close();
  }

  async close(): Promise<void> {
    await this.switchOff();
    await this.running.close();
  }
}
