import config from "mc/config";
import type { Log } from "../../modules/base/log.js";
import type { ModuleLine } from "../host.js";
import { findVirtualModel } from "../../virtual/models/index.js";
import { VirtualModule, type VirtualInput, type VirtualOutput } from "../../virtual/module.js";
import { Alarm } from "../moddable/alarm.js";
import { Natives } from "../moddable/natives.js";
import { Carrier } from "./carrier.js";
import { parseRoutes, resolveName, type Route } from "./routes.js";

/** Where bytes of the module's UART go. */
export type Send = (bytes: ArrayBuffer) => void;

const log: Log = (level, text) => trace(`module\t${level}\t${text}\n`);

/** The virtual module with clock, alarm and UDP around it. */
export class Bench {
  readonly #send: Send;
  readonly #module: VirtualModule;
  readonly #alarm: Alarm;
  readonly #routes: readonly Route[];
  readonly #carrier: Carrier;

  constructor(send: Send) {
    this.#send = send;
    const model = findVirtualModel(setting("module") ?? "M5310-A");
    if (model === undefined) throw new Error(`there is no virtual module "${setting("module")}"`);
    this.#routes = parseRoutes(setting("routes") ?? "");
    const imei = setting("imei") ?? "";
    const imsi = setting("imsi") ?? "";
    this.#module = new VirtualModule({
      model,
      imei,
      imsi,
      random: Natives.random,
      log,
      epoch: Date.now() - Natives.monotonic(),
    });
    this.#alarm = new Alarm(() => {
      this.#module.expire(Natives.monotonic());
      this.#settle();
    });
    this.#carrier = new Carrier({
      routes: this.#routes,
      internet: setting("internet") === "yes",
      arrived: (socket, { address, port }, bytes) => this.#handle({ kind: "datagram", socket, address, port, bytes }),
      log,
    });
    this.#handle({ kind: "powerOn" });
  }

  /** Takes what the firmware's side sends: bytes of the UART, or a pulse as line and milliseconds. */
  take(message: unknown): void {
    if (typeof message === "string") {
      const blank = message.indexOf(" ");
      const line = message.slice(0, blank) as ModuleLine;
      this.#handle({ kind: "line", line, milliseconds: Number(message.slice(blank + 1)) });
    } else {
      const bytes = new Uint8Array(message as ArrayBuffer);
      this.#handle({ kind: "uart", bytes });
    }
  }

  #handle(input: VirtualInput): void {
    this.#module.handle(input, Natives.monotonic());
    this.#settle();
  }

  #settle(): void {
    for (let output = this.#module.poll(); output !== undefined; output = this.#module.poll()) this.#carryOut(output);
    this.#alarm.set(this.#module.deadline());
  }

  #carryOut(output: VirtualOutput): void {
    switch (output.kind) {
      case "uart":
        this.#send(output.bytes.slice().buffer as ArrayBuffer);
        break;
      case "open":
        this.#carrier.open(output.socket, output.port);
        break;
      case "datagram":
        this.#carrier.send(output.socket, output.address, output.port, output.bytes);
        break;
      case "close":
        this.#carrier.close(output.socket);
        break;
      case "resolve": {
        const { name } = output;
        const address = resolveName(this.#routes, name);
        log("info", `dns ${name}: ${address ?? "unknown"}`);
        // Queued behind what is being carried out: the module is not to be called from inside its own output.
        this.#module.handle(
          address === undefined ? { kind: "resolved", name } : { kind: "resolved", name, address },
          Natives.monotonic(),
        );
        break;
      }
    }
  }
}

function setting(name: string): string | undefined {
  const value = config[name];
  return typeof value === "string" ? value : undefined;
}
