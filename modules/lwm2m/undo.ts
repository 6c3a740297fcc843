import type { Instance, LwM2mObject } from "./object.js";

interface KeptInstance {
  readonly instance: Instance;
  readonly state: object;
}

interface KeptObject {
  readonly object: LwM2mObject;
  readonly instances: readonly KeptInstance[];
}

/**
 * What objects were before a bootstrap server changed them. Only objects that it changes are kept, and only until it is
 * known whether its configuration makes sense (OMA LwM2M 1.1 clause 6.1.7.7).
 */
export class Undo {
  private readonly kept: KeptObject[] = [];

  /** Keeps an object as it is now, unless it is kept already. The states of instances are records of plain values. */
  keep(object: LwM2mObject): void {
    for (let i = 0; i < this.kept.length; i++) if ((this.kept[i] as KeptObject).object === object) return;
    const instances = object.instances.map((instance) => ({ instance, state: { ...(instance.state as object) } }));
    this.kept.push({ object, instances });
  }

  /** The changes stay. */
  commit(): void {
    this.kept.length = 0;
  }

  /** Puts everything back, and gives the objects that were. */
  rollBack(): LwM2mObject[] {
    const objects: LwM2mObject[] = [];
    for (let i = 0; i < this.kept.length; i++) {
      const { object, instances } = this.kept[i] as KeptObject;
      object.instances.length = 0;
      for (let j = 0; j < instances.length; j++) {
        const { instance, state } = instances[j] as KeptInstance;
        // Others hold on to the state: it must stay the same object.
        Object.assign(instance.state as object, state);
        object.instances.push(instance);
      }
      objects.push(object);
    }
    this.kept.length = 0;
    return objects;
  }
}
