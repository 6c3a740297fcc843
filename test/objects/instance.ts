import type { LwM2mObject } from "../../modules/lwm2m/object.js";
import { formatCode, type Outcome } from "../../modules/lwm2m/operation.js";
import { formatPath } from "../../modules/lwm2m/path.js";
import { Tree } from "../../modules/lwm2m/tree.js";
import type { Scalar } from "../../modules/lwm2m/value.js";

/** One instance of an object as a server meets it: every call is an operation, every answer is text. */
export class InstanceView {
  readonly tree: Tree;
  readonly #object: number;
  readonly #instance: number;

  /** Of an object on its own, or of one in a tree. */
  constructor(from: LwM2mObject | Tree, object = 0, instance = 0) {
    this.tree = from instanceof Tree ? from : new Tree([from]);
    this.#object = from instanceof Tree ? object : from.definition.model.id;
    this.#instance = instance;
  }

  /** The value of a resource, or the code that came in its place. */
  read(resource: number): Scalar | string {
    const { code, entries } = this.tree.operate({ kind: "read", path: this.#path(resource) });
    return entries?.[0]?.value ?? formatCode(code);
  }

  /** What there is, such as `5550=false`. */
  all(): readonly string[] {
    const path = { object: this.#object, instance: this.#instance };
    const { entries = [] }: Outcome = this.tree.operate({ kind: "read", path });
    const head = formatPath(path).length + 1;
    return entries.map(({ path: one, value }) => `${formatPath(one).slice(head)}=${String(value)}`);
  }

  write(resource: number, value: Scalar): string {
    const path = this.#path(resource);
    const operation = { kind: "write", path, mode: "replace", entries: [{ path, value }] } as const;
    return formatCode(this.tree.operate(operation).code);
  }

  execute(resource: number, argument = ""): string {
    return formatCode(this.tree.operate({ kind: "execute", path: this.#path(resource), argument }).code);
  }

  /** The places of which the tree told since the last call that they may be others now. */
  changes(): readonly string[] {
    const told: string[] = [];
    for (let path = this.tree.takeChange(); path !== undefined; path = this.tree.takeChange()) {
      told.push(formatPath(path));
    }
    return told;
  }

  #path(resource: number): { object: number; instance: number; resource: number } {
    return { object: this.#object, instance: this.#instance, resource };
  }
}

/** A clock that a test sets, in seconds: monotonic and of the wall at once. */
export class TestClock {
  seconds = 0;
  /** Seconds since 1970-01-01 UTC when the clock was at 0; `undefined` while nobody has set it. */
  date: number | undefined = 1_700_000_000;

  now(): number {
    return this.seconds * 1000;
  }

  wallClock(): number | undefined {
    return this.date === undefined ? undefined : this.date + this.seconds;
  }
}
