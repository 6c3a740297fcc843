/** An object as the host has declared it. */
export interface DeclaredObject {
  readonly id: number;
  readonly instances: readonly number[];
  /** How many attributes and actions it has, as the host says. */
  readonly count: number;
  /** `undefined` until the host has listed them. */
  resources: readonly number[] | undefined;
}

/** The objects that the host has declared, in the order in which it did. */
export class Declarations {
  readonly #objects: DeclaredObject[] = [];

  get objects(): readonly DeclaredObject[] {
    return this.#objects;
  }

  /** True if each object has its resources listed. */
  get complete(): boolean {
    for (let i = 0; i < this.#objects.length; i++) if (this.#objects[i]?.resources === undefined) return false;
    return true;
  }

  find(id: number): DeclaredObject | undefined {
    for (let i = 0; i < this.#objects.length; i++) if (this.#objects[i]?.id === id) return this.#objects[i];
    return undefined;
  }

  add(id: number, instances: readonly number[], count: number): void {
    this.#objects.push({ id, instances, count, resources: undefined });
  }

  /** False if there is no such object. */
  remove(id: number): boolean {
    for (let i = 0; i < this.#objects.length; i++) {
      if (this.#objects[i]?.id !== id) continue;
      this.#objects.splice(i, 1);
      return true;
    }
    return false;
  }

  /** Forgets which resources there are, as the module does when it closes. */
  forgetResources(): void {
    for (let i = 0; i < this.#objects.length; i++) {
      const object = this.#objects[i];
      if (object !== undefined) object.resources = undefined;
    }
  }
}
