import type { FastifyInstance } from "fastify";
import { writeFormats } from "../lwm2m/encode.js";
import { readBody } from "./body.js";
import type { Context } from "./context.js";
import { online } from "./device-call.js";
import { succeeded } from "./errors.js";
import { payloadOf, readNewInstance } from "./nbiot-body.js";
import { readFormat, readPath } from "./operation.js";

/** Formats of one value make no instance. */
const formats = [...writeFormats].filter(([, holds]) => holds !== "value").map(([format]) => format);

/** Making and removing instances (OMA LwM2M 1.0 clauses 5.4.6 and 5.4.7): calls of our own in OneNET's manner. */
export function instanceRoutes(app: FastifyInstance, context: Context): void {
  const { downlink } = context.access;
  app.post("/nbiot/create", async (request) => {
    const { query, session, timeout } = online(context, request);
    const { object, instance, resource } = readPath(query);
    if (resource !== undefined) throw query.wrong("res_id", "is in the body here");
    const format = readFormat(query, formats);
    const payload = payloadOf(format, { object }, readNewInstance(readBody(request, "allow"), object), instance);
    const made = await downlink.create(session, object, instance, payload, timeout);
    return succeeded({ obj_id: object, ...(made === undefined ? {} : { obj_inst_id: made }) });
  });
  app.delete("/nbiot", async (request) => {
    const { query, session, timeout } = online(context, request);
    const path = readPath(query);
    query.needed(path.instance, "obj_inst_id");
    if (path.resource !== undefined) query.needed(path.resourceInstance, "res_inst_id");
    await downlink.delete(session, path, timeout);
    return succeeded();
  });
}
