import type { VirtualModel } from "./model.js";
import { M5310_A } from "./m5310-a.js";

/** All models that can be played. */
export const VIRTUAL_MODELS: readonly VirtualModel[] = Object.freeze([M5310_A]);

/** The model with this name in upper or lower case, or `undefined`. */
export function findVirtualModel(name: string): VirtualModel | undefined {
  const wanted = name.toUpperCase();
  for (let i = 0; i < VIRTUAL_MODELS.length; i++) {
    const model = VIRTUAL_MODELS[i] as VirtualModel;
    if (model.name.toUpperCase() === wanted) return model;
  }
  return undefined;
}
