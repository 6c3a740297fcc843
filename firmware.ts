import { drive } from "./hosts/drive.js";
import type { Host } from "./hosts/host.js";
import type { Log } from "./modules/base/log.js";
import { mask } from "./modules/base/log.js";
import { Client, type Mode } from "./modules/client/client.js";
import { adjustedProfile, chosenProfile } from "./modules/client/module-profile.js";
import { keptAccounts } from "./modules/client/kept-accounts.js";
import { keptFailures } from "./modules/client/recovery.js";
import {
  DEFAULT_BOOTSTRAP,
  DEFAULT_LIFETIME,
  formatServerAddress,
  runSettings,
  saveSettings,
  type Settings,
} from "./modules/client/settings.js";
import type { Sending, SendPlan } from "./modules/client/sending.js";
import type { NotificationStorage } from "./modules/client/storage.js";
import type { Composite } from "./modules/lwm2m/composite.js";
import { ContentFormat, isKnownFormat, type Formats } from "./modules/lwm2m/formats/index.js";
import type { Editions } from "./modules/lwm2m/editions.js";
import type { LwM2mObject, ObjectDefinition } from "./modules/lwm2m/object.js";
import { versionsFrom, type Version } from "./modules/lwm2m/version.js";
import { untellable } from "./modules/mode/mipl-create.js";
import { ModuleMode } from "./modules/mode/module.js";
import { SdkMode } from "./modules/mode/sdk.js";
import type { BootstrapPack } from "./modules/mode/sdk-options.js";
import type { Identity } from "./modules/modem/facts.js";
import type { Profile } from "./modules/modem/profile.js";
import type { accessControl } from "./objects/access-control.js";
import type { statistics } from "./objects/connectivity-statistics.js";
import { connectivityObject, newConnectivity } from "./objects/connectivity.js";
import { deviceObject, newDevice, type WallClock } from "./objects/device.js";
import { digitalOutputObject, newDigitalOutput } from "./objects/digital-output.js";
import { bindSensors, Inventory, MINIMUM_PERIOD, type CoreObjects, type Measure } from "./objects/inventory.js";
import { newSecurity, securityObject } from "./objects/security.js";
import type { SensorState } from "./objects/sensor.js";
import type { ServerKind } from "./objects/server.js";
import type { Ticks } from "./objects/stopwatch.js";
import type { Watch } from "./objects/watch.js";

/** What a firmware is made of beyond the parts that every one has: what is not handed in is not in the image. */
export interface Composition {
  /** The formats of values that SDK mode speaks. */
  readonly formats: Formats;
  /** The Server object: its version says how much servers may rule of the registration. */
  readonly server: ServerKind;
  /** Bootstrap in one message (LwM2M 1.2). */
  readonly pack?: BootstrapPack;
  /** The kinds of sensors that are announced where the place has them. */
  readonly sensors: readonly ObjectDefinition<SensorState>[];
  /** The core objects in the versions that go with each version of LwM2M; without it there is 1.0 alone. */
  readonly editions?: (newest: Version, spoken: (server: number) => Version | undefined) => Editions;
  /** Objects of one's own, beside the core's, the switch and the sensors. */
  readonly objects?: (clock: Ticks & WallClock) => LwM2mObject[];
  /** Makes object 7, which counts what goes over our sockets. */
  readonly statistics?: typeof statistics;
  /** Tells observers of values that become others by themselves. */
  readonly watch?: typeof Watch;
  /** Operations on several places at once. */
  readonly composite?: Composite;
  /** Refuses arguments of an execute that do not follow the syntax. */
  readonly checkArguments?: (text: string) => boolean;
  /** Makes object 2, by which several servers are kept apart. */
  readonly access?: typeof accessControl;
  /** Keeps notifications while their server cannot be reached. */
  readonly storage?: new () => NotificationStorage;
  /** Bytes of a payload in blocks, either way, at the most; 2048 unless given. */
  readonly maxPayload?: number;
  /** Sends reports unasked (LwM2M 1.1). */
  readonly sending?: new (plan: SendPlan | undefined) => Sending;
}

/** The highest id of the objects that an NB module serves by itself (China Mobile's MIPL commands). */
const LAST_INSIDE = 5;

/** Milliseconds between two samples of what is observed. */
const SAMPLE_PERIOD = 500;

/** Settings → profile → objects → client → host. */
export function runFirmware(host: Host, composition: Composition): void {
  const log: Log = (level, text) => host.log(level, text);
  const { settings, sequence, problems } = runSettings(host.store, (name) => host.option(name));
  for (let i = 0; i < problems.length; i++) log("error", problems[i] as string);
  const profile = unmet(settings, composition) ?? chosenProfile(settings);
  if (typeof profile === "string") {
    log("error", profile);
    host.stopped(1);
    return;
  }
  const saved = host.option("save") === "yes" ? saveSettings(host.store, settings, sequence) : sequence;
  if (typeof saved === "string") log("error", saved);
  log("info", `nblwm2m on ${host.name}: ${profile.model}, ${settings.mode ?? "sdk"} mode`);
  const { accounts, keep: keepAccounts } = keptAccounts(host.store, log);
  const core = settings.mode === "module" ? undefined : coreObjects(host, composition, settings);
  const inventory = applicationObjects(host, composition, core, settings.lwm2m ?? "1.0");
  // What a bootstrap server gave before the restart, so that it need not be asked again.
  const lost = accounts && inventory.restore(accounts, composition.server.make);
  if (lost !== undefined) log("info", `${lost}: bootstrap anew`);
  const { random } = host;
  const { failures, keep } = keptFailures(host.store, log);
  const client = new Client({
    profile,
    adjust: (found) => adjustedProfile(settings, found),
    failures,
    objects: inventory,
    mode: (identity, found) => makeMode(host, composition, settings, found, inventory, identity),
    random,
    log,
    samplePeriod: SAMPLE_PERIOD,
    clock: host,
    ...(core?.statistics && { traffic: core.statistics.traffic }),
    ...(composition.storage && { storage: new composition.storage() }),
    ...(composition.sending && { sending: new composition.sending(reportPlan(settings, inventory)) }),
  });
  drive(host, client, { failures: keep, accounts: keepAccounts });
}

/**
 * What the settings ask of the composition in vain, in words. LwM2M 1.1 and 1.2 come with versions of the core objects of
 * their own: who registers in a version has to have those (OMA LwM2M 1.1 appendix E).
 */
function unmet({ mode, lwm2m = "1.0" }: Settings, { editions }: Composition): string | undefined {
  if (mode === "module" || lwm2m === "1.0" || editions !== undefined) return undefined;
  return `lwm2m "${lwm2m}": this firmware is composed of the objects of LwM2M 1.0; main-full has those of ${lwm2m} (--full)`;
}

/** Values recorded for each report, the one that is there when it is sent included. */
const VALUES_A_REPORT = 4;

/** What the settings want to be sent unasked: what is at the paths they name, else what the sensors measure, over time. */
function reportPlan(settings: Settings, inventory: Inventory): SendPlan | undefined {
  if (settings.report === undefined) return undefined;
  const sendEvery = settings.report * 1000;
  if (settings.reported !== undefined) return { paths: settings.reported, recordEvery: 0, sendEvery };
  return { paths: inventory.readings(), recordEvery: sendEvery / VALUES_A_REPORT, sendEvery };
}

/** The objects of the application: the switch, the place's sensors, and those of the composition. */
function applicationObjects(
  host: Host,
  composition: Composition,
  core: CoreObjects | undefined,
  version: Version,
): Inventory {
  const measure: Measure = (name) => host.sample(name);
  const { objects, sensors } = bindSensors(composition.sensors, host.sensors, measure);
  objects.unshift(digitalOutputObject([{ id: 0, state: newDigitalOutput() }]));
  if (core !== undefined) {
    objects.unshift(core.security, core.server, deviceObject(core.device), connectivityObject(core.connectivity));
  }
  const { composite, checkArguments, watch } = composition;
  const access = core === undefined ? undefined : composition.access?.(core.server, () => inventory.tree);
  if (access !== undefined) objects.splice(2, 0, access.object);
  if (core?.statistics !== undefined) objects.push(core.statistics.object);
  const more = composition.objects?.(host) ?? [];
  objects.push(...(core === undefined ? more.filter(isDeclared) : more));
  const editions = composition.editions?.(version, (server) => inventory.lastVersion(server));
  if (editions !== undefined)
    for (let i = 0; i < objects.length; i++) objects[i] = editions.of(objects[i] as LwM2mObject, version);
  const inventory: Inventory = new Inventory(objects, sensors, measure, core, {
    ...(editions && { editions }),
    ...(composite && { composite }),
    ...(checkArguments && { checkArguments }),
    ...(access && { access: access.access }),
    ...(watch && { watch }),
  });
  return inventory;
}

/** True for what we declare in module mode: the module has objects 0 to 5 inside, and takes none without an instance. */
function isDeclared({ definition, instances }: LwM2mObject): boolean {
  return definition.model.id > LAST_INSIDE && instances.length > 0;
}

/** The objects that an NB module in module mode has inside: accounts, server, device, connectivity. */
function coreObjects(host: Host, composition: Composition, settings: Settings): CoreObjects {
  const account = newSecurity();
  account.serverUri = `coap://${formatServerAddress(settings.server ?? settings.bootstrap ?? DEFAULT_BOOTSTRAP)}`;
  account.bootstrap = settings.server === undefined;
  const server = composition.server.make();
  server.lifetime = settings.lifetime ?? DEFAULT_LIFETIME;
  server.defaultMinimumPeriod = MINIMUM_PERIOD;
  const device = newDevice();
  device.manufacturer = "nblwm2m";
  device.model = host.name;
  device.firmwareVersion = "0.1.0";
  device.clock = host;
  return {
    security: securityObject([{ id: account.bootstrap ? 1 : 0, state: account }]),
    server: composition.server.object([{ id: 0, state: server }]),
    device,
    connectivity: newConnectivity(),
    ...(composition.statistics && { statistics: composition.statistics() }),
    ...(account.bootstrap ? { source: `${account.serverUri} ${settings.endpoint ?? ""}` } : {}),
  };
}

/** The access mode for this module and SIM, or what is missing for it. */
function makeMode(
  host: Host,
  composition: Composition,
  settings: Settings,
  profile: Profile,
  inventory: Inventory,
  found: Readonly<Identity>,
): Mode | string {
  const log: Log = (level, text) => host.log(level, text);
  const imei = settings.imei ?? found.imei;
  const imsi = settings.imsi ?? found.imsi;
  log(
    "info",
    `IMEI ${mask(imei ?? "unknown")}, IMSI ${mask(imsi ?? "unknown")}, firmware ${found.firmware ?? "unknown"}`,
  );
  const direct = settings.server !== undefined;
  const server = settings.server ?? settings.bootstrap ?? DEFAULT_BOOTSTRAP;
  const lifetime = settings.lifetime ?? DEFAULT_LIFETIME;
  const { random } = host;
  const { tree } = inventory;
  if (settings.mode === "module") {
    if (settings.endpoint !== undefined) log("warning", "endpoint is for SDK mode: the module makes its own name");
    const { auth, psk } = settings;
    const untold = untellable({ auth, psk }, profile.mipl);
    if (untold !== undefined) return untold;
    if (profile.mipl.generation === "L") {
      return "the module has the MIPL commands of 2018 (AT+MIPLCONF), which are not spoken here: use SDK mode";
    }
    return new ModuleMode({
      server: formatServerAddress(server),
      direct,
      auth,
      psk,
      lifetime,
      mipl: profile.mipl,
      releases: profile.sleep.psm === "on",
      tree,
      random,
      log,
    });
  }
  const endpoint = settings.endpoint ?? (imei === undefined || imsi === undefined ? undefined : `${imei};${imsi}`);
  if (endpoint === undefined) return "the endpoint name needs IMEI and IMSI, and the module does not tell both";
  if (settings.psk !== undefined) log("warning", "psk is for module mode: there is no DTLS in SDK mode");
  const { maxDatagram } = profile.sockets;
  const { formats, pack, maxPayload } = composition;
  const versions = versionsFrom(settings.lwm2m ?? "1.0");
  return new SdkMode({
    endpoint,
    ...(settings.auth !== undefined && { auth: settings.auth }),
    tree,
    formats,
    versions,
    lastVersion: (id) => inventory.lastVersion(id),
    queue: settings.queue === "yes",
    ...(settings.queue === "yes" && profile.sleep.psm === "on" ? { releases: true } : {}),
    preferred: isKnownFormat(formats, ContentFormat.senmlCbor) ? ContentFormat.senmlCbor : ContentFormat.tlv,
    ...(pack !== undefined && versions[0] === "1.2" ? { pack } : {}),
    maxDatagram,
    ...(maxPayload !== undefined && { maxPayload }),
    random,
    log,
  });
}
