import { isIPv6 } from "node:net";
import { MessageLog } from "./access/message-log.js";
import { AccessServer } from "./access/server.js";
import type { BootstrapPlan } from "./bootstrap/plan.js";
import { BootstrapServer } from "./bootstrap/server.js";
import type { RateLimit } from "./coap/limits.js";
import { ContentFormat, type Timing, defaultTiming } from "./coap/numbers.js";
import { Events } from "./events.js";
import { bootstrapPlan } from "./http/bootstrap-config.js";
import { type Context, type TimeoutLimits, defaultLimits } from "./http/context.js";
import { createProduct } from "./http/products.js";
import { openHttp } from "./http/server.js";
import { CommandRunner } from "./application/commands.js";
import { Pusher } from "./application/pusher.js";
import { TriggerWatch } from "./application/triggers.js";
import { keptOperation, perform } from "./http/operation.js";
import type { Device } from "./store/records.js";
import { Store } from "./store/store.js";

/** Ports that are used where none is named; 0 means any free one. */
export const defaultPorts = { bootstrap: 5683, access: 5685, http: 8080 } as const;

export interface PlatformOptions {
  /** Address to listen on, of all three servers; default 127.0.0.1. */
  readonly host?: string;
  readonly bootstrapPort?: number;
  /** Of the access server. */
  readonly port?: number;
  readonly httpPort?: number;
  /** Folder of the store; made if it is missing. */
  readonly data: string;
  readonly log?: (line: string) => void;
  /** The host that bootstrap hands out; default: the address listened on, or 127.0.0.1 if that is every address. */
  readonly accessHost?: string;
  /** Of TLV payloads: 11542 (default) or 1542. */
  readonly contentFormat?: number;
  /** CoAP transmission parameters that differ from RFC 7252's. */
  readonly timing?: Partial<Timing>;
  /** Seconds that an API call may give a device; default OneNET's 5 to 40, 25 if it names none. */
  readonly timeouts?: Partial<TimeoutLimits>;
  /** Of datagrams from one address; default: 100 a second of another machine, any number of this one. */
  readonly limits?: RateLimit;
  /** Milliseconds that a device in queue mode listens after its last message; default 93 s. */
  readonly awakeTime?: number;
  /** Where the first product's events are pushed to, in place of the address and the token that are configured. */
  readonly push?: { readonly url: string; readonly token: string };
  /** Milliseconds before a push that failed is tried again; each further wait is double. Default 1 s. */
  readonly pushRetry?: number;
}

export interface Platform {
  readonly bootstrapPort: number;
  readonly port: number;
  readonly httpPort: number;
  /** Of the page and the API, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Of the first product, which is made at the first start. */
  readonly masterKey: string;
  readonly productId: string;
  /** Ends all of it. Registrations stay in the store. May be called twice. */
  close(): Promise<void>;
}

/** The platform cannot start; the message says why in one line. */
export class PlatformError extends Error {}

/** Starts the three servers over one store. Rejects with `PlatformError` or `StoreError`, having closed what was open. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const parts: { close(): Promise<unknown> }[] = [];
  const closeAll = async (): Promise<void> => {
    for (const part of parts.splice(0).reverse()) await part.close();
  };
  try {
    return await openParts(options, parts, closeAll);
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function openParts(
  options: PlatformOptions,
  parts: { close(): Promise<unknown> }[],
  close: () => Promise<void>,
): Promise<Platform> {
  const { host = "127.0.0.1", data, log = () => undefined, contentFormat = ContentFormat.tlv } = options;
  const opened = <T extends { close(): Promise<unknown> }>(part: T): T => {
    parts.push(part);
    return part;
  };
  const store = opened(await Store.open(data));
  const product = store.products()[0] ?? createProduct(store, { name: "My first product" });
  const events = new Events();
  const messages = new MessageLog(store, events);
  const timing = { ...defaultTiming, ...options.timing };
  const timeouts = { ...defaultLimits, ...options.timeouts };
  const common = { host, contentFormat, timing, limits: options.limits, store, messages, log };
  const firstWait = options.pushRetry ?? 1_000;
  const pusher = opened(closing(new Pusher({ store, events, firstWait, log })));
  const triggers = opened(closing(new TriggerWatch({ store, events, firstWait, log })));
  if (options.push !== undefined) pusher.start(product.productId, options.push);
  const port = options.port ?? defaultPorts.access;
  const { awakeTime = timing.maxTransmitWait } = options;
  const stepTimeout = timeouts.usual * 1_000;
  const access = opened(
    await listening("--port", port, AccessServer.open({ ...common, port, stepTimeout, awakeTime, events })),
  );
  const commands = opened(closing(new CommandRunner({ store, access, events, perform: performKept, log })));
  const ownHost = options.accessHost ?? (host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host);
  const bootstrapPort = options.bootstrapPort ?? defaultPorts.bootstrap;
  const account = { host: ownHost, port: access.port };
  const plan = (device: Device): BootstrapPlan => bootstrapPlan(store, device);
  const bootstrap = opened(
    await listening(
      "--bootstrap-port",
      bootstrapPort,
      BootstrapServer.open({ ...common, port: bootstrapPort, access: account, ownHost, plan }),
    ),
  );
  const httpPort = options.httpPort ?? defaultPorts.http;
  const counters = (): ReturnType<Context["counters"]> => ({
    bootstrap: bootstrap.counters ?? {},
    access: access.counters,
  });
  const context: Context = {
    store,
    access,
    events,
    messages,
    commands,
    pusher,
    triggers,
    counters,
    limits: timeouts,
    log,
  };
  const http = opened(await listening("--http", httpPort, openHttp(context, host, httpPort)));
  return {
    bootstrapPort: bootstrap.port,
    port: access.port,
    httpPort: http.port,
    url: `http://${isIPv6(host) ? `[${host}]` : host}:${http.port}`,
    masterKey: product.masterKey,
    productId: product.productId,
    close,
  };
}

/** A part that closes at once, as one that is closed like the others. */
function closing<T extends { close(): void }>(part: T): T & { close(): Promise<void> } {
  const close = part.close.bind(part);
  return Object.assign(part, { close: async () => close() });
}

/** A cached command, read anew from what the API call said. */
const performKept: ConstructorParameters<typeof CommandRunner>[0]["perform"] = async (downlink, session, command) => {
  const { type, args, content = {}, timeout } = command;
  return perform(downlink, session, keptOperation(type, args, content), timeout * 1_000);
};

/** Says in words which port cannot be had, and which option names another. */
async function listening<T>(option: string, port: number, opening: Promise<T>): Promise<T> {
  try {
    return await opening;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const kind = option === "--http" ? "TCP" : "UDP";
    if (code === "EADDRINUSE") throw new PlatformError(`${kind} port ${port} is in use: choose another with ${option}`);
    if (code === "EACCES")
      throw new PlatformError(`${kind} port ${port} is not allowed: choose another with ${option}`);
    if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") throw new PlatformError(`cannot listen there: ${message}`);
    throw error;
  }
}
