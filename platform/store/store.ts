import { Commands } from "./commands.js";
import { DataPoints } from "./data-points.js";
import { Database } from "./database.js";
import { Outbox } from "./outbox.js";
import type { DeviceKey, Device, ObservationRecord, Product, RegistrationRecord } from "./records.js";
import { Records } from "./record-table.js";
import { Settings } from "./settings.js";

export { StoreError } from "./database.js";

/**
 * What the platform keeps, in one database. Products, devices and registrations are answered from memory; a write has
 * left the process when the call returns. Records are never changed in place: put a new one. Any call may throw
 * `StoreError`.
 */
export class Store {
  readonly points: DataPoints;
  readonly commands: Commands;
  readonly outbox: Outbox;
  readonly settings: Settings;
  readonly #products: Records<Product>;
  readonly #keys: Records<DeviceKey>;
  readonly #devices: Records<Device>;
  readonly #byImei: Map<string, Device>;
  readonly #registrations: Records<RegistrationRecord>;
  #next: number;

  static async open(folder: string): Promise<Store> {
    const database = await Database.open(folder);
    try {
      return new Store(database);
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  private constructor(private readonly database: Database) {
    this.points = new DataPoints(database);
    this.commands = new Commands(database);
    this.outbox = new Outbox(database);
    this.settings = new Settings(database);
    this.#products = new Records(database, "products", { product_id: (each) => each.productId });
    this.#keys = new Records(database, "keys", { key: (each) => each.key, product_id: (each) => each.productId });
    this.#devices = new Records(database, "devices", {
      device_id: (each) => each.deviceId,
      product_id: (each) => each.productId,
      imei: (each) => each.imei,
    });
    this.#registrations = new Records(database, "registrations", { device_id: (each) => each.deviceId });
    this.#byImei = new Map([...this.#devices.values()].map((device) => [device.imei, device]));
    this.#next = Number(database.one("SELECT next FROM counter")?.["next"]);
  }

  products(): readonly Product[] {
    return [...this.#products.values()].sort((a, b) => a.createdAt - b.createdAt);
  }

  product(productId: string): Product | undefined {
    return this.#products.get(productId);
  }

  putProduct(product: Product): void {
    this.#products.put(product.productId, product);
  }

  /** Removes the product with its keys, triggers and push; it must have no devices. */
  deleteProduct(productId: string): void {
    this.database.transaction(() => {
      for (const { key } of this.keys(productId)) this.deleteKey(key);
      this.settings.forgetProduct(productId);
      this.#products.delete(productId);
    });
  }

  keys(productId: string): readonly DeviceKey[] {
    return [...this.#keys.values()].filter((each) => each.productId === productId);
  }

  allKeys(): Iterable<DeviceKey> {
    return this.#keys.values();
  }

  putKey(key: DeviceKey): void {
    this.#keys.put(key.key, key);
  }

  deleteKey(key: string): void {
    this.#keys.delete(key);
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

  putDevice(device: Device): void {
    const before = this.#devices.get(device.deviceId);
    this.#devices.put(device.deviceId, device);
    if (before !== undefined) this.#byImei.delete(before.imei);
    this.#byImei.set(device.imei, device);
  }

  /** Removes the device with its registration, its commands and its data. */
  deleteDevice(deviceId: string): void {
    const device = this.#devices.get(deviceId);
    this.points.forget(deviceId);
    this.#devices.delete(deviceId);
    this.#registrations.forget(deviceId);
    if (device !== undefined) this.#byImei.delete(device.imei);
  }

  registrations(): Iterable<RegistrationRecord> {
    return this.#registrations.values();
  }

  registration(deviceId: string): RegistrationRecord | undefined {
    return this.#registrations.get(deviceId);
  }

  /** Of a device that is gone nothing is kept. */
  putRegistration(record: RegistrationRecord): void {
    if (this.#devices.get(record.deviceId) !== undefined) this.#registrations.put(record.deviceId, record);
  }

  observations(deviceId: string): readonly ObservationRecord[] {
    return this.database
      .all("SELECT record FROM observations WHERE device_id = ?", deviceId)
      .map(({ record }) => JSON.parse(String(record)) as ObservationRecord);
  }

  putObservation(deviceId: string, record: ObservationRecord): void {
    if (this.#devices.get(deviceId) === undefined) return;
    this.database.run(
      "INSERT OR REPLACE INTO observations (device_id, path, record) VALUES (?, ?, ?)",
      deviceId,
      record.path,
      JSON.stringify(record),
    );
  }

  deleteObservation(deviceId: string, path: string): void {
    this.database.run("DELETE FROM observations WHERE device_id = ? AND path = ?", deviceId, path);
  }

  deleteObservations(deviceId: string): void {
    this.database.run("DELETE FROM observations WHERE device_id = ?", deviceId);
  }

  /** A number that was never given out before, for ids. */
  nextNumber(): number {
    this.database.run("UPDATE counter SET next = ?", this.#next + 1);
    this.#next += 1;
    return this.#next - 1;
  }

  /** All of the writes of `work` at once: they are kept together, or none of them is. */
  transaction<T>(work: () => T): T {
    return this.database.transaction(work);
  }

  /** May be called twice. */
  async close(): Promise<void> {
    this.points.close();
    await this.database.close();
  }
}
