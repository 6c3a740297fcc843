import { join } from "node:path";
import { makeFolder, readTextFile, writeFileAtomically } from "./atomic.js";
import { DataLog } from "./data-log.js";
import { type Lock, lockFolder } from "./lock.js";
import type { DataPoint, DataStream, DataValue, Device, Product, RegistrationRecord } from "./records.js";
import { type Store, StoreError } from "./store.js";

const formatVersion = 1;
/** Ids start here, so that none looks like an index. */
const firstNumber = 100_001;

interface State {
  readonly version: number;
  next: number;
  products: Product[];
  devices: Device[];
  registrations: RegistrationRecord[];
}

/** The store in two files of a folder: `state.json`, always replaced whole, and `datapoints.ndjson`, appended to. */
export class FileStore implements Store {
  readonly #devices: Map<string, Device>;
  readonly #byImei: Map<string, Device>;
  readonly #registrations: Map<string, RegistrationRecord>;
  #products: Product[];
  #next: number;
  #saving: { running: Promise<void>; again: Promise<void> | undefined } | undefined;

  /** Opens the folder or makes it. Throws `StoreError`; a damaged file is named, never overwritten. */
  static async open(folder: string, log: (line: string) => void): Promise<FileStore> {
    await makeFolder(folder);
    const lock = await lockFolder(folder);
    try {
      const path = join(folder, "state.json");
      const state = parseState(await readTextFile(path), path);
      const data = await DataLog.open(join(folder, "datapoints.ndjson"), log);
      data.retain((deviceId) => state.devices.some((device) => device.deviceId === deviceId));
      return new FileStore(path, state, data, lock);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  private constructor(
    private readonly path: string,
    state: State,
    private readonly data: DataLog,
    private readonly lock: Lock,
  ) {
    this.#products = state.products;
    this.#next = state.next;
    this.#devices = new Map(state.devices.map((device) => [device.deviceId, device]));
    this.#byImei = new Map(state.devices.map((device) => [device.imei, device]));
    this.#registrations = new Map(state.registrations.map((record) => [record.deviceId, record]));
  }

  products(): readonly Product[] {
    return this.#products;
  }

  product(productId: string): Product | undefined {
    return this.#products.find((product) => product.productId === productId);
  }

  putProduct(product: Product): Promise<void> {
    this.#products = [...this.#products.filter(({ productId }) => productId !== product.productId), product];
    return this.#save();
  }

  devices(): readonly Device[] {
    return [...this.#devices.values()];
  }

  device(deviceId: string): Device | undefined {
    return this.#devices.get(deviceId);
  }

  deviceByImei(imei: string): Device | undefined {
    return this.#byImei.get(imei);
  }

  putDevice(device: Device): Promise<void> {
    const before = this.#devices.get(device.deviceId);
    if (before !== undefined) this.#byImei.delete(before.imei);
    this.#devices.set(device.deviceId, device);
    this.#byImei.set(device.imei, device);
    return this.#save();
  }

  deleteDevice(deviceId: string): Promise<void> {
    const device = this.#devices.get(deviceId);
    if (device !== undefined) this.#byImei.delete(device.imei);
    this.#devices.delete(deviceId);
    this.#registrations.delete(deviceId);
    this.data.delete(deviceId);
    return this.#save();
  }

  registrations(): readonly RegistrationRecord[] {
    return [...this.#registrations.values()];
  }

  registration(deviceId: string): RegistrationRecord | undefined {
    return this.#registrations.get(deviceId);
  }

  putRegistration(record: RegistrationRecord): Promise<void> {
    if (!this.#devices.has(record.deviceId)) return Promise.resolve();
    this.#registrations.set(record.deviceId, record);
    return this.#save();
  }

  dataStreams(deviceId: string): readonly DataStream[] {
    return this.data.streams(deviceId);
  }

  dataStream(deviceId: string, stream: string): DataStream | undefined {
    return this.data.stream(deviceId, stream);
  }

  addDataPoint(deviceId: string, stream: string, at: number, value: DataValue): DataPoint {
    return this.data.add(deviceId, stream, at, value);
  }

  nextNumber(): number {
    this.#next += 1;
    return this.#next - 1;
  }

  async close(): Promise<void> {
    // A write that failed has been told to the one who asked for it.
    while (this.#saving !== undefined) await this.#saving.running.catch(() => undefined);
    await this.data.close();
    await this.lock.release();
  }

  /** One write at a time; changes made during it go together into the next, whose end all of them await. */
  #save(): Promise<void> {
    if (this.#saving === undefined) {
      const running = this.#write();
      this.#saving = { running, again: undefined };
      return running;
    }
    const saving = this.#saving;
    saving.again ??= saving.running.then(
      () => this.#follow(),
      () => this.#follow(),
    );
    return saving.again;
  }

  #follow(): Promise<void> {
    const running = this.#write();
    this.#saving = { running, again: undefined };
    return running;
  }

  async #write(): Promise<void> {
    const state: State = {
      version: formatVersion,
      next: this.#next,
      products: this.#products,
      devices: [...this.#devices.values()],
      registrations: [...this.#registrations.values()],
    };
    try {
      await writeFileAtomically(this.path, `${JSON.stringify(state, null, 1)}\n`);
    } catch (error) {
      throw new StoreError(`cannot write ${this.path}: ${(error as Error).message}`);
    } finally {
      if (this.#saving?.again === undefined) this.#saving = undefined;
    }
  }
}

function parseState(text: string | undefined, path: string): State {
  if (text === undefined)
    return { version: formatVersion, next: firstNumber, products: [], devices: [], registrations: [] };
  let state: Partial<State>;
  try {
    state = JSON.parse(text) as Partial<State>;
  } catch (error) {
    throw new StoreError(`${path} is damaged (${(error as Error).message}); move it away to start anew`);
  }
  if (state === null || typeof state !== "object" || state.version !== formatVersion) {
    throw new StoreError(`${path} is not of format version ${formatVersion}; move it away to start anew`);
  }
  const { next, products, devices, registrations } = state;
  const complete = Number.isSafeInteger(next) && [products, devices, registrations].every(Array.isArray);
  if (!complete) throw new StoreError(`${path} is incomplete; move it away to start anew`);
  return state as State;
}
