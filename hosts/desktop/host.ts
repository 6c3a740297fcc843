import { freeze } from "../../modules/base/freeze.js";
import type { LogLevel } from "../../modules/base/log.js";
import type { Instant } from "../../modules/base/machine.js";
import type { Store } from "../../modules/client/store.js";
import type { SensorSource } from "../../objects/inventory.js";
import type { Host, HostEvents, ModuleLine } from "../host.js";
import { Inbound, Outbound, RESTART_STATUS } from "./frames.js";

/** The place "XS engine on a desktop": natives of the C program below, bytes by frames on one pipe. */
class DesktopHost implements Host {
  readonly name = "desktop";

  readonly sensors: readonly SensorSource[] = freeze([
    { object: 3300, name: "load", applicationType: "load average of one minute" },
    { object: 3300, name: "freeMemory", units: "B", applicationType: "free memory" },
    { object: 3303, name: "temperature", units: "Cel" },
  ]);

  readonly store: Store = Object.freeze({
    load: (key: string) => {
      const buffer = hostLoad(key);
      return buffer === undefined ? undefined : new Uint8Array(buffer);
    },
    save: (key: string, bytes: Uint8Array) => hostSave(key, bytes),
    erase: (key: string) => hostErase(key),
  });

  readonly random = () => given("random", hostRandom());

  now(): Instant {
    return given("now", hostNow());
  }

  wallClock(): number | undefined {
    return given("wallClock", hostWallClock());
  }

  option(name: string): string | undefined {
    return hostOption(name);
  }

  listen(events: HostEvents): void {
    hostListen((kind, payload) => dispatch(events, kind, payload));
  }

  write(bytes: Uint8Array): void {
    hostEmit(Outbound.uart, bytes);
  }

  setBaud(baud: number): void {
    hostEmit(Outbound.baud, `${baud}`);
  }

  pulse(line: ModuleLine, milliseconds: number): void {
    hostEmit(Outbound.pulse, `${line} ${milliseconds}`);
  }

  setAlarm(at: Instant | undefined): void {
    if (at === undefined) hostEmit(Outbound.alarm);
    else hostEmit(Outbound.alarm, `${Math.ceil(Math.max(0, at - hostNow()))}`);
  }

  sample(sensor: string): number | undefined {
    return given(sensor, hostSample(sensor));
  }

  log(level: LogLevel, text: string): void {
    hostEmit(Outbound.log, `${level}\t${text}`);
  }

  stopped(status: 0 | 1): void {
    hostExit(status);
  }

  restart(): void {
    hostExit(RESTART_STATUS);
  }
}

/** Tells what the place gave, if the run is recorded, so that it can be played again; gives it back. */
function given<T extends number | undefined>(name: string, value: T): T {
  if (value !== undefined && hostOption("record") === "yes") hostEmit(Outbound.given, `${name} ${value}`);
  return value;
}

function dispatch(events: HostEvents, kind: number, payload: ArrayBuffer): void {
  if (kind === Inbound.uart) {
    given("uart", payload.byteLength);
    events.uart(new Uint8Array(payload));
  } else if (kind === Inbound.alarm) {
    given("alarm", 0);
    events.alarm();
  } else if (kind === Inbound.stop) {
    given("stop", 0);
    events.stop();
  }
}

export const host: Host = Object.freeze(new DesktopHost());
