import { freeze } from "../../base/freeze.js";
import type { DialectName } from "../dialects/dialect.js";
import type { SocketProfile } from "../profile.js";

/** The sockets of each dialect, as a profile takes them over when nothing else is known. */

export const nsoSockets: SocketProfile = freeze({
  dialect: "nso",
  maxDatagram: 512,
  maxArrival: 1358,
  localPort: 0,
  links: 1,
  apn: "",
  pollEvery: 0,
  within: 10_000,
  openWithin: 10_000,
  resolveWithin: 60_000,
});

export const ipstartSockets: SocketProfile = freeze({
  ...nsoSockets,
  dialect: "ipstart",
  links: 3,
  openWithin: 60_000,
});

export const promptSockets: SocketProfile = freeze({
  ...ipstartSockets,
  dialect: "ipstart-prompt",
  within: 15_000,
  openWithin: 15_000,
});

export const cipSockets: SocketProfile = freeze({
  ...ipstartSockets,
  dialect: "cip",
  maxArrival: 1000,
  pollEvery: 10_000,
  within: 15_000,
  openWithin: 75_000,
});

/** The record of a dialect. */
export function socketsOf(dialect: DialectName): SocketProfile {
  switch (dialect) {
    case "nso":
      return nsoSockets;
    case "ipstart":
      return ipstartSockets;
    case "ipstart-prompt":
      return promptSockets;
    case "cip":
      return cipSockets;
  }
}
