import type { Store } from "../../../modules/client/store.js";

/** A store in memory whose contents a test can damage. */
export class Shelf implements Store {
  readonly keys: string[] = [];
  readonly values: Uint8Array[] = [];
  writes = 0;
  /** Each save throws this. */
  refuses: string | undefined = undefined;
  /** This key cannot be read. */
  hides: string | undefined = undefined;

  load(key: string): Uint8Array | undefined {
    if (key === this.hides) throw new Error("bad sector");
    return this.values[this.keys.indexOf(key)]?.slice();
  }

  save(key: string, bytes: Uint8Array): void {
    if (this.refuses !== undefined) throw new Error(this.refuses);
    this.writes++;
    this.erase(key);
    this.keys.push(key);
    this.values.push(bytes.slice());
  }

  erase(key: string): void {
    const index = this.keys.indexOf(key);
    if (index < 0) return;
    this.keys.splice(index, 1);
    this.values.splice(index, 1);
  }

  copy(): Shelf {
    const other = new Shelf();
    for (let i = 0; i < this.keys.length; i++) other.save(this.keys[i] as string, this.values[i] as Uint8Array);
    return other;
  }
}
