import { randomBytes } from "node:crypto";
import { Api } from "./api.js";
import { newAesKey } from "./encryption.js";
import type { Limit } from "./limits.js";
import { Listener, PUSH_PATH } from "./listener.js";
import type { Secrets } from "./signature.js";
import { type Reading, type Told, Watch } from "./watch.js";

export interface ApplicationOptions {
  /** The platform's address, the product's MasterKey, and the device's IMEI. */
  readonly platform: { readonly url: string; readonly key: string; readonly imei: string };
  /** Where pushes are taken. Port 0: any. */
  readonly listen: { readonly host: string; readonly port: number };
  /** Under which address the platform reaches that place, if it is not the place itself. */
  readonly publicUrl?: string;
  readonly form: "older" | "newer";
  readonly batch: number;
  /** Whether pushes are to be encrypted. */
  readonly encrypted: boolean;
  readonly limits: Readonly<Record<Reading, Limit>>;
  readonly told: (told: Told) => void;
}

/** What keeps the application from running, for a person to mend. */
export class StartError extends Error {}

/** The application: it listens, has the platform push there, and watches. */
export interface Application {
  readonly watch: Watch;
  readonly pushUrl: string;
  close(): Promise<void>;
}

/** @throws StartError, Refusal or Unreachable saying what is wrong */
export async function startApplication(options: ApplicationOptions): Promise<Application> {
  const { platform, listen, told } = options;
  const api = new Api(platform.url, platform.key, platform.imei);
  const device = await api.device();
  if (device === undefined) throw new StartError(`the platform at ${platform.url} has no device ${platform.imei}`);
  const watch = new Watch({ api, deviceId: device.id, limits: options.limits, told });
  const secrets = newSecrets(options.encrypted);
  const listener = await open(listen, secrets, watch, told);
  try {
    const pushUrl = options.publicUrl ?? `http://${bracketed(listen.host)}:${listener.port}${PUSH_PATH}`;
    await api.pushTo(pushUrl, secrets, options.form, options.batch);
    const why = await api.checkPush();
    if (why !== undefined) throw new StartError(`the platform cannot push to ${pushUrl}: ${why}`);
    if ((await api.device())?.online === true) watch.alreadyOnline();
    const close = (): Promise<void> => {
      watch.close();
      return listener.close();
    };
    return { watch, pushUrl, close };
  } catch (error) {
    await listener.close();
    throw error;
  }
}

async function open(
  { host, port }: ApplicationOptions["listen"],
  secrets: Secrets,
  watch: Watch,
  told: (told: Told) => void,
): Promise<Listener> {
  const refused = (why: string): void => told({ kind: "problem", text: why });
  try {
    return await Listener.open({ host, port, secrets, take: (message) => watch.take(message), refused });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") throw new StartError(`--listen ${port}: the port is in use`);
    throw new StartError(`--listen ${port}: cannot listen on ${host}: ${message}`);
  }
}

/** Of this run alone: the platform is told of them at the start. */
const newSecrets = (encrypted: boolean): Secrets => ({
  token: randomBytes(12).toString("hex"),
  ...(encrypted ? { aesKey: newAesKey() } : {}),
});

const bracketed = (host: string): string => (host.includes(":") ? `[${host}]` : host);
