import { BlockwiseError } from "../coap/blockwise.js";
import { CoapFailure } from "../coap/outgoing.js";
import { ContentError } from "../lwm2m/scalar.js";

/** Why an operation on a device failed, kept apart up to the number that the API gives. */
export type DownlinkReason =
  /** Not registered, or its registration ended meanwhile. */
  | "offline"
  /** No answer in time. */
  | "timeout"
  /** Answered with a Reset. */
  | "reset"
  /** Too many operations wait for this device. */
  | "busy"
  /** Answered with a code that is not success: see `code`. */
  | "refused"
  /** Answered with something that cannot be understood. */
  | "malformed";

export class DownlinkFailure extends Error {
  constructor(
    readonly reason: DownlinkReason,
    message: string,
    /** Response code such as "4.04". */
    readonly code?: string,
  ) {
    super(message);
  }
}

/** Brings the failures of the layers below to one type; anything else is a fault of ours and is passed on. */
export function asDownlinkFailure(error: unknown): unknown {
  if (error instanceof BlockwiseError || error instanceof ContentError) {
    return new DownlinkFailure("malformed", error.message);
  }
  if (!(error instanceof CoapFailure)) return error;
  switch (error.reason) {
    case "timeout":
      return new DownlinkFailure("timeout", "no answer from the device");
    case "reset":
      return new DownlinkFailure("reset", "the device answered with a Reset");
    case "cancelled":
      return new DownlinkFailure("offline", "the device went offline meanwhile");
  }
}
