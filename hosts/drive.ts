import type { Instant } from "../modules/base/machine.js";
import type { Client, ClientOutput } from "../modules/client/client.js";
import type { Host, HostEvents } from "./host.js";

/**
 * The only loop of the firmware: an event comes from the host, the client handles it, its outputs are carried out, and
 * the one alarm is set to the client's deadline.
 */
class Driver implements HostEvents {
  readonly #host: Host;
  readonly #client: Client;
  readonly #persist: Persist;

  constructor(host: Host, client: Client, persist: Persist) {
    this.#host = host;
    this.#client = client;
    this.#persist = persist;
  }

  start(): void {
    const now = this.#host.now();
    this.#client.handle({ kind: "start" }, now);
    this.#settle(now);
  }

  uart(bytes: Uint8Array): void {
    const now = this.#host.now();
    this.#client.handle({ kind: "uart", bytes }, now);
    this.#settle(now);
  }

  alarm(): void {
    const now = this.#host.now();
    this.#client.expire(now);
    this.#settle(now);
  }

  stop(): void {
    const now = this.#host.now();
    this.#client.handle({ kind: "stop" }, now);
    this.#settle(now);
  }

  #settle(now: Instant): void {
    let output = this.#client.poll();
    while (output !== undefined) {
      this.#carryOut(output);
      output = this.#client.poll();
    }
    const deadline = this.#client.deadline();
    // A deadline in the past would make some hosts fire at once and others never.
    this.#host.setAlarm(deadline !== undefined && deadline < now ? now : deadline);
  }

  #carryOut(output: ClientOutput): void {
    switch (output.kind) {
      case "uart":
        this.#host.write(output.bytes);
        break;
      case "baud":
        this.#host.setBaud(output.baud);
        break;
      case "pulse":
        this.#host.pulse(output.line, output.milliseconds);
        break;
      case "persist":
        this.#persist.failures(output.failures);
        break;
      case "accounts":
        this.#persist.accounts(output.accounts);
        break;
      case "restart":
        this.#host.restart();
        break;
      case "stopped":
        this.#host.stopped(output.status);
        break;
    }
  }
}

/** Keeps for the next start what has to outlive this one. */
export interface Persist {
  /** The module's failures in a row. */
  failures(failures: number): void;
  /** The accounts that a bootstrap server gave. */
  accounts(accounts: Uint8Array): void;
}

/** Connects a client to the host and starts it. */
export function drive(host: Host, client: Client, persist: Persist): void {
  const driver = new Driver(host, client, persist);
  host.listen(driver);
  driver.start();
}
