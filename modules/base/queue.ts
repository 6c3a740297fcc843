/**
 * A first-in first-out queue with a bound. It keeps no holes and allocates only while it grows, so an idle machine's
 * outbox costs next to nothing.
 */
export class Queue<T> {
  readonly #items: T[] = [];
  readonly #limit: number;

  /** `limit` is the most items that it holds. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get length(): number {
    return this.#items.length;
  }

  get full(): boolean {
    return this.#items.length >= this.#limit;
  }

  /** Appends an item; `false`, and nothing changed, when the queue is full. */
  push(item: T): boolean {
    if (this.full) return false;
    this.#items.push(item);
    return true;
  }

  /** Takes the oldest item. */
  shift(): T | undefined {
    return this.#items.shift();
  }

  /** The oldest item, left where it is. */
  peek(): T | undefined {
    return this.#items[0];
  }

  /** Drops everything. */
  clear(): void {
    this.#items.length = 0;
  }
}
