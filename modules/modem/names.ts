import { quotable } from "../at/fields.js";
import type { Instant } from "../base/machine.js";
import { addressKind } from "./address.js";
import type { SocketsOutput } from "./socket-messages.js";

/** Looks for the address of one name at a time. What comes of it is for the sockets to put out. */
export class Names {
  /** The name whose address is looked for. */
  name: string | undefined = undefined;
  /** When that is given up; unknown until the module has taken the question. */
  until: Instant | undefined = undefined;

  /** True when the module is to be asked. */
  get waiting(): boolean {
    return this.name !== undefined && this.until === undefined;
  }

  /** Takes a name. An address is its own answer; what cannot be asked is answered at once. */
  ask(name: string): SocketsOutput | undefined {
    if (addressKind(name) !== "name") return { kind: "resolved", name, address: name };
    if (!quotable(name) || name === "") return { kind: "unresolved", name, cause: "not a host name" };
    if (this.name !== undefined) return { kind: "unresolved", name, cause: "busy" };
    this.name = name;
    return undefined;
  }

  /** The module tells the address, or that there is none. */
  take(text: string): SocketsOutput | undefined {
    if (addressKind(text) === "name") return this.fail(text === "" ? "unknown name" : text);
    const name = this.name;
    this.drop();
    return name === undefined ? undefined : { kind: "resolved", name, address: text };
  }

  fail(cause: string): SocketsOutput | undefined {
    const name = this.name;
    this.drop();
    return name === undefined ? undefined : { kind: "unresolved", name, cause };
  }

  drop(): void {
    this.name = undefined;
    this.until = undefined;
  }
}
