import type { DownlinkFailure } from "../access/failure.js";

/** Error numbers of OneNET's HTTP API. */
export const Errno = {
  success: 0,
  unauthorized: 1,
  body: 3,
  internal: 7,
  offline: 2001,
  limit: 5006,
  operation: 5106,
  parameter: 5108,
} as const;

export type ErrorNumber = (typeof Errno)[keyof typeof Errno];

/** An error as the API tells it. OneNET answers with HTTP status 200 and tells the error in the body. */
export class ApiError extends Error {
  constructor(
    readonly errno: ErrorNumber,
    message: string,
    readonly status = 200,
  ) {
    super(message);
  }
}

export interface ApiReply {
  readonly errno: ErrorNumber;
  readonly error: string;
  readonly data?: unknown;
}

export const succeeded = (data?: unknown): ApiReply =>
  data === undefined ? { errno: Errno.success, error: "succ" } : { errno: Errno.success, error: "succ", data };

export const failed = (error: ApiError): ApiReply => ({ errno: error.errno, error: error.message });

/** The failure of an operation on a device in OneNET's words, with the raw code beside. */
export function downlinkError(failure: DownlinkFailure): ApiError {
  switch (failure.reason) {
    case "offline":
      return new ApiError(Errno.offline, "device not online");
    case "busy":
      return new ApiError(Errno.limit, `platform limit hit: ${failure.message}`);
    case "timeout":
      return new ApiError(Errno.operation, `operation failed: device timeout (${failure.message})`);
    case "reset":
      return new ApiError(Errno.operation, `operation failed: bad response (${failure.message})`);
    case "malformed":
      return new ApiError(Errno.operation, `operation failed: bad response (${failure.message})`);
    case "refused":
      return new ApiError(Errno.operation, `operation failed: ${failure.message} (${failure.code ?? "no code"})`);
  }
}
