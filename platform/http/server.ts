import { type FastifyError, type FastifyInstance, type FastifyReply, fastify } from "fastify";
import { DownlinkFailure } from "../access/failure.js";
import { attributeRoutes } from "./attributes.js";
import { compositeRoutes } from "./composite.js";
import type { Context } from "./context.js";
import { datapointRoutes } from "./datapoints.js";
import { deviceRoutes } from "./devices.js";
import { ApiError, Errno, downlinkError, failed } from "./errors.js";
import { instanceRoutes } from "./instances.js";
import { keyRoutes } from "./keys.js";
import { liveRoutes } from "./live.js";
import { nbiotRoutes } from "./nbiot.js";
import { offlineRoutes } from "./offline.js";
import { pageRoutes } from "./page.js";
import { productRoutes } from "./products.js";
import { pskRoutes } from "./psk.js";
import { pushRoutes } from "./push.js";
import { triggerRoutes } from "./triggers.js";

/** Bytes of a body: a write has at most 2 kB, a device with its description less than the rest. */
const bodyLimit = 16_384;

export interface HttpServer {
  readonly port: number;
  /** All that it serves, such as "GET /devices/:id". */
  readonly routes: readonly string[];
  close(): Promise<void>;
}

/** Opens the HTTP API and the page. Rejects with the system's error, such as EADDRINUSE. */
export async function openHttp(context: Context, host: string, port: number): Promise<HttpServer> {
  const app = fastify({
    logger: false,
    bodyLimit,
    forceCloseConnections: true,
    requestTimeout: 60_000,
    // What fails before there is a route, such as a path that cannot be decoded, is told in the API's shape too.
    frameworkErrors: (error, _request, reply: FastifyReply) => {
      const told = apiError(error, context.log);
      void reply.code(told.status).send(failed(told));
    },
  });
  const routes: string[] = [];
  app.addHook("onRoute", ({ method, url }) => void routes.push(...[method].flat().map((one) => `${one} ${url}`)));
  app.removeAllContentTypeParsers();
  // Clients for OneNET send JSON under several content types, or under none.
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
  app.addHook("onSend", async (_request, reply) => {
    reply.header("x-content-type-options", "nosniff").header("cache-control", "no-store");
  });
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const told = apiError(error, context.log);
    return reply.code(told.status).send(failed(told));
  });
  app.setNotFoundHandler((_request, reply) => {
    return reply.code(404).send(failed(new ApiError(Errno.parameter, "invalid parameter: no such path or method")));
  });
  productRoutes(app, context);
  deviceRoutes(app, context);
  datapointRoutes(app, context);
  nbiotRoutes(app, context);
  instanceRoutes(app, context);
  compositeRoutes(app, context);
  attributeRoutes(app, context);
  offlineRoutes(app, context);
  pskRoutes(app, context);
  keyRoutes(app, context);
  triggerRoutes(app, context);
  pushRoutes(app, context);
  liveRoutes(app, context);
  pageRoutes(app);
  await app.listen({ host, port });
  return { port: portOf(app), routes, close: () => app.close() };
}

function apiError(error: unknown, log: (line: string) => void): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof DownlinkFailure) return downlinkError(error);
  const { statusCode, message, code } = error as Partial<FastifyError>;
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE")
    return new ApiError(Errno.body, `body: it is longer than ${bodyLimit} bytes`, 413);
  if (statusCode !== undefined && statusCode < 500)
    return new ApiError(Errno.parameter, `invalid parameter: ${message ?? ""}`, statusCode);
  log(`HTTP request failed: ${message ?? String(error)}`);
  return new ApiError(Errno.internal, "internal error", 500);
}

function portOf(app: FastifyInstance): number {
  const address = app.server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
