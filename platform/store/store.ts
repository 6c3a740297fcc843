import type { DataPoint, DataStream, DataValue, Device, Product, RegistrationRecord } from "./records.js";

/**
 * What the platform keeps. Reads are answered from memory; a write has reached the disk when its promise is fulfilled.
 * Records are never changed in place: put a new one.
 */
export interface Store {
  products(): readonly Product[];
  product(productId: string): Product | undefined;
  putProduct(product: Product): Promise<void>;

  devices(): readonly Device[];
  device(deviceId: string): Device | undefined;
  deviceByImei(imei: string): Device | undefined;
  putDevice(device: Device): Promise<void>;
  /** Removes the device with its registration and its data. */
  deleteDevice(deviceId: string): Promise<void>;

  registrations(): readonly RegistrationRecord[];
  registration(deviceId: string): RegistrationRecord | undefined;
  putRegistration(record: RegistrationRecord): Promise<void>;

  dataStreams(deviceId: string): readonly DataStream[];
  dataStream(deviceId: string, stream: string): DataStream | undefined;
  /** Adds a data point; a stream keeps its newest ones, see the store's limits. */
  addDataPoint(deviceId: string, stream: string, at: number, value: DataValue): DataPoint;

  /** A number that was never given out before, for ids. */
  nextNumber(): number;
  /** Waits until all is written. May be called twice. */
  close(): Promise<void>;
}

/** The data directory cannot be used; the message says which file and why. */
export class StoreError extends Error {}
