import type { FastifyInstance } from "fastify";
import { type Target, compositePaths, targetKey } from "../access/target.js";
import { ContentFormat } from "../coap/numbers.js";
import { compositeFormats } from "../lwm2m/encode.js";
import { type Path, covers, formatPath, parsePath } from "../lwm2m/path.js";
import { readBody } from "./body.js";
import type { Context } from "./context.js";
import { online } from "./device-call.js";
import { succeeded } from "./errors.js";
import type { Fields } from "./fields.js";
import { readPlaces } from "./nbiot-body.js";
import { objectJson, readAccept, readFormat } from "./operation.js";

const formats = [...compositeFormats.keys()];
/** At most so many places are asked for at once. */
const mostPaths = 64;

/** Several places at once (OMA LwM2M 1.1 clauses 6.3.8, 6.3.9 and 6.4.4): calls of our own in OneNET's manner. */
export function compositeRoutes(app: FastifyInstance, context: Context): void {
  const { downlink } = context.access;
  app.get("/nbiot/composite", async (request) => {
    const { query, session, timeout } = online(context, request);
    return succeeded((await downlink.read(session, readTarget(query), timeout)).map(objectJson));
  });
  app.post("/nbiot/composite", async (request) => {
    const { query, session, timeout } = online(context, request);
    const payload = readPlaces(readBody(request), readFormat(query, formats) ?? ContentFormat.senmlCbor);
    await downlink.writePlaces(session, payload, timeout);
    return succeeded();
  });
  app.post("/nbiot/composite/observe", async (request) => {
    const { query, session, timeout } = online(context, request);
    const target = readTarget(query);
    if (query.flag("cancel") === true) await downlink.observations.cancel(session, target, timeout);
    else await downlink.observations.observe(session, target, timeout);
    return succeeded();
  });
  app.get("/nbiot/composite/observe", async (request) => {
    const { session } = online(context, request);
    const all = [...session.observations.values()].map(({ target }) => compositePaths(targetKey(target)));
    return succeeded(all.filter((paths) => paths !== undefined).map((paths) => ({ paths })));
  });
}

/** The answer comes in the format that goes with the request's unless another one is asked for. */
function readTarget(query: Fields): Target {
  const format = readFormat(query, formats) ?? ContentFormat.senmlCbor;
  const paths = readPaths(query);
  if (
    format === ContentFormat.lwm2mCbor &&
    paths.some((path) => paths.some((other) => path !== other && covers(path, other)))
  ) {
    throw query.wrong("paths", "has a place within another, which LwM2M CBOR cannot ask for");
  }
  return { kind: "paths", paths, format, accept: compositeFormats.get(format) ?? format, ...readAccept(query) };
}

/** `/3/0/0,/3303/0`, each once. */
function readPaths(query: Fields): Path[] {
  const texts = query.needed(query.text("paths", 2_048), "paths").split(",");
  if (texts.length > mostPaths) throw query.wrong("paths", `has more than ${mostPaths} places`);
  const paths = texts.map((text) => {
    const path = parsePath(text.trim());
    if (path === undefined)
      throw query.wrong("paths", `has "${text.slice(0, 40)}", which is not a place such as /3303/0`);
    return path;
  });
  if (new Set(paths.map(formatPath)).size < paths.length) throw query.wrong("paths", "has a place twice");
  return paths;
}
