import { mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import sqlite, { type Database as Connection, type Statement } from "node-sqlite3-wasm";
import { type Lock, lockFolder } from "./lock.js";
import { schema } from "./schema.js";

/** The data folder cannot be used, or a write to it failed; the message says which file and why. */
export class StoreError extends Error {}

/** What a column holds. */
export type Column = string | number | null;
export type Row = Readonly<Record<string, Column>>;

/**
 * One SQLite database in a folder, held by this process alone. Every call returns when it is done: a write has then
 * left the process and outlives its end at any moment, kill -9 included. The write-ahead log is brought to the disk at
 * checkpoints, so that a power cut leaves a whole database which may lack its last moments.
 */
export class Database {
  readonly #statements = new Map<string, Statement>();

  /** Opens the folder or makes it. Throws `StoreError`; a damaged file is named, never overwritten. */
  static async open(folder: string): Promise<Database> {
    await makeFolder(folder);
    const lock = await lockFolder(folder);
    const path = join(folder, "platform.db");
    try {
      await makeFile(path);
      // The library's own lock of the file, left behind by a process that was killed: ours is held, so nobody uses it.
      await rm(`${path}.lock`, { recursive: true, force: true });
      return new Database(connect(path), path, lock);
    } catch (error) {
      await lock.release();
      throw error instanceof StoreError ? error : new StoreError(`cannot use ${path}: ${(error as Error).message}`);
    }
  }

  private constructor(
    private readonly connection: Connection,
    private readonly path: string,
    private readonly lock: Lock,
  ) {}

  /** @returns the number of rows changed */
  run(sql: string, ...values: Column[]): number {
    return this.#guarded(() => this.#statement(sql).run(values).changes);
  }

  all(sql: string, ...values: Column[]): readonly Row[] {
    return this.#guarded(() => this.#statement(sql).all(values) as unknown as Row[]);
  }

  one(sql: string, ...values: Column[]): Row | undefined {
    return this.all(sql, ...values)[0];
  }

  /** All of the writes of `work`, or none if it throws. Within another transaction it is a part of that. */
  transaction<T>(work: () => T): T {
    if (this.connection.inTransaction) return work();
    this.run("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.run("COMMIT");
      return result;
    } catch (error) {
      if (this.connection.inTransaction) this.run("ROLLBACK");
      throw error;
    }
  }

  /** May be called twice. */
  async close(): Promise<void> {
    if (!this.connection.isOpen) return;
    for (const statement of this.#statements.values()) statement.finalize();
    this.connection.close();
    await this.lock.release();
  }

  #statement(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const made = this.connection.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw new StoreError(`${this.path}: ${(error as Error).message}`);
    }
  }
}

function connect(path: string): Connection {
  const connection = new sqlite.Database(path);
  try {
    // Small pages: a value changes three of them, and the log takes each whole.
    connection.exec("PRAGMA page_size = 1024");
    // One process, so no shared memory is needed for the write-ahead log.
    connection.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    connection.exec("PRAGMA wal_autocheckpoint = 4000; PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 67108864");
    const version = Number(connection.get("PRAGMA user_version")?.["user_version"]);
    if (version > schema.length) {
      throw new StoreError(
        `${path} is of format version ${version}, newer than this program; move it away to start anew`,
      );
    }
    for (const [index, step] of schema.slice(version).entries()) {
      connection.exec(`BEGIN; ${step}; PRAGMA user_version = ${version + index + 1}; COMMIT`);
    }
    return connection;
  } catch (error) {
    connection.close();
    if (error instanceof StoreError) throw error;
    throw new StoreError(`${path} is damaged (${(error as Error).message}); move it away to start anew`);
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StoreError(`cannot make the data folder ${folder}: ${(error as Error).message}`);
  }
}

/** The keys are in it: it is readable by its owner alone, and so are the files beside it, which get its mode. */
async function makeFile(path: string): Promise<void> {
  const file = await open(path, "a", 0o600);
  await file.close();
}
