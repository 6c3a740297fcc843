import type { Column, Database } from "./database.js";

/** The columns that a table has beside `record`, the key first, and where their values come from. */
export type Columns<T> = Readonly<Record<string, (record: T) => Column>>;

/** A table of JSON records, all of them in memory too. */
export class Records<T> {
  readonly #records = new Map<string, T>();
  readonly #put: string;
  readonly #delete: string;

  constructor(
    private readonly database: Database,
    table: string,
    private readonly columns: Columns<T>,
  ) {
    const names = [...Object.keys(columns), "record"];
    const [key, ...others] = names;
    const changes = others.map((name) => `${name} = excluded.${name}`).join(", ");
    this.#put = `INSERT INTO ${table} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")}) ON CONFLICT (${key}) DO UPDATE SET ${changes}`;
    this.#delete = `DELETE FROM ${table} WHERE ${key} = ?`;
    for (const row of database.all(`SELECT ${key} AS key, record FROM ${table}`)) {
      this.#records.set(String(row["key"]), JSON.parse(String(row["record"])) as T);
    }
  }

  get(key: string): T | undefined {
    return this.#records.get(key);
  }

  values(): IterableIterator<T> {
    return this.#records.values();
  }

  put(key: string, record: T): void {
    const values = Object.values(this.columns).map((column) => column(record));
    this.database.run(this.#put, ...values, JSON.stringify(record));
    this.#records.set(key, record);
  }

  delete(key: string): void {
    this.database.run(this.#delete, key);
    this.#records.delete(key);
  }

  /** Drops a record from memory alone: the database has removed its row with another. */
  forget(key: string): void {
    this.#records.delete(key);
  }
}
