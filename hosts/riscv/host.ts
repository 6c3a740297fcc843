import { freeze } from "../../modules/base/freeze.js";
import type { LogLevel } from "../../modules/base/log.js";
import type { Instant } from "../../modules/base/machine.js";
import type { Store } from "../../modules/client/store.js";
import type { SensorSource } from "../../objects/inventory.js";
import { Inbound, Outbound, RESTART_STATUS } from "../desktop/frames.js";
import type { Host, HostEvents, ModuleLine } from "../host.js";

/**
 * The place "bare RV32IMC": the same natives as on a desktop, behind which C drives the board's own UART, timer and
 * console (hosts/riscv/engine). Bytes for the NB module leave on a wire, not in frames.
 */
class RiscvHost implements Host {
  readonly name = "riscv";

  readonly sensors: readonly SensorSource[] = freeze([
    { object: 3300, name: "load", applicationType: "share of the last second at work" },
    { object: 3300, name: "freeMemory", units: "B", applicationType: "free memory" },
  ]);

  readonly store: Store = Object.freeze({
    load: (key: string) => {
      const buffer = hostLoad(key);
      return buffer === undefined ? undefined : new Uint8Array(buffer);
    },
    save: (key: string, bytes: Uint8Array) => hostSave(key, bytes),
    erase: (key: string) => hostErase(key),
  });

  readonly random = () => hostRandom();

  now(): Instant {
    return hostNow();
  }

  wallClock(): number | undefined {
    return hostWallClock();
  }

  option(name: string): string | undefined {
    return hostOption(name);
  }

  listen(events: HostEvents): void {
    hostListen((kind, payload) => {
      if (kind === Inbound.uart) events.uart(new Uint8Array(payload));
      else if (kind === Inbound.alarm) events.alarm();
      else if (kind === Inbound.stop) events.stop();
    });
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
    return hostSample(sensor);
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

export const host: Host = Object.freeze(new RiscvHost());
