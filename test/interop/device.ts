/** Where a device is sent to register, and as whom. Everything is on loopback. */
export interface DeviceTarget {
  /** Straight to the access server, or by way of the bootstrap server. */
  readonly through: "server" | "bootstrap";
  readonly host: string;
  readonly port: number;
  /** 15 digits each; the endpoint name is `IMEI;IMSI`. */
  readonly imei: string;
  readonly imsi: string;
  /** Seconds. */
  readonly lifetime: number;
  /** True for the composition with every feature, format and object. */
  readonly full?: boolean;
  /** Settings besides those above. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The name of a store that outlives the device: one that is started later with the same name finds it. */
  readonly store?: string;
  /** How many times as fast as real time the device's clocks run; 1 unless given. */
  readonly pace?: number;
  /** True if its servers send what is malformed, which is then no fault of its capture. */
  readonly hostile?: boolean;
}

export interface RunningDevice {
  /** Lets the device deregister, ends it and resolves when nothing of it runs any more. */
  stop(): Promise<void>;
  /** Carries it to where there is a network, or none. */
  network(there: boolean): void;
  /** The NAT between it and the servers gives it another address, of which it is not told. */
  rebind(): void;
}

/**
 * Starts a virtual module with a firmware behind it, with a store of its own, and resolves once both run: whether they
 * get through is what the checks find out. Rejects if they cannot be started.
 */
export type StartDevice = (target: DeviceTarget) => Promise<RunningDevice>;
