import type { Secrets } from "./signature.js";

/** A call that the platform refused, with its error number. */
export class Refusal extends Error {
  constructor(
    readonly errno: number,
    text: string,
  ) {
    super(`${text} (errno ${errno})`);
  }
}

/** The platform could not be reached, or did not speak as one. */
export class Unreachable extends Error {}

/** OneNET's number for "device not online". */
export const OFFLINE = 2001;

/** One resource of a device. */
export interface Place {
  readonly object: number;
  readonly instance: number;
  readonly resource: number;
}

type Query = Readonly<Record<string, string | number | boolean>>;

/** Milliseconds; longer than the platform waits for a device. */
const PATIENCE = 45_000;

/** The calls of the platform's HTTP API that this application needs, for one device. */
export class Api {
  /** `base` is the platform's address, `key` the product's MasterKey. */
  constructor(
    readonly base: string,
    private readonly key: string,
    private readonly imei: string,
  ) {}

  /** Undefined if the platform does not know the IMEI. */
  async device(): Promise<{ readonly id: string; readonly title: string; readonly online: boolean } | undefined> {
    const data = await this.#call("GET", "/devices", { auth_info: this.imei });
    return (data as { devices: { id: string; title: string; online: boolean }[] }).devices[0];
  }

  /** Has the platform push to that address. A path of the local platform; OneNET's console has a page for it. */
  async pushTo(url: string, { token, aesKey }: Secrets, form: "older" | "newer", batch: number): Promise<void> {
    await this.#call("PUT", "/push", {}, { url, token, form, batch, aes_key: aesKey ?? "", enabled: true });
  }

  /** Has the platform ask that address whether it knows the token. Undefined: it does. */
  async checkPush(): Promise<string | undefined> {
    const data = (await this.#call("POST", "/push/check")) as { ok: boolean; why?: string };
    return data.ok ? undefined : (data.why ?? "no reason given");
  }

  async observe(place: Place, pmin: number, pmax: number): Promise<void> {
    await this.#call("POST", "/nbiot/observe", { ...this.#query(place), cancel: false, pmin, pmax });
  }

  async read(place: Place): Promise<unknown> {
    const data = (await this.#call("GET", "/nbiot", this.#query(place))) as { res: { val?: unknown }[] }[];
    return data[0]?.res[0]?.val;
  }

  async write(place: Place, value: unknown): Promise<void> {
    await this.#call("POST", "/nbiot", this.#writeQuery(place), writeBody(place, value));
  }

  /** Has a write wait for the device, for so many seconds. @returns the command's uuid */
  async writeLater(place: Place, value: unknown, seconds: number): Promise<string> {
    const query = { ...this.#writeQuery(place), expired_time: localTime(Date.now() + seconds * 1_000) };
    const data = await this.#call("POST", "/nbiot/offline", query, writeBody(place, value));
    return (data as { uuid: string }).uuid;
  }

  async cancelLater(uuid: string): Promise<void> {
    await this.#call("PUT", `/nbiot/offline/cancel/${uuid}`, { imei: this.imei });
  }

  #query({ object, instance, resource }: Place): Query {
    return { imei: this.imei, obj_id: object, obj_inst_id: instance, res_id: resource };
  }

  #writeQuery({ object, instance }: Place): Query {
    return { imei: this.imei, obj_id: object, obj_inst_id: instance, mode: 2 };
  }

  async #call(method: string, path: string, query: Query = {}, body?: unknown): Promise<unknown> {
    const url = new URL(path, this.base);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    const answer = await this.#fetch(method, url, body);
    if (answer.errno !== 0) throw new Refusal(answer.errno, answer.error);
    return answer.data;
  }

  async #fetch(method: string, url: URL, body: unknown): Promise<{ errno: number; error: string; data?: unknown }> {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const type = body === undefined ? {} : { "content-type": "application/json" };
    const signal = AbortSignal.timeout(PATIENCE);
    try {
      const response = await fetch(url, { method, headers: { "api-key": this.key, ...type }, signal, ...content });
      const answer = (await response.json()) as { errno: number; error: string };
      if (typeof answer?.errno === "number") return answer;
    } catch (error) {
      const { message, cause } = error as Error & { cause?: { code?: string } };
      throw new Unreachable(`the platform at ${this.base} cannot be reached: ${cause?.code ?? message}`);
    }
    throw new Unreachable(`what answers at ${this.base} is no such platform`);
  }
}

const writeBody = ({ resource }: Place, value: unknown): unknown => ({ data: [{ res_id: resource, val: value }] });

/** `2020-02-29T13:05:09` in the machine's time zone, which must be the platform's. */
export function localTime(at: number): string {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
