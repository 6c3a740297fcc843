import type { Entry } from "../operation.js";
import type { Path } from "../path.js";
import { formatPath, pathOf, samePath } from "../path.js";
import type { Scalar } from "../value.js";
import { Label } from "./senml-pack.js";

/** How one record is written: what stands before its value. What is `undefined` is left out. */
export interface RecordHead {
  readonly baseName: string | undefined;
  readonly baseTime: number | undefined;
  readonly name: string | undefined;
  readonly time: number | undefined;
}

/**
 * Chooses base names and base times so that a pack is short: an instance's resources share the base name "/3/0/", the
 * instances of one resource "/3/0/7/", and the values of one resource over time have its path for base name (RFC 8428
 * section 4.1).
 */
export class RecordHeads {
  readonly #entries: readonly Entry[];
  #next = 0;
  /** Entries before this index share the base name. */
  #end = 0;
  #baseName = "";
  #baseTime = 0;

  constructor(entries: readonly Entry[]) {
    this.#entries = entries;
  }

  /** The head of the next entry's record. */
  next(): RecordHead {
    const index = this.#next++;
    const entry = this.#entries[index] as Entry;
    const full = formatPath(entry.path);
    const baseName = index < this.#end ? undefined : this.newBase(index, full);
    const name = full.slice(this.#baseName.length);
    const baseTime = this.newBaseTime(entry);
    const time = entry.time === undefined ? 0 : entry.time - this.#baseTime;
    return { baseName, baseTime, name: name === "" ? undefined : name, time: time === 0 ? undefined : time };
  }

  /** The base name of the entries from `start` on that one base name is for; `undefined` if it stays as it is. */
  private newBase(start: number, full: string): string | undefined {
    const entries = this.#entries;
    const first = (entries[start] as Entry).path;
    let end = start + 1;
    let sameResource = first.resourceInstance !== undefined;
    let same = true;
    for (; end < entries.length; end++) {
      const path = (entries[end] as Entry).path;
      if (path.object !== first.object || path.instance !== first.instance) break;
      if (path.resource !== first.resource) sameResource = false;
      if (!samePath(path, first)) same = false;
    }
    this.#end = end;
    const alone = end === start + 1;
    const base = same && (!alone || this.#baseName !== "") ? full : alone ? "" : prefixOf(first, sameResource);
    if (base === this.#baseName) return undefined;
    this.#baseName = base;
    return base;
  }

  /** A base time where the present one does not give exactly this entry's time. */
  private newBaseTime({ time }: Entry): number | undefined {
    const wanted = time ?? 0;
    if (wanted === this.#baseTime || (wanted !== 0 && this.#baseTime !== 0 && this.fits(wanted))) return undefined;
    this.#baseTime = wanted;
    return wanted;
  }

  private fits(time: number): boolean {
    return this.#baseTime + (time - this.#baseTime) === time;
  }
}

/** The label that a value goes by. */
export function labelOf(value: Scalar): number {
  switch (typeof value) {
    case "string":
      return Label.text;
    case "boolean":
      return Label.boolean;
    case "object":
      return value instanceof Uint8Array ? Label.data : Label.link;
    default:
      return Label.value;
  }
}

/** "/3/0/", or "/3/0/7/". */
function prefixOf(path: Path, withResource: boolean): string {
  return `${formatPath(withResource ? pathOf(path.object, path.instance, path.resource) : pathOf(path.object, path.instance))}/`;
}
