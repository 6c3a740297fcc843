/** A product: devices belong to it, and its MasterKey opens them. */
export interface Product {
  readonly productId: string;
  readonly userId: string;
  readonly name: string;
  readonly masterKey: string;
  /** Milliseconds since 1970, as everywhere in the store. */
  readonly createdAt: number;
}

/** A device as it was created; the names of OneNET's fields are kept apart from it in `http/`. */
export interface Device {
  readonly deviceId: string;
  readonly productId: string;
  readonly title: string;
  readonly imei: string;
  readonly imsi: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly location?: unknown;
  readonly isPrivate: boolean;
  /** Subscribe by ourselves after each registration. */
  readonly autoSubscribe: boolean;
  readonly authCode?: string;
  readonly psk?: string;
  readonly other?: unknown;
  readonly chip?: number;
  readonly createdAt: number;
}

/** One object of a device: its instances, and their resources where Discover has told of them. */
export interface ObjectRecord {
  readonly object: number;
  readonly version?: string;
  readonly instances: readonly { readonly instance: number; readonly resources?: readonly number[] }[];
}

export interface ObservationRecord {
  readonly path: string;
  /** Hex. */
  readonly token: string;
}

/** The last registration of a device, kept when it is over for its resource list. */
export interface RegistrationRecord {
  readonly deviceId: string;
  readonly online: boolean;
  /** Last segment of /rd/<location>. */
  readonly location: string;
  readonly address: string;
  readonly port: number;
  /** Seconds. */
  readonly lifetime: number;
  readonly binding: string;
  readonly version: string;
  /** "" or an alternate path such as "/lwm2m". */
  readonly root: string;
  readonly registeredAt: number;
  readonly expiresAt: number;
  readonly objects: readonly ObjectRecord[];
  readonly observations: readonly ObservationRecord[];
}

/** What JSON holds of a value: a scalar, or resource instances by id. */
export type DataValue = string | number | boolean | Readonly<Record<string, string | number | boolean>>;

export interface DataPoint {
  /** Rises by one with each data point of the store, in the order of arrival. */
  readonly sequence: number;
  readonly at: number;
  readonly value: DataValue;
}

/** The data points of one resource; `id` is `<object>_<instance>_<resource>`. */
export interface DataStream {
  readonly id: string;
  readonly createdAt: number;
  readonly points: readonly DataPoint[];
}
