import type { DataType } from "./scalar.js";
import { coreObjects } from "./tables/core.js";
import { ipsoObjects } from "./tables/ipso.js";
import { ownObjects } from "./tables/own.js";
import type { Access, ResourceFacts } from "./tables/row.js";

export interface ResourceModel extends Pick<ResourceFacts, "range" | "oneOf" | "names"> {
  readonly id: number;
  readonly name: string;
  readonly access: Access;
  readonly type: DataType;
  readonly multiple: boolean;
  readonly units: string;
}

export interface ObjectModel {
  readonly id: number;
  readonly name: string;
  readonly multiple: boolean;
  readonly resources: readonly ResourceModel[];
}

/** Every object that the platform knows by name, by id. */
export const objectModels: ReadonlyMap<number, ObjectModel> = new Map(
  [...coreObjects, ...ipsoObjects, ...ownObjects].map(([id, name, instances, rows]) => [
    id,
    {
      id,
      name,
      multiple: instances === "multiple",
      resources: rows.map(([resource, title, access, type, facts]) => ({
        ...facts,
        id: resource,
        name: title,
        access,
        type,
        multiple: facts?.multiple === true,
        units: facts?.units ?? "",
      })),
    },
  ]),
);

/** The type of a resource; undefined if no table has it. */
export function resourceType(object: number, resource: number): DataType | undefined {
  return objectModels.get(object)?.resources.find((model) => model.id === resource)?.type;
}
