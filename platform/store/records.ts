/**
 * How devices are bootstrapped: "onenet" gives them the Security object and nothing else, as OneNET does; "standard"
 * gives them Security and Server objects (OMA LwM2M 1.1).
 */
export type BootstrapKind = "onenet" | "standard";

/** JSON; `http/bootstrap-config.ts` knows what it says. */
export type BootstrapConfig = Readonly<Record<string, unknown>>;

/** A product: devices belong to it, and its MasterKey opens them. */
export interface Product {
  readonly productId: string;
  readonly userId: string;
  readonly name: string;
  readonly description?: string;
  readonly masterKey: string;
  /** Base64 of the key that Authorization tokens are signed with. */
  readonly accessKey: string;
  readonly bootstrap: BootstrapKind;
  /** What a standard bootstrap does, as the API has it. */
  readonly bootstrapConfig?: BootstrapConfig;
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
  /** Of the access server; kept for the API, which hands it out. */
  readonly accessPsk?: string;
  readonly other?: unknown;
  readonly chip?: number;
  /** Differs from the product's. */
  readonly bootstrap?: BootstrapKind;
  readonly bootstrapConfig?: BootstrapConfig;
  readonly createdAt: number;
}

/** What a device key lets its holder do, after OneNET's access methods. */
export type AccessMethod = "get" | "put" | "post" | "delete";

/** A key that opens some devices of a product alone. */
export interface DeviceKey {
  readonly key: string;
  readonly productId: string;
  readonly title: string;
  readonly permissions: readonly {
    /** Devices; none means every device of the product. */
    readonly deviceIds: readonly string[];
    /** None means all of them. */
    readonly methods: readonly AccessMethod[];
  }[];
  readonly createdAt: number;
}

/** One object of a device: its instances, and their resources where Discover has told of them. */
export interface ObjectRecord {
  readonly object: number;
  readonly version?: string;
  readonly instances: readonly { readonly instance: number; readonly resources?: readonly number[] }[];
}

export interface ObservationRecord {
  /** Such as "/3303/0", or "composite /3/0/0 /3303/0". */
  readonly path: string;
  /** Hex. */
  readonly token: string;
  /** Content formats of the request of a composite one, and of the answer where one was asked for. */
  readonly format?: number;
  readonly accept?: number;
  /** Those that were written when it was asked for. */
  readonly attributes?: Readonly<Record<string, number>>;
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
  /** Of LwM2M 1.1: the device may sleep between its messages. */
  readonly queueMode: boolean;
  /** "" or an alternate path such as "/lwm2m". */
  readonly root: string;
  readonly registeredAt: number;
  readonly expiresAt: number;
  readonly objects: readonly ObjectRecord[];
}

/** What JSON holds of a value: a scalar, or resource instances by id. */
export type DataValue = string | number | boolean | Readonly<Record<string, string | number | boolean>>;

export interface DataPoint {
  /** Rises with each data point of the store, in the order of arrival. */
  readonly sequence: number;
  readonly at: number;
  readonly value: DataValue;
}

/** The state of one resource; `id` is `<object>_<instance>_<resource>`. */
export interface DataStream {
  readonly id: string;
  readonly uuid: string;
  readonly createdAt: number;
  /** Of the newest data point. */
  readonly updatedAt: number;
  readonly value: DataValue;
}
