import { type BootstrapPlan, usualPlan } from "../bootstrap/plan.js";
import type { ResourceWrite } from "../lwm2m/encode.js";
import { objectModels } from "../lwm2m/objects.js";
import { parsePath, segments } from "../lwm2m/path.js";
import type { BootstrapConfig, Device } from "../store/records.js";
import type { Store } from "../store/store.js";
import { Errno } from "./errors.js";
import { Fields } from "./fields.js";
import { readInstances, resourcesOf } from "./nbiot-body.js";

/** Characters of the JSON. */
const mostLength = 4_096;
/** Places to remove or to read. */
const mostPlaces = 32;

/**
 * Reads the field `bootstrap_config` of a product or a device: `{discover?, delete?: ["/", …], server?: [{res_id, val}],
 * writes?: [{obj_id, obj_inst: […]}], read?: ["/1", …]}`. It is kept as it came.
 */
export function readBootstrapConfig(fields: Fields): BootstrapConfig | undefined {
  const config = fields.raw("bootstrap_config");
  if (config === undefined) return undefined;
  if (typeof config !== "object" || Array.isArray(config)) throw fields.wrong("bootstrap_config", "is not an object");
  if (JSON.stringify(config).length > mostLength) {
    throw fields.wrong("bootstrap_config", `is longer than ${mostLength} characters`);
  }
  planOf(config as BootstrapConfig);
  return config as BootstrapConfig;
}

/** The plan of a device: its own, its product's, or the usual one. */
export function bootstrapPlan(store: Store, device: Device): BootstrapPlan {
  return planOf(device.bootstrapConfig ?? store.product(device.productId)?.bootstrapConfig ?? {});
}

/** What a configuration says. Throws the API's error 3, naming the field. */
function planOf(config: BootstrapConfig): BootstrapPlan {
  const fields = new Fields(config, Errno.body);
  const unknown = Object.keys(config).find(
    (name) => !["discover", "delete", "server", "writes", "read"].includes(name),
  );
  if (unknown !== undefined) throw fields.wrong(`bootstrap_config.${unknown}`, "is not known");
  return {
    discover: fields.flag("discover") ?? usualPlan.discover,
    remove: readPlaces(fields, "delete", (place) => place === "/" || isObjectOrInstance(place)) ?? usualPlan.remove,
    server: fields.raw("server") === undefined ? usualPlan.server : readServer(fields),
    writes: fields.raw("writes") === undefined ? usualPlan.writes : readWrites(fields),
    // Bootstrap-Read is for the Server and the Access Control object alone (OMA LwM2M 1.1 clause 6.1.7.7).
    read:
      readPlaces(fields, "read", (place) => /^\/[12](\/\d+)?$/.test(place) && isObjectOrInstance(place)) ??
      usualPlan.read,
  };
}

function isObjectOrInstance(place: string): boolean {
  const path = parsePath(place);
  return path !== undefined && segments(path).length <= 2;
}

function readPlaces(fields: Fields, name: string, fits: (place: string) => boolean): string[] | undefined {
  const places = fields.raw(name);
  if (places === undefined) return undefined;
  if (!Array.isArray(places) || places.length > mostPlaces) {
    throw fields.wrong(name, `is not a list of at most ${mostPlaces} places`);
  }
  const wrong = (places as unknown[]).find((place) => typeof place !== "string" || !fits(place));
  if (wrong !== undefined) {
    const such = name === "read" ? "/1, /1/0 or /2" : "/, /1 or /1/0";
    throw fields.wrong(name, `has ${JSON.stringify(wrong)}, which is not a place such as ${such}`);
  }
  return places as string[];
}

/** Resources of the Server object by number (OMA LwM2M 1.1 appendix E.2). */
const Server = { shortServerId: 0, lifetime: 1, pmin: 2, pmax: 3, binding: 7 } as const;

function readServer(fields: Fields): ResourceWrite[] {
  const resources = resourcesOf(fields, "server", fields.raw("server"), 1);
  const model = objectModels.get(1);
  for (const { id } of resources) {
    const known = model?.resources.find((each) => each.id === id);
    if (known?.access === "E") throw fields.wrong(`server: res_id ${id}`, "is executed, not written");
  }
  if (valueOf(resources, Server.shortServerId) !== undefined) {
    throw fields.wrong("server: res_id 0", "is the platform's own");
  }
  for (const [id, least] of [
    [Server.lifetime, 1],
    [Server.pmin, 0],
    [Server.pmax, 0],
  ] as const) {
    const value = valueOf(resources, id);
    if (typeof value === "number" && value < least) throw fields.wrong(`server: res_id ${id}`, `is less than ${least}`);
  }
  const [pmin, pmax] = [valueOf(resources, Server.pmin), valueOf(resources, Server.pmax)];
  if (typeof pmin === "number" && typeof pmax === "number" && pmax > 0 && pmax < pmin) {
    throw fields.wrong("server: res_id 3", "is less than res_id 2");
  }
  const binding = valueOf(resources, Server.binding);
  if (typeof binding === "string" && !/^[UQSTNMH]{1,7}$/.test(binding)) {
    throw fields.wrong("server: res_id 7", "is not a binding such as U or UQ");
  }
  return resources;
}

const valueOf = (resources: readonly ResourceWrite[], id: number): unknown => {
  const resource = resources.find((each) => each.id === id);
  return resource === undefined || !("value" in resource) ? undefined : resource.value;
};

function readWrites(fields: Fields): BootstrapPlan["writes"] {
  const writes = readInstances(fields, "writes");
  for (const { path, resources } of writes) {
    if (path.object === 0) throw fields.wrong("writes", "has object 0, which is the platform's own");
    if (resources.some((resource) => "instances" in resource && resource.instances.length === 0)) {
      throw fields.wrong("writes", "has a resource without instances, which not every format can tell");
    }
    if (path.object === 1 && path.instance === 0) throw fields.wrong("writes", "has /1/0, which belongs in server");
  }
  return writes;
}
