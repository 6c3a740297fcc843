import type { Instance, LwM2mObject } from "../modules/lwm2m/object.js";
import { pathOf, samePath, type Path } from "../modules/lwm2m/path.js";
import type { Tree } from "../modules/lwm2m/tree.js";
import { sameValue, type Value } from "../modules/lwm2m/value.js";

interface Seen {
  readonly path: Path;
  value: Value | undefined;
}

/** Looks which values became others by themselves, such as times that go by, and tells the tree of them. */
export class Watch {
  readonly #tree: Tree;
  /** The objects that have such values. */
  readonly #objects: readonly LwM2mObject[];
  readonly #seen: Seen[] = [];

  constructor(tree: Tree) {
    this.#tree = tree;
    this.#objects = tree.objects.filter(({ definition }) => definition.moving.length + definition.running.length > 0);
  }

  /** Looks at and below a path; at what runs all the time only where the path is its own. */
  look(below: Path): void {
    for (let i = 0; i < this.#objects.length; i++) {
      const { definition, instances } = this.#objects[i] as LwM2mObject;
      const object = definition.model.id;
      if (below.object !== undefined && below.object !== object) continue;
      for (let j = 0; j < instances.length; j++) {
        const { id } = instances[j] as Instance;
        if (below.instance !== undefined && below.instance !== id) continue;
        this.#lookAt(object, id, definition.moving);
        const { resource } = below;
        if (resource !== undefined && definition.running.includes(resource)) this.#lookAt(object, id, [resource]);
      }
    }
  }

  #lookAt(object: number, instance: number, resources: readonly number[]): void {
    for (let i = 0; i < resources.length; i++) {
      const path = pathOf(object, instance, resources[i] as number);
      const value = this.#tree.value(path);
      const seen = this.#seen.find((one) => samePath(one.path, path));
      if (seen === undefined) {
        this.#seen.push({ path, value });
      } else if (!sameValue(seen.value, value)) {
        seen.value = value;
        this.#tree.changed(path);
      }
    }
  }
}
