import type { FastifyInstance } from "fastify";
import type { PlatformEvent } from "../events.js";
import { objectModels } from "../lwm2m/objects.js";
import { type Context, authorized, deviceByImei } from "./context.js";
import { queryOf } from "./devices.js";
import { succeeded } from "./errors.js";
import { formatTime } from "./time.js";

/** Bytes that wait for a slow reader before it is let go; it connects again. */
const mostWaiting = 1_048_576;
/** A comment goes out so often, for readers and proxies that give up on silence. Milliseconds. */
const keepAlive = 15_000;

/** Paths of our own for the page: what happens, the message log, the names of objects. */
export function liveRoutes(app: FastifyInstance, context: Context): void {
  app.get("/objects", async () => succeeded([...objectModels.values()]));
  app.get("/messages", async (request) => {
    const product = authorized(context, request);
    const query = queryOf(request);
    const device = deviceByImei(context, product, query.needed(query.text("imei"), "imei"));
    const messages = context.messages.messages(device.deviceId);
    return succeeded(messages.map((message) => ({ ...message, at: formatTime(message.at, "milliseconds") })));
  });
  app.get("/events", async (request, reply) => {
    const product = authorized(context, request);
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    raw.write(":\n\n");
    const timer = setInterval(() => raw.write(":\n\n"), keepAlive);
    const end = context.events.subscribe((event) => {
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

/** A device that has just been removed is told to everybody by its number alone. */
function concerns(context: Context, productId: string, event: PlatformEvent): boolean {
  const device = context.store.device(event.deviceId);
  return device === undefined ? event.kind === "device" : device.productId === productId;
}

/** `{kind, device_id, at, …}` */
function eventJson(event: PlatformEvent): unknown {
  const { deviceId, at, ...rest } = event;
  const json = { ...rest, device_id: deviceId, at: formatTime(at, "milliseconds") };
  if (event.kind !== "message") return json;
  return { ...json, message: { ...event.message, at: formatTime(at, "milliseconds") } };
}
