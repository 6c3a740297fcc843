import type { Database } from "./database.js";

/** One message that waits to be sent to an application. */
export interface Outgoing {
  readonly sequence: number;
  readonly message: string;
}

/** Messages to applications, by target, until they have been taken: a restart goes on where the last run ended. */
export class Outbox {
  constructor(private readonly database: Database) {}

  add(target: string, message: string): void {
    this.database.run("INSERT INTO outbox (target, message) VALUES (?, ?)", target, message);
  }

  /** The oldest of a target. */
  first(target: string, count: number): readonly Outgoing[] {
    return this.database
      .all("SELECT sequence, message FROM outbox WHERE target = ? ORDER BY sequence LIMIT ?", target, count)
      .map(({ sequence, message }) => ({ sequence: Number(sequence), message: String(message) }));
  }

  count(target: string): number {
    return Number(this.database.one("SELECT count(*) AS n FROM outbox WHERE target = ?", target)?.["n"]);
  }

  /** Removes those of a target up to a sequence. */
  removeTo(target: string, sequence: number): void {
    this.database.run("DELETE FROM outbox WHERE target = ? AND sequence <= ?", target, sequence);
  }

  clear(target: string): void {
    this.database.run("DELETE FROM outbox WHERE target = ?", target);
  }
}
