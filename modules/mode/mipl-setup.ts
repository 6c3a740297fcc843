import { describeFinal, type FinalResult } from "../at/result.js";
import type { Tree } from "../lwm2m/tree.js";
import type { MiplProfile } from "../modem/profile.js";
import { creationStep, type CreationServer, type CreationStep } from "./mipl-create.js";
import { addObject, declarationOf, discoverResponse } from "./mipl-declare.js";

/**
 * Where the making of the instance in the module stands. `cleaned`: what may have been left there was taken away before;
 * `index` counts the commands of the creation, or the objects.
 */
export type SetupState =
  | { readonly name: "creating"; readonly attempt: number; readonly cleaned: boolean; readonly index: number }
  | { readonly name: "cleaning"; readonly attempt: number; readonly deleting: boolean }
  | { readonly name: "declaring"; readonly attempt: number; readonly index: number; readonly listing: boolean };

/** What is to be set up. */
export interface Setup extends CreationServer {
  readonly mipl: MiplProfile;
  /** The objects to be declared. */
  readonly tree: Tree;
}

/** A command, and the state that waits for its result. */
export type SetupStep = CreationStep & { readonly state: SetupState };

/** The beginning. `attempt` counts the failures before. */
export function setupStart(attempt: number): SetupState {
  return { name: "creating", attempt, cleaned: false, index: 0 };
}

/** The command of a state, or of what follows where that has none; `undefined` when all is done. */
export function setupStep(state: SetupState, setup: Setup): SetupStep | undefined {
  const { mipl, tree } = setup;
  switch (state.name) {
    case "creating": {
      const step = creationStep(setup, mipl, state.index);
      if (step !== undefined) return { ...step, within: mipl.createWithin, state };
      return setupStep({ name: "declaring", attempt: state.attempt, index: 0, listing: false }, setup);
    }
    case "cleaning":
      return { text: state.deleting ? removal(mipl) : CLOSE, state };
    case "declaring": {
      const declaration = declarationOf(tree, state.index, mipl.instances);
      if (declaration === undefined) return undefined;
      return { text: state.listing ? discoverResponse(declaration) : addObject(declaration, mipl.counts), state };
    }
  }
}

/** What follows the result of a state's command, or in words why it cannot go on. */
export function setupAfter(state: SetupState, final: FinalResult, mipl: MiplProfile): SetupState | string {
  const ok = final.kind === "ok";
  const { attempt } = state;
  switch (state.name) {
    case "creating":
      if (ok) return { ...state, index: state.index + 1 };
      // An earlier run may have left its instance there.
      return state.cleaned ? `creation: ${describeFinal(final)}` : { name: "cleaning", attempt, deleting: false };
    case "cleaning":
      // Whether there was anything to close or delete does not matter: the creation tells.
      if (!state.deleting) return { name: "cleaning", attempt, deleting: true };
      return { name: "creating", attempt, cleaned: true, index: 0 };
    case "declaring":
      if (!ok) return `object declaration: ${describeFinal(final)}`;
      if (state.listing || !mipl.declares) return { ...state, index: state.index + 1, listing: false };
      return { ...state, listing: true };
  }
}

/** AT+MIPLCLOSE: deregisters, as far as it is registered. */
export const CLOSE = "AT+MIPLCLOSE=0";

/** The command that takes the instance away. */
export function removal(mipl: MiplProfile): string {
  return `${mipl.remove}=0`;
}
