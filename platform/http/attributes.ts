import type { FastifyInstance } from "fastify";
import type { AttributeName, Attributes } from "../access/attributes.js";
import type { Link } from "../lwm2m/links.js";
import type { Path } from "../lwm2m/path.js";
import type { Context } from "./context.js";
import { online } from "./device-call.js";
import { succeeded } from "./errors.js";
import type { Fields } from "./fields.js";
import { readPath } from "./operation.js";

/** Attributes of their own, and how a place is discovered with them: paths of our own. */
export function attributeRoutes(app: FastifyInstance, context: Context): void {
  const { downlink } = context.access;
  app.put("/nbiot/attributes", async (request) => {
    const { query, session, timeout } = online(context, request);
    const path = readPath(query);
    const removed = removedNames(query);
    const attributes = readAttributes(query, path, removed);
    const more = readMoreAttributes(query, path, removed);
    if (Object.keys({ ...attributes, ...more }).length + removed.length === 0) {
      throw query.wrong("pmin, pmax, gt, lt, st, epmin, epmax, edge, con or hqmax", "is missing");
    }
    await downlink.writeAttributes(session, path, { ...attributes, ...more }, timeout, removed);
    return succeeded();
  });
  app.get("/nbiot/links", async (request) => {
    const { query, session, timeout } = online(context, request);
    const path = readPath(query);
    const depth = query.integer("depth", 0, 3);
    return succeeded((await downlink.links(session, path, timeout, depth)).map(linkJson));
  });
}

const linkJson = ({ target, attributes }: Link): unknown => ({ path: target, attributes });

/** pmax ≥ pmin > 0; gt, lt and st need a resource, and lt + 2·st < gt. */
export function readAttributes(query: Fields, path: Path, removed: readonly string[] = []): Attributes {
  const given = query.without(removed);
  const pmin = given.integer("pmin", 1, 0xffff_ffff);
  const pmax = given.integer("pmax", 1, 0xffff_ffff);
  if (pmin !== undefined && pmax !== undefined && pmax < pmin) throw query.wrong("pmax", "is less than pmin");
  const [gt, lt, st] = [given.number("gt"), given.number("lt"), given.number("st")];
  if ([gt, lt, st].some((value) => value !== undefined) && path.resource === undefined) {
    throw query.wrong("gt, lt or st", "needs res_id");
  }
  if (st !== undefined && st <= 0) throw query.wrong("st", "is not above 0");
  if (gt !== undefined && lt !== undefined && lt + 2 * (st ?? 0) >= gt)
    throw query.wrong("gt", "is not above lt + 2·st");
  return defined({ pmin, pmax, gt, lt, st });
}

/** Those of LwM2M 1.1 and 1.2 (1.2 clause 7.3): evaluation periods, edge, confirmable notifications, their queue. */
function readMoreAttributes(query: Fields, path: Path, removed: readonly string[]): Attributes {
  const given = query.without(removed);
  const epmin = given.integer("epmin", 0, 0xffff_ffff);
  const epmax = given.integer("epmax", 0, 0xffff_ffff);
  if (epmin !== undefined && epmax !== undefined && epmax <= epmin) throw query.wrong("epmax", "is not above epmin");
  const edge = given.integer("edge", 0, 1);
  if (edge !== undefined && path.resource === undefined) throw query.wrong("edge", "needs res_id");
  return defined({
    epmin,
    epmax,
    edge,
    con: given.integer("con", 0, 1),
    hqmax: given.integer("hqmax", 0, 0xffff_ffff),
  });
}

const names: readonly AttributeName[] = ["pmin", "pmax", "gt", "lt", "st", "epmin", "epmax", "edge", "con", "hqmax"];

/** An attribute that is named without a value loses it (OMA LwM2M 1.0 clause 5.4.4). */
const removedNames = (query: Fields): AttributeName[] => names.filter((name) => query.raw(name) === "");

function defined(all: Readonly<Record<string, number | undefined>>): Attributes {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Attributes;
}
