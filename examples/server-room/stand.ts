import { chooseEngine, type EngineChoice } from "../../tools/device.js";
import { type Firmware, type FirmwareOptions, startFirmware } from "../../tools/firmware.js";
import { VIRTUAL_IMEI } from "../../tools/identity.js";
import { LogPrinter } from "../../tools/log-printer.js";
import { startAll } from "../../tools/start.js";

export interface StandOptions {
  readonly mode: "sdk" | "module";
  readonly engine: EngineChoice;
  /** Folder of platform and device. */
  readonly data: string;
  /** TCP port of the platform's page and API; 0 for any. */
  readonly http: number;
  /** Takes the log of platform, module and device. */
  readonly log: (line: string) => void;
}

/** What the application works with when there is nothing else: platform, virtual module, and the firmware. */
export interface Stand {
  readonly url: string;
  readonly key: string;
  readonly imei: string;
  /** Switches the device on. @returns its exit status, once it has ended */
  switchOn(): Promise<{ readonly ended: Promise<number> }>;
  /** Lets the device deregister and end. @returns its exit status */
  switchOff(): Promise<number>;
  close(): Promise<void>;
}

export { chooseEngine };

/** Starts the set-up of `npm start` with the device still off. */
export async function startStand({ log, ...rest }: StandOptions): Promise<Stand> {
  let options: FirmwareOptions | undefined;
  let firmware: Firmware | undefined;
  const switchOff = async (): Promise<number> => {
    firmware?.stop();
    return (await firmware?.ended) ?? 0;
  };
  const ofNothing: Firmware = {
    stop: () => undefined,
    kill: () => undefined,
    figures: () => Promise.reject(new Error("the device is off")),
    ended: new Promise(() => undefined),
  };
  const running = await startAll({
    ...rest,
    module: "M5310-A",
    subscribe: false,
    printer: new LogPrinter(false, log),
    startFirmware: (given) => {
      options = given;
      return Promise.resolve(ofNothing);
    },
  });
  return {
    url: running.platform.url,
    key: running.platform.masterKey,
    imei: VIRTUAL_IMEI,
    switchOff,
    switchOn: async () => {
      if (options === undefined) throw new Error("the set-up has no device");
      firmware = await startFirmware(options);
      return firmware;
    },
    close: async () => {
      firmware?.kill();
      await firmware?.ended;
      await running.close();
    },
  };
}
