import type { ResourceWrite } from "../lwm2m/encode.js";

/** What is written to one instance. */
export interface InstanceWrite {
  readonly path: { readonly object: number; readonly instance: number };
  readonly resources: readonly ResourceWrite[];
}

/** What a standard bootstrap does beside handing out the access server (OMA LwM2M 1.1 clause 6.1.7). */
export interface BootstrapPlan {
  /** Asks first what there is. Without an answer the bootstrap account is taken to be another one than /0/0. */
  readonly discover: boolean;
  /** Places that are emptied before anything is written, such as "/" and "/1/0". */
  readonly remove: readonly string[];
  /** Resources of the Server object's instance, beside those that it always has or in their place. */
  readonly server: readonly ResourceWrite[];
  /** Other instances, in this order. */
  readonly writes: readonly InstanceWrite[];
  /** Places that are read at the end. */
  readonly read: readonly string[];
}

/** Of devices for which nothing else is said: what there is, out with it, the new accounts, a look at them. */
export const usualPlan: BootstrapPlan = { discover: true, remove: ["/"], server: [], writes: [], read: ["/1"] };
