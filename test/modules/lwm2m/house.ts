import type { Models, ObjectModel, ResourceModel } from "../../../modules/lwm2m/model.js";
import { defineObject, makeObject, type Handlers, type Instance } from "../../../modules/lwm2m/object.js";
import { Code } from "../../../modules/lwm2m/operation.js";
import type { Multiple } from "../../../modules/lwm2m/value.js";

/** An object of the tests' own with resources of every type and operation. */
export const House = {
  id: 5000,
  name: "House",
  version: "1.0",
  multiple: true,
  resources: {
    name: { id: 0, type: "string", access: "RW", mandatory: true, range: [1, 20] },
    floors: { id: 1, type: "integer", access: "RW", range: [1, 100] },
    height: { id: 2, type: "float", access: "RW" },
    lit: { id: 3, type: "boolean", access: "RW" },
    key: { id: 4, type: "opaque", access: "W" },
    built: { id: 5, type: "time", access: "R" },
    neighbour: { id: 6, type: "objlink", access: "RW" },
    rooms: { id: 7, type: "string", access: "RW", multiple: true },
    ring: { id: 8, type: "none", access: "E" },
    rings: { id: 9, type: "integer", access: "R" },
    owner: { id: 10, type: "string", access: "" },
    cellar: { id: 11, type: "string", access: "R" },
    visitors: { id: 12, type: "unsigned", access: "RW" },
    paint: { id: 13, type: "none", access: "E" },
  },
} as const satisfies ObjectModel;

export interface HouseState {
  name: string;
  floors: number | bigint;
  height: number;
  lit: boolean;
  key: Uint8Array | undefined;
  built: number | undefined;
  neighbour: { object: number; instance: number };
  rooms: Multiple<string>;
  rings: number;
  owner: string;
  visitors: number | bigint;
}

export function newHouse(): HouseState {
  return {
    name: "home",
    floors: 2,
    height: 7.5,
    lit: false,
    key: undefined,
    built: undefined,
    neighbour: { object: 5000, instance: 1 },
    rooms: { instances: [] },
    rings: 0,
    owner: "nobody",
    visitors: 0,
  };
}

export const houseHandlers: Handlers<typeof House, HouseState> = {
  read: {
    name: (state) => state.name,
    floors: (state) => state.floors,
    height: (state) => state.height,
    lit: (state) => state.lit,
    built: (state) => state.built,
    neighbour: (state) => state.neighbour,
    rooms: (state) => state.rooms,
    rings: (state) => state.rings,
    owner: (state) => state.owner,
    visitors: (state) => state.visitors,
  },
  check: { floors: (_, value) => (value === 13 ? Code.conflict : undefined) },
  write: {
    name: (state, value) => {
      state.name = value;
    },
    floors: (state, value) => {
      state.floors = value;
    },
    height: (state, value) => {
      state.height = value;
    },
    lit: (state, value) => {
      state.lit = value;
    },
    key: (state, value) => {
      state.key = value;
    },
    neighbour: (state, value) => {
      state.neighbour = value;
    },
    rooms: (state, value) => {
      state.rooms = value;
    },
    visitors: (state, value) => {
      state.visitors = value;
    },
  },
  bootstrap: {
    owner: (state, value) => {
      state.owner = value;
    },
  },
  execute: {
    ring: (state, argument) => {
      if (argument === "never") return Code.forbidden;
      state.rings++;
      return undefined;
    },
  },
  affects: { ring: ["rings"] },
  create: newHouse,
  remove: (state) => (state.lit ? Code.forbidden : undefined),
  reset: (state) => {
    Object.assign(state, newHouse());
  },
};

export const houseDefinition = defineObject(House, houseHandlers);

export function houseObject(instances: Instance<HouseState>[]) {
  return makeObject(houseDefinition, instances);
}

/** The resources of some models, as formats look them up. */
export function modelsOf(...models: readonly ObjectModel[]): Models {
  return {
    resourceModel(object: number, resource: number): ResourceModel | undefined {
      const model = models.find((one) => one.id === object);
      return model && Object.values(model.resources).find((one) => one.id === resource);
    },
  };
}
