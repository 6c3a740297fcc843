import type { FastifyInstance } from "fastify";
import type { EventKind, PlatformEvent } from "../events.js";
import { objectModels } from "../lwm2m/objects.js";
import { authorized, authorizedMaster } from "./authorization.js";
import { type Context, deviceByImei } from "./context.js";
import { succeeded } from "./errors.js";
import { queryOf } from "./fields.js";
import { openApiDocument } from "./openapi/document.js";
import { formatTime } from "./time.js";

/** Bytes that wait for a slow reader before it is let go; it connects again. */
const mostWaiting = 1_048_576;
/** A comment goes out so often, for readers and proxies that give up on silence. Milliseconds. */
const keepAlive = 15_000;

/** Paths of our own for the page: what happens, the message log, the names of objects. */
export function liveRoutes(app: FastifyInstance, context: Context): void {
  app.get("/openapi.json", async () => openApiDocument());
  app.get("/objects", async () => succeeded([...objectModels.values()]));
  app.get("/messages", async (request) => {
    const caller = authorized(context, request);
    const query = queryOf(request);
    const device = deviceByImei(context, caller, query.needed(query.text("imei"), "imei"));
    const messages = context.messages.messages(device.deviceId);
    return succeeded(messages.map((message) => ({ ...message, at: formatTime(message.at, "milliseconds") })));
  });
  app.get("/counters", async (request) => {
    authorizedMaster(context, request);
    return succeeded(context.counters());
  });
  app.get("/events", async (request, reply) => {
    const product = authorizedMaster(context, request);
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    raw.write(":\n\n");
    const timer = setInterval(() => raw.write(":\n\n"), keepAlive);
    const end = context.events.subscribe(shown, (event) => {
      if (!concerns(context, product.productId, event)) return;
      raw.write(`data: ${JSON.stringify(eventJson(event))}\n\n`);
      if (raw.writableLength > mostWaiting) raw.destroy();
    });
    raw.on("close", () => {
      clearInterval(timer);
      end();
    });
    return reply;
  });
}

const shown: readonly EventKind[] = [
  "online",
  "offline",
  "datapoint",
  "resources",
  "observations",
  "message",
  "command",
  "device",
];

/** A device that has just been removed is told to everybody by its number alone. */
function concerns(context: Context, productId: string, event: PlatformEvent): boolean {
  const device = context.store.device(event.deviceId);
  return device === undefined ? event.kind === "device" : device.productId === productId;
}

/** `{kind, device_id, at, …}` */
function eventJson(event: PlatformEvent): unknown {
  const common = { kind: event.kind, device_id: event.deviceId, at: formatTime(event.at, "milliseconds") };
  switch (event.kind) {
    case "datapoint":
      return { ...common, stream: event.stream, value: event.value };
    case "message":
      return { ...common, message: { ...event.message, at: common.at } };
    case "command":
      return { ...common, uuid: event.uuid, send_status: event.sendStatus };
    default:
      return common;
  }
}
