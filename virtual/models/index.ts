import { GENERATIONS } from "../mipl/generations.js";
import type { GenerationName } from "../mipl/traits.js";
import type { DialectName } from "../sockets/dialect.js";
import { M5310_A_CM } from "./m5310-a-cm.js";
import { M5310_A } from "./m5310-a.js";
import { M5310_SE } from "./m5310-se.js";
import { M5311_CM } from "./m5311-cm.js";
import { M5311 } from "./m5311.js";
import { M5312 } from "./m5312.js";
import { M5313_CM } from "./m5313-cm.js";
import { M5313 } from "./m5313.js";
import { M5330_A } from "./m5330-a.js";
import { M5330_GNSS } from "./m5330-gnss.js";
import { M5330 } from "./m5330.js";
import type { SocketSet, VirtualModel } from "./model.js";
import { S5601 } from "./s5601.js";

/** All models that can be played. */
export const VIRTUAL_MODELS: readonly VirtualModel[] = Object.freeze([
  M5310_A,
  M5310_SE,
  M5310_A_CM,
  M5311,
  M5311_CM,
  M5312,
  M5313,
  M5313_CM,
  M5330,
  M5330_A,
  M5330_GNSS,
  S5601,
]);

/** The model with this name in upper or lower case, or `undefined`. */
export function findVirtualModel(name: string): VirtualModel | undefined {
  const wanted = name.toUpperCase();
  for (let i = 0; i < VIRTUAL_MODELS.length; i++) {
    const model = VIRTUAL_MODELS[i] as VirtualModel;
    if (model.name.toUpperCase() === wanted) return model;
  }
  return undefined;
}

/** How a model is to differ from what it is taken for. */
export interface Variant {
  readonly sockets?: DialectName;
  readonly mipl?: GenerationName;
}

/** The model with other sockets or another generation of MIPL commands; `undefined` if it does not have such sockets. */
export function variantOf(model: VirtualModel, variant: Variant): VirtualModel | undefined {
  const chosen: SocketSet[] = [];
  for (let i = 0; i < model.sockets.length; i++) {
    const set = model.sockets[i] as SocketSet;
    if (variant.sockets === undefined || set.dialect.name === variant.sockets) chosen.push(set);
  }
  let { mipl } = model;
  for (let i = 0; i < GENERATIONS.length; i++) if (GENERATIONS[i]?.name === variant.mipl) mipl = GENERATIONS[i] ?? mipl;
  const [first, ...rest] = chosen;
  return first === undefined ? undefined : { ...model, sockets: [first, ...rest], mipl };
}
