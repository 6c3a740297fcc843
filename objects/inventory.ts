import type { Instant } from "../modules/base/machine.js";
import type { Instance, LwM2mObject, ObjectDefinition } from "../modules/lwm2m/object.js";
import { pathOf, type Path } from "../modules/lwm2m/path.js";
import { Tree, type TreeFeatures } from "../modules/lwm2m/tree.js";
import type { Version } from "../modules/lwm2m/version.js";
import { dropServers, packedAccounts, restoreAccounts } from "./kept-accounts.js";
import type { ConnectivityState } from "./connectivity.js";
import { deviceTime, type DeviceState } from "./device.js";
import type { SecurityState } from "./security.js";
import { newSensor, sample, sensorObject, type SensorState } from "./sensor.js";
import type { ServerState } from "./server.js";
import type { Watch } from "./watch.js";

/** A sensor of the place that the firmware runs on. */
export interface SensorSource {
  /** Id of the object that shows it, such as 3303. */
  readonly object: number;
  /** The place's own name for it. */
  readonly name: string;
  /** SenML unit (RFC 8428 section 12.1). */
  readonly units?: string;
  readonly applicationType?: string;
}

/** Measures one sensor now; `undefined` if it gives no value. */
export type Measure = (name: string) => number | undefined;

/** What the network says, as far as object 4 shows it. */
export interface NetworkFacts {
  readonly signal: number | undefined;
  readonly cell: number | undefined;
  readonly area: number | undefined;
  readonly address: string | undefined;
}

/** Hears of each datagram to or from a server: how many bytes CoAP has of it, and when. */
export type Traffic = (direction: "sent" | "received", bytes: number, now: Instant) => void;

/** What a server made the objects want of the client. */
export type Wish =
  /** A server changed its terms, or asked for an update. */
  | { readonly kind: "update"; readonly server: number }
  /** A server wants to be left for so many seconds. */
  | { readonly kind: "disable"; readonly server: number; readonly seconds: number }
  | { readonly kind: "bootstrap" }
  | { readonly kind: "reboot" };

/** The objects that a client of our own serves besides the application's (SDK mode). */
export interface CoreObjects {
  readonly security: LwM2mObject;
  readonly server: LwM2mObject;
  readonly device: DeviceState;
  readonly connectivity: ConnectivityState;
  /** Object 7, and what counts for it. */
  readonly statistics?: { readonly object: LwM2mObject; readonly traffic: Traffic };
  /** Which bootstrap server the accounts come from; absent where there is none, and no accounts to keep. */
  readonly source?: string;
}

/** What the objects can do besides, for the devices that need it. */
export interface InventoryFeatures extends TreeFeatures {
  /** Tells observers of values that become others by themselves. */
  readonly watch?: new (tree: Tree) => Watch;
}

interface BoundSensor {
  readonly object: number;
  readonly instance: number;
  readonly name: string;
  readonly state: SensorState;
}

const EVERYTHING: Path = Object.freeze({});
const BOOTSTRAP: Wish = Object.freeze({ kind: "bootstrap" });
const REBOOT: Wish = Object.freeze({ kind: "reboot" });
const CONNECTIVITY_OBJECT = 4;
const SENSOR_VALUE = 5700;

/**
 * Seconds between notifications at the least where the server asks for nothing else: a value that changes twice a second
 * must not keep the radio on. In SDK mode the Server object begins with it; in module mode that object is not ours.
 */
export const MINIMUM_PERIOD = 10;

/**
 * The device's objects as the client sees them: it brings their values up to date and hears what servers made them want.
 */
export class Inventory {
  readonly tree: Tree;
  private readonly core: CoreObjects | undefined;
  /** By rising object, so that those of one are found without looking at the others. */
  private readonly sensors: readonly BoundSensor[];
  private readonly measure: Measure;
  private readonly watch: Watch | undefined;
  /** The lifetime of a Server instance that has to be made, in seconds. */
  private readonly lifetime: number;

  /** `sensors` are by rising object; `core` is absent where the module serves those objects itself. */
  constructor(
    objects: readonly LwM2mObject[],
    sensors: readonly BoundSensor[],
    measure: Measure,
    core: CoreObjects | undefined,
    features: InventoryFeatures = {},
  ) {
    this.tree = new Tree(objects, features);
    this.watch = features.watch && new features.watch(this.tree);
    this.core = core;
    this.sensors = sensors;
    this.measure = measure;
    this.lifetime = this.server?.lifetime ?? 0;
  }

  /** The paths of what the sensors measure. */
  readings(): readonly Path[] {
    return this.sensors.map(({ object, instance }) => pathOf(object, instance, SENSOR_VALUE));
  }

  /** The default minimum period of notifications in seconds: that of the Server instance that there is now. */
  get defaultMinimumPeriod(): number | undefined {
    return this.core === undefined ? MINIMUM_PERIOD : this.server?.defaultMinimumPeriod;
  }

  /** The default maximum period of notifications in seconds. */
  get defaultMaximumPeriod(): number | undefined {
    return this.server?.defaultMaximumPeriod;
  }

  /** Measures the sensors at or below a path, all without one, and takes over what the network says. */
  sample(network: NetworkFacts, path: Path = EVERYTHING): void {
    for (let i = this.firstOf(path.object ?? 0); i < this.sensors.length; i++) {
      const sensor = this.sensors[i] as BoundSensor;
      if (path.object !== undefined && sensor.object !== path.object) break;
      if (path.instance !== undefined && sensor.instance !== path.instance) continue;
      const value = this.measure(sensor.name);
      if (value === undefined) continue;
      this.tree.changedResources(sensor.object, sensor.instance, sample(sensor.state, value));
    }
    this.watch?.look(path);
    const connectivity = this.core?.connectivity;
    if (connectivity !== undefined && takeNetwork(connectivity, network)) {
      this.tree.changed({ object: CONNECTIVITY_OBJECT, instance: 0 });
    }
  }

  /**
   * The bootstrap server has written its accounts. A sole account's Server instance is ours, whatever its number was; if
   * the server deleted that and wrote none, there is one anew (OMA LwM2M 1.0 appendix E.2 wants one for each account).
   */
  bootstrapped(): void {
    const core = this.core;
    if (core === undefined) return;
    const accounts = (core.security.instances as readonly Instance<SecurityState>[]).filter(
      ({ state }) => !state.bootstrap,
    );
    const [account] = accounts;
    if (accounts.length === 1 && account !== undefined && core.server.instances.length <= 1) {
      const server = this.server ?? this.addServer(core.server);
      server.shortServerId = account.state.shortServerId ?? server.shortServerId;
    }
    dropServers(this.tree, core.server, accounts);
    this.tree.access?.complete(this.tree.objects);
    const now = deviceTime(core.device);
    for (const { state } of core.server.instances as Instance<ServerState>[]) {
      // The registrations that follow tell all that there is to tell.
      state.updateRequested = false;
      if ("bootstrappedAt" in state) state.bootstrappedAt = now;
    }
  }

  /** The accounts as bytes, to be kept over a restart, with what servers may do; `undefined` where they are not ours. */
  accounts(): Uint8Array | undefined {
    return this.core?.source === undefined ? undefined : packedAccounts(this.tree, this.core, this.core.source);
  }

  /** Takes back what `accounts` gave before a restart; says in words why that cannot be, and then nothing is changed. */
  restore(bytes: Uint8Array, newServer: () => ServerState): string | undefined {
    if (this.core?.source === undefined) return undefined;
    return restoreAccounts(bytes, this.tree, this.core, this.core.source, newServer);
  }

  /** A server answered our registration in this version of LwM2M; `true` if that is news. */
  registered(server: number | undefined, version: Version | undefined): boolean {
    const state = this.stateOf(server);
    if (state === undefined || version === undefined || state.version === version) return false;
    state.version = version;
    return true;
  }

  /** The version of LwM2M that a server spoke last time. */
  lastVersion(server: number | undefined): Version | undefined {
    return this.stateOf(server)?.version;
  }

  /** What a server made the objects want since the last call; `undefined` once there is nothing more. */
  wish(): Wish | undefined {
    const servers = this.core?.server.instances ?? [];
    for (let i = 0; i < servers.length; i++) {
      const wish = wishOf((servers[i] as Instance).state as ServerState);
      if (wish !== undefined) return wish;
    }
    const device = this.core?.device;
    if (device?.rebootRequested !== true) return undefined;
    device.rebootRequested = false;
    return REBOOT;
  }

  /** Where the sensors of an object, or of the next one there is, begin in the list. */
  private firstOf(object: number): number {
    let low = 0;
    let high = this.sensors.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sensors[middle] as BoundSensor).object < object) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private addServer(object: LwM2mObject): ServerState {
    const state = object.definition.create?.(0) as ServerState;
    state.lifetime = this.lifetime;
    state.defaultMinimumPeriod = MINIMUM_PERIOD;
    object.instances.push({ id: 0, state });
    this.tree.restructured({ object: object.definition.model.id, instance: 0 });
    return state;
  }

  private get server(): ServerState | undefined {
    return this.core?.server.instances[0]?.state as ServerState | undefined;
  }

  private stateOf(server: number | undefined): ServerState | undefined {
    const instances = (this.core?.server.instances ?? []) as readonly Instance<ServerState>[];
    if (instances.length === 1) return instances[0]?.state;
    return instances.find(({ state }) => state.shortServerId === server)?.state;
  }
}

/** Seconds that a server is left when it names no time (OMA LwM2M 1.0 appendix E.2, resource 5). */
const DISABLE_TIMEOUT = 86_400;

function wishOf(state: ServerState): Wish | undefined {
  const server = state.shortServerId;
  if (state.bootstrapRequested === true) {
    state.bootstrapRequested = false;
    return BOOTSTRAP;
  }
  if (state.disableRequested) {
    state.disableRequested = false;
    return { kind: "disable", server, seconds: state.disableTimeout ?? DISABLE_TIMEOUT };
  }
  if (!state.updateRequested) return undefined;
  state.updateRequested = false;
  return { kind: "update", server };
}

/**
 * Makes the objects of a place's sensors: one instance for each source that gives a value now. A source that does not is
 * left out, so that no value is ever invented. The sensors come by rising object.
 */
export function bindSensors(
  definitions: readonly ObjectDefinition<SensorState>[],
  sources: readonly SensorSource[],
  measure: Measure,
): { readonly objects: LwM2mObject[]; readonly sensors: BoundSensor[] } {
  const objects: LwM2mObject[] = [];
  const sensors: BoundSensor[] = [];
  for (let i = 0; i < definitions.length; i++) {
    const definition = definitions[i] as ObjectDefinition<SensorState>;
    const instances: Instance<SensorState>[] = [];
    for (let j = 0; j < sources.length; j++) {
      const source = sources[j] as SensorSource;
      const value = source.object === definition.model.id ? measure(source.name) : undefined;
      if (value === undefined) continue;
      const state = newSensor(value, source);
      const instance = instances.length;
      instances.push({ id: instance, state });
      sensors.push({ object: source.object, instance, name: source.name, state });
    }
    if (instances.length > 0) objects.push(sensorObject(definition, instances));
  }
  return { objects, sensors: sensors.sort((a, b) => a.object - b.object) };
}

/** Takes over what differs; `true` if anything did. */
function takeNetwork(state: ConnectivityState, network: NetworkFacts): boolean {
  const { signal, cell, area, address } = network;
  const same = state.signalStrength === signal && state.cell === cell && state.area === area;
  if (same && state.addresses[0] === address) return false;
  state.signalStrength = signal;
  state.cell = cell;
  state.area = area;
  if (state.addresses[0] !== address) state.addresses = address === undefined ? [] : [address];
  return true;
}
