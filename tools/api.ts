/** An answer of the platform's HTTP API that says no, with its error number and text. */
export class ApiRefusal extends Error {
  readonly errno: number;

  constructor(errno: number, text: string) {
    super(`${text} (errno ${errno})`);
    this.errno = errno;
  }
}

/** Parameters of a call; what is undefined is left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** One instance as a read gives it. */
export interface InstanceValues {
  readonly obj_inst_id: number;
  readonly res: readonly { readonly res_id: number; readonly val?: unknown; readonly res_inst?: unknown }[];
}

/** The resource list of a device. */
export interface ResourceList {
  readonly total_count: number;
  readonly item: readonly {
    readonly obj_id: number;
    readonly instances: readonly { readonly inst_id: number; readonly resources: readonly number[] }[];
  }[];
}

/** A device as the platform lists it. */
export interface DeviceEntry {
  readonly id: string;
  readonly title: string;
  readonly online: boolean;
}

/** One value with its time. */
export interface Point {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly at: number;
  readonly value: unknown;
}

/** OneNET's HTTP API, as far as the tour needs it. Works with the local platform and with OneNET itself. */
export class Api {
  readonly #base: string;
  readonly #key: string;

  /** `base` is the address without a slash at the end, `key` the product's MasterKey. */
  constructor(base: string, key: string) {
    this.#base = base;
    this.#key = key;
  }

  /** Creates a device and gives its id. */
  async createDevice(title: string, imei: string, imsi: string, subscribe: boolean): Promise<string> {
    const body = { title, protocol: "LWM2M", auth_info: { [imei]: imsi }, obsv: subscribe };
    const data = (await this.#call("POST", "/devices", {}, body)) as { device_id: string };
    return data.device_id;
  }

  /** The device with this IMEI, if there is one. */
  async findDevice(imei: string): Promise<DeviceEntry | undefined> {
    const data = (await this.#call("GET", "/devices", { auth_info: imei })) as { devices: DeviceEntry[] };
    return data.devices[0];
  }

  async device(id: string): Promise<DeviceEntry> {
    return (await this.#call("GET", `/devices/${id}`)) as DeviceEntry;
  }

  async resources(imei: string): Promise<ResourceList> {
    return (await this.#call("GET", "/nbiot/resources", { imei })) as ResourceList;
  }

  async read(imei: string, path: Query): Promise<readonly InstanceValues[]> {
    return (await this.#call("GET", "/nbiot", { imei, ...path })) as InstanceValues[];
  }

  /** Partial write of one resource. */
  async write(imei: string, object: number, instance: number, resource: number, value: unknown): Promise<void> {
    const query = { imei, obj_id: object, obj_inst_id: instance, mode: 2 };
    await this.#call("POST", "/nbiot", query, { data: [{ res_id: resource, val: value }] });
  }

  async execute(imei: string, object: number, instance: number, resource: number): Promise<void> {
    await this.#call("POST", "/nbiot/execute", { imei, obj_id: object, obj_inst_id: instance, res_id: resource }, {});
  }

  async observe(imei: string, path: Query, cancel: boolean): Promise<void> {
    await this.#call("POST", "/nbiot/observe", { imei, cancel, ...path });
  }

  /** The stored values of one data stream, oldest first. */
  async points(deviceId: string, stream: string): Promise<readonly Point[]> {
    const query = { datastream_id: stream, sort: "DESC" };
    const data = (await this.#call("GET", `/devices/${deviceId}/datapoints`, query)) as {
      datastreams: { datapoints: { at: string; value: unknown }[] }[];
    };
    const newest = data.datastreams[0]?.datapoints ?? [];
    return newest.map(({ at, value }) => ({ at: Date.parse(at.replace(" ", "T")), value })).reverse();
  }

  async #call(method: string, path: string, query: Query = {}, body?: unknown): Promise<unknown> {
    const url = new URL(this.#base + path);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const headers: Record<string, string> = { "api-key": this.#key };
    if (body !== undefined) headers["content-type"] = "application/json";
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as { errno: number; error: string; data?: unknown };
    if (answer.errno !== 0) throw new ApiRefusal(answer.errno, answer.error);
    return answer.data;
  }
}
