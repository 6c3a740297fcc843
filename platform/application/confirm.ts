import type { DownlinkFailure } from "../access/failure.js";

/** OneNET's names of how a device confirmed a cached command, by number. */
export const confirmStatusNames: readonly string[] = [
  "SUCCESS",
  "METHOD_NOT_ALLOWED",
  "FORBIDDEN",
  "NOT_FOUND",
  "INTERNAL_SERVER_ERROR",
  "TIME_OUT",
  "REQ_PARAM_ERROR",
  "RESP_ERROR",
  "UNAUTHORIZED",
  "BAD_REQUEST",
  "NOT_ACCEPTABLE",
  "UNSUPPORTED_CONTENT_FORMAT",
  "OFFLINE",
  "ADDRESS_OCCUPIED",
];

const numbersByCode: Readonly<Record<string, number>> = {
  "4.00": 9,
  "4.01": 8,
  "4.03": 2,
  "4.04": 3,
  "4.05": 1,
  "4.06": 10,
  "4.15": 11,
};

/** The number of a failure. */
export function confirmStatusOf(failure: DownlinkFailure): number {
  switch (failure.reason) {
    case "offline":
      return 12;
    case "timeout":
    case "busy":
      return 5;
    case "reset":
    case "malformed":
      return 7;
    case "refused":
      return numbersByCode[failure.code ?? ""] ?? 4;
  }
}
