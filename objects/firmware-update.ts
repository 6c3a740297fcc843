import type { LwM2mObject } from "../modules/lwm2m/object.js";
import { defineRows, makeObject, type LooseHandlers } from "../modules/lwm2m/object.js";
import { Code } from "../modules/lwm2m/operation.js";
import { multipleOf } from "../modules/lwm2m/value.js";
import type { WallClock } from "./device.js";
import { FirmwareUpdate12 } from "./models/5-firmware-update-1-2.js";
import { FirmwareUpdate } from "./models/5-firmware-update.js";
import { withModel } from "../modules/lwm2m/object.js";

/** The states of resource 3 (OMA LwM2M 1.0 appendix E.6). */
export const UpdateState = Object.freeze({ idle: 0, downloading: 1, downloaded: 2, updating: 3 } as const);

/** The results of resource 5 (OMA LwM2M 1.0 appendix E.6; `cancelled` and `deferred` since object version 1.1). */
export const UpdateResult = Object.freeze({
  none: 0,
  success: 1,
  noStorage: 2,
  outOfMemory: 3,
  connectionLost: 4,
  integrityFailed: 5,
  unsupportedPackage: 6,
  invalidUri: 7,
  updateFailed: 8,
  unsupportedProtocol: 9,
  cancelled: 10,
  deferred: 11,
} as const);

/** The protocols of resource 8 (OMA LwM2M 1.0 appendix E.6). */
export const PullProtocol = Object.freeze({ coap: 0, coaps: 1, http: 2, https: 3, coapTcp: 4, coapTls: 5 } as const);

/** What a server does with the package; whoever moves the bytes reads `requested` and tells what came of it. */
export type UpdateRequest =
  | { readonly kind: "store"; readonly bytes: Uint8Array }
  | { readonly kind: "fetch"; readonly uri: string }
  | { readonly kind: "update" }
  | { readonly kind: "discard" };

/** A firmware update as a server sees it. */
export interface FirmwareUpdateState {
  state: number;
  result: number;
  uri: string;
  name: string | undefined;
  version: string | undefined;
  /** Protocols for pulling a package; none if packages are only pushed. */
  readonly protocols: readonly number[];
  /** How important a server holds the update: 0 critical, 1 mandatory, 2 optional. */
  severity: number;
  /** Seconds for which a user may put an update off; 0 if not at all. */
  maximumDeferral: number;
  /** True if a package is to be installed as soon as it is downloaded. */
  automatic: boolean;
  /** When `state` became another one, in seconds since 1970-01-01 UTC, if there was a clock. */
  changedAt: number | undefined;
  readonly clock: WallClock | undefined;
  /** What the server asked for and nobody has taken yet. */
  requested: UpdateRequest | undefined;
}

/** No update under way. */
export function newFirmwareUpdate(
  protocols: readonly number[] = NO_PROTOCOLS,
  clock: WallClock | undefined = undefined,
): FirmwareUpdateState {
  return {
    state: UpdateState.idle,
    result: UpdateResult.none,
    uri: "",
    name: undefined,
    version: undefined,
    protocols,
    severity: 1,
    maximumDeferral: 0,
    automatic: false,
    changedAt: undefined,
    clock,
    requested: undefined,
  };
}

const NO_PROTOCOLS: readonly number[] = Object.freeze([]);

/** Resource 9: packages are pushed only, or pulled as well. */
const DELIVERY = Object.freeze({ push: 1, both: 2 });

const handlers: LooseHandlers<FirmwareUpdateState> = {
  read: {
    packageUri: (state) => state.uri,
    state: (state) => state.state,
    updateResult: (state) => state.result,
    pkgName: (state) => state.name,
    pkgVersion: (state) => state.version,
    firmwareUpdateProtocolSupport: (state) => (state.protocols.length > 0 ? multipleOf(state.protocols) : undefined),
    firmwareUpdateDeliveryMethod: (state) => (state.protocols.length > 0 ? DELIVERY.both : DELIVERY.push),
    severity: (state) => state.severity,
    lastStateChangeTime: (state) => state.changedAt,
    maximumDeferPeriod: (state) => state.maximumDeferral,
    automaticUpgradeAtDownload: (state) => state.automatic,
  },
  check: {
    package: (state, bytes: Uint8Array) => mayWrite(state, isReset(bytes)),
    packageUri: (state, uri: string) => mayWrite(state, uri === ""),
  },
  write: {
    package: (state, bytes: Uint8Array) => {
      if (isReset(bytes)) return reset(state);
      state.requested = { kind: "store", bytes };
      return enter(state, UpdateState.downloading);
    },
    packageUri: (state, uri: string) => {
      state.uri = uri;
      if (uri === "") return reset(state);
      if (state.protocols.length === 0) return fail(state, UpdateResult.unsupportedProtocol);
      state.requested = { kind: "fetch", uri };
      return enter(state, UpdateState.downloading);
    },
    severity: (state, value: number) => {
      state.severity = Number(value);
      return undefined;
    },
    maximumDeferPeriod: (state, value: number) => {
      state.maximumDeferral = Number(value);
      return undefined;
    },
    automaticUpgradeAtDownload: (state, value: boolean) => {
      state.automatic = value;
      return undefined;
    },
  },
  execute: {
    update: (state) => {
      if (state.state !== UpdateState.downloaded) return Code.methodNotAllowed;
      return update(state);
    },
    cancel: (state) => {
      if (state.state !== UpdateState.downloading && state.state !== UpdateState.downloaded) {
        return Code.methodNotAllowed;
      }
      reset(state);
      state.result = UpdateResult.cancelled;
      return undefined;
    },
  },
  affects: {
    package: ["state", "updateResult", "packageUri", "lastStateChangeTime"],
    packageUri: ["state", "updateResult", "lastStateChangeTime"],
    update: ["state", "updateResult", "lastStateChangeTime"],
    cancel: ["state", "updateResult", "packageUri", "lastStateChangeTime"],
  },
};

const newest = defineRows(FirmwareUpdate12, handlers);

/** Object 5 in the version of LwM2M 1.0, with the one instance that there may be. */
export const firmwareUpdateDefinition = withModel(newest, FirmwareUpdate);

/** Object 5 with all the resources that this firmware has, for the versions that know them. */
export const firmwareUpdateNewest = newest;

export function firmwareUpdateObject(state: FirmwareUpdateState): LwM2mObject {
  return makeObject(firmwareUpdateDefinition, [{ id: 0, state }]);
}

/** Takes what the server asked for since the last call. */
export function takeUpdateRequest(state: FirmwareUpdateState): UpdateRequest | undefined {
  const { requested } = state;
  state.requested = undefined;
  return requested;
}

/** The package is whole and in store; it is to be installed at once if the server wanted that. */
export function packageDownloaded(state: FirmwareUpdateState): void {
  if (state.state !== UpdateState.downloading) return;
  moveTo(state, UpdateState.downloaded);
  if (state.automatic) update(state);
}

/**
 * The transfer or the update came to an end. A failed transfer leads back to idle, a failed update to downloaded, so
 * that it can be tried again (OMA LwM2M 1.0 appendix E.6, figure 34).
 */
export function updateEnded(state: FirmwareUpdateState, result: number): void {
  const again = state.state === UpdateState.updating && result === UpdateResult.updateFailed;
  moveTo(state, again ? UpdateState.downloaded : UpdateState.idle);
  state.result = result;
}

/** Nothing may be written while the update runs, and no second package over the first without a reset. */
function mayWrite(state: FirmwareUpdateState, isResetting: boolean): Code | undefined {
  if (state.state === UpdateState.updating) return Code.methodNotAllowed;
  return state.state === UpdateState.idle || isResetting ? undefined : Code.methodNotAllowed;
}

/** An empty package, or one zero byte, takes the package back (OMA LwM2M 1.0 appendix E.6). */
function isReset(bytes: Uint8Array): boolean {
  return bytes.length === 0 || (bytes.length === 1 && bytes[0] === 0);
}

function enter(state: FirmwareUpdateState, next: number): undefined {
  moveTo(state, next);
  state.result = UpdateResult.none;
}

function update(state: FirmwareUpdateState): undefined {
  state.requested = { kind: "update" };
  enter(state, UpdateState.updating);
}

function moveTo(state: FirmwareUpdateState, next: number): void {
  const seconds = state.clock?.wallClock();
  if (next !== state.state) state.changedAt = seconds === undefined ? undefined : Math.floor(seconds);
  state.state = next;
}

function reset(state: FirmwareUpdateState): undefined {
  if (state.state !== UpdateState.idle) state.requested = { kind: "discard" };
  state.uri = "";
  enter(state, UpdateState.idle);
}

function fail(state: FirmwareUpdateState, result: number): undefined {
  moveTo(state, UpdateState.idle);
  state.result = result;
}
