import type { Instance, LwM2mObject } from "../modules/lwm2m/object.js";
import { defineObject, makeObject, type Handlers } from "../modules/lwm2m/object.js";
import { multipleOf, type Multiple } from "../modules/lwm2m/value.js";
import { Portfolio } from "./models/16-portfolio.js";

/** The states of resource 3 (OMA object 16): no proof, one to be read, none could be made. */
export const AuthStatus = Object.freeze({ idle: 0, available: 1, error: 2 } as const);

/** One Portfolio instance. */
export interface PortfolioState {
  /** Host device identifier, manufacturer, model and software version by resource instance, or what a server likes. */
  identity: Multiple<string>;
  authData: readonly Uint8Array[];
  authStatus: number;
  /** The arguments of the proof that a server asked for and nobody has made yet. */
  asked: string | undefined;
}

/** An empty one. */
export function newPortfolio(): PortfolioState {
  return { identity: NOTHING, authData: NO_DATA, authStatus: AuthStatus.idle, asked: undefined };
}

const NOTHING: Multiple<string> = Object.freeze({ instances: Object.freeze([]) });
const NO_DATA: readonly Uint8Array[] = Object.freeze([]);

const handlers: Handlers<typeof Portfolio, PortfolioState> = {
  read: {
    identity: (state) => state.identity,
    authData: (state) => (state.authData.length === 0 ? undefined : multipleOf(state.authData)),
    authStatus: (state) => state.authStatus,
  },
  write: {
    identity: (state, value) => {
      state.identity = value;
    },
  },
  execute: {
    getAuthData: (state, argument) => {
      Object.assign(state, { authData: NO_DATA, authStatus: AuthStatus.idle, asked: argument });
      return undefined;
    },
  },
  affects: { getAuthData: ["authData", "authStatus"] },
  create: newPortfolio,
  remove: () => undefined,
  reset: (state) => {
    Object.assign(state, newPortfolio());
  },
};

/** Object 16: servers make and delete its instances. */
export const portfolioDefinition = defineObject(Portfolio, handlers);

/** Object 16 with its first instances. */
export function portfolioObject(instances: Instance<PortfolioState>[] = []): LwM2mObject {
  return makeObject(portfolioDefinition, instances);
}

/** Whoever can prove the identity answers what was `asked`: with the proof, or `undefined` for an error. */
export function prove(state: PortfolioState, data: readonly Uint8Array[] | undefined): void {
  state.asked = undefined;
  state.authData = data ?? NO_DATA;
  state.authStatus = data === undefined ? AuthStatus.error : AuthStatus.available;
}
