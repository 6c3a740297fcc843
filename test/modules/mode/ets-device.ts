import { Service, type ServiceOutput } from "../../../modules/client/service.js";
import type { Log } from "../../../modules/base/log.js";
import { composite } from "../../../modules/lwm2m/composite.js";
import { allFormats } from "../../../modules/lwm2m/formats/all.js";
import type { LwM2mObject } from "../../../modules/lwm2m/object.js";
import type { ModeInput, ModeOutput } from "../../../modules/mode/mode.js";
import { SdkMode } from "../../../modules/mode/sdk.js";
import { NetworkStatus } from "../../../modules/modem/network.js";
import { newConnectivity, connectivityObject } from "../../../objects/connectivity.js";
import { deviceObject, newDevice, type DeviceState } from "../../../objects/device.js";
import { Inventory } from "../../../objects/inventory.js";
import { newSecurity, securityObject } from "../../../objects/security.js";
import { newServer12, serverObject12 } from "../../../objects/server-1-2.js";
import { statistics } from "../../../objects/connectivity-statistics.js";
import { editionsUpTo } from "../../../objects/versions.js";
import { hex, shown } from "../../support/hex.js";
import { coap } from "./room.js";
import { FIRST } from "./sdk-door.js";

/** 2020-09-13 12:26:40 UTC, at the start. */
const START = 1_600_000_000;

/** A server of the device: the short id of its account, and where it is. */
interface Place {
  readonly id: number;
  readonly address: string;
}

const ONE: readonly Place[] = [{ id: 1, address: FIRST.address }];

/** What a configuration of the enabler test specification (its appendix C) has beyond the first one. */
export interface Configuration {
  readonly device?: Partial<DeviceState>;
  readonly objects?: readonly LwM2mObject[];
  readonly servers?: readonly Place[];
}

/**
 * A device as the enabler test specification has it: accounts, Server, Device, Connectivity Monitoring and Connectivity
 * Statistics, in LwM2M 1.2, between a scripted server and the objects. Everything but the module and its AT commands is
 * the firmware's own. Message ids count from 0, tokens are zeros, nothing is at random. Time is a field.
 */
export class EtsDevice {
  readonly mode: SdkMode;
  readonly service: Service;
  readonly inventory: Inventory;
  readonly network = new NetworkStatus();
  /** Milliseconds since the start. */
  now = 0;
  /** Milliseconds that an operation takes, from now on. */
  takes = 0;
  private readonly traffic: ReturnType<typeof statistics>["traffic"];
  private readonly late: { readonly at: number; readonly output: Extract<ModeOutput, { kind: "operation" }> }[] = [];
  private readonly seen: string[] = [];

  constructor({ device = {}, objects = [], servers = ONE }: Configuration = {}) {
    const log: Log = () => undefined;
    const security = servers.map(({ id, address }, i) => {
      const state = { ...newSecurity(), serverUri: `coap://${address}:5683`, shortServerId: id };
      return { id: i, state };
    });
    const terms = { lifetime: 86_400, defaultMinimumPeriod: 1, defaultMaximumPeriod: 10, disableTimeout: 86_400 };
    const accounts = servers.map(({ id }, i) => {
      return { id: i, state: { ...newServer12(), ...terms, storing: false, shortServerId: id } };
    });
    const own: DeviceState = {
      ...newDevice(),
      manufacturer: "Acme",
      model: "M1",
      serialNumber: "7",
      firmwareVersion: "1.0",
      ...device,
    };
    const connectivity = newConnectivity();
    const counting = statistics();
    const core = {
      security: securityObject(security),
      server: serverObject12(accounts),
      device: own,
      connectivity,
      statistics: counting,
    };
    const editions = editionsUpTo("1.2", () => undefined);
    const all = [core.security, core.server, deviceObject(own), connectivityObject(connectivity), counting.object];
    const versioned = [...all, ...objects].map((object) => editions.of(object, "1.2"));
    this.inventory = new Inventory(versioned, [], () => undefined, core, { editions, composite });
    this.service = new Service({ objects: this.inventory, log, samplePeriod: 500 }, this.network);
    this.traffic = counting.traffic;
    this.mode = new SdkMode({
      endpoint: "ep",
      tree: this.inventory.tree,
      formats: allFormats,
      versions: ["1.2"],
      maxDatagram: 1200,
      random: () => 0,
      log,
    });
  }

  /** Seconds since 1970-01-01 UTC by the device's clock. */
  readonly clock = { wallClock: (): number => START + this.now / 1000 };

  /** Goes to its servers; gives what it sends there. */
  reach(): string[] {
    this.give({ kind: "online" });
    this.give({ kind: "socket", output: { kind: "opened" } });
    return this.take();
  }

  /** Registered with its server at /rd/5, with message id 0. */
  registered(): this {
    this.reach();
    this.ask("64 41 0000 00000000 82 'rd' 01 '5'");
    return this;
  }

  /** A datagram from a server, and what comes of it, each as `coap` takes it; datagrams to another server say so. */
  ask(text: string, address = FIRST.address): string[] {
    const bytes = hex(coap(text));
    this.traffic("received", bytes.length, this.now);
    this.give({ kind: "socket", output: { kind: "arrival", address, port: FIRST.port, bytes } });
    return this.take();
  }

  /** Goes through all deadlines up to a moment; each output is behind the second in which it came. */
  pass(seconds: number): string[] {
    const until = seconds * 1000;
    for (let turn = 0; turn < 10_000; turn++) {
      const next = [this.mode.deadline(), this.service.deadline(), this.late[0]?.at];
      const deadline = Math.min(...next.map((at) => at ?? Infinity));
      if (deadline > until) {
        this.now = until;
        return this.take();
      }
      this.now = deadline;
      const before = this.seen.length;
      this.mode.expire(deadline);
      this.service.expire(deadline);
      this.perform();
      this.settle();
      for (let i = before; i < this.seen.length; i++) this.seen[i] = `${deadline / 1000} s: ${this.seen[i] as string}`;
    }
    throw new Error("the deadline never moves on");
  }

  give(input: ModeInput): void {
    this.mode.handle(input, this.now);
    this.settle();
  }

  take(): string[] {
    return this.seen.splice(0);
  }

  /** Carries outputs about until nobody has any, as the client does: the service comes last. */
  private settle(): void {
    for (;;) {
      const output = this.mode.poll();
      const wish = output === undefined ? this.service.poll() : undefined;
      if (output !== undefined) this.fromMode(output);
      else if (wish !== undefined) this.fromService(wish);
      else return;
    }
  }

  private fromMode(output: ModeOutput): void {
    switch (output.kind) {
      case "operation":
        this.late.push({ at: this.now + this.takes, output });
        if (this.takes === 0) this.perform();
        return;
      case "socket":
        this.fromSocket(output);
        return;
      case "registered":
        this.service.registered(output.server, output.version, this.now);
        this.service.reachable(output.server, true, this.now);
        break;
      case "updated":
        this.service.reachable(output.server, true, this.now);
        break;
      case "unregistered":
        this.service.reachable(output.server, false, this.now);
        break;
      case "lost":
        this.service.lose(output.observer, this.now);
        break;
      case "behind":
        this.service.owe(output.observer, this.now);
        break;
      case "bootstrapped":
        this.service.bootstrapped();
        break;
      case "sent":
        this.service.sent(output.id, output.failure, this.now);
        break;
      case "asleep":
      case "awake":
      case "command":
      case "persist":
      case "stopped":
        break;
    }
    this.seen.push(output.kind);
  }

  private fromSocket({ input }: Extract<ModeOutput, { kind: "socket" }>): void {
    if (input.kind === "resolve") {
      this.give({ kind: "socket", output: { kind: "resolved", name: input.name, address: input.name } });
    } else if (input.kind === "send") {
      this.traffic("sent", input.bytes.length, this.now);
      const to = input.address === FIRST.address ? "" : `${input.address} `;
      this.seen.push(`${to}${shown(input.bytes) ?? ""}`);
    }
  }

  /** Carries out the operations that have taken their time. */
  private perform(): void {
    for (let next = this.late[0]; next !== undefined && next.at <= this.now; next = this.late[0]) {
      this.late.shift();
      const { operation, bootstrap, request, server } = next.output;
      const outcome = this.service.operate(operation, bootstrap, this.now, server);
      this.mode.handle({ kind: "outcome", request, outcome }, this.now);
    }
  }

  private fromService(output: ServiceOutput): void {
    if (output.kind === "accounts") return;
    if (output.kind === "reboot") this.seen.push("reboot");
    else this.mode.handle(output, this.now);
  }
}
