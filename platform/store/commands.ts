import type { Column, Database, Row } from "./database.js";

/** OneNET's numbers of a cached command's state. */
export const SendStatus = {
  waiting: 1,
  cancelled: 2,
  sent: 3,
  expired: 4,
  succeeded: 5,
  failed: 6,
} as const;

export type SendStatus = (typeof SendStatus)[keyof typeof SendStatus];

/** What makes a waiting command go out, as bits. */
export const CommandTrigger = { register: 1, update: 2, notify: 4 } as const;

/** A command that waits for its device to come by. */
export interface Command {
  readonly uuid: string;
  readonly deviceId: string;
  readonly type: "READ" | "WRITE" | "EXECUTE";
  readonly object: number;
  readonly instance?: number;
  readonly resource?: number;
  /** Query and body of the API call that made it; the content of a write is made anew from its body. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
  readonly validAt: number;
  readonly expiresAt: number;
  /** Seconds. */
  readonly timeout: number;
  readonly triggers: number;
  /** Tries that are left after the one to come. */
  readonly remain: number;
  readonly sendStatus: SendStatus;
  readonly sentAt?: number;
  readonly confirmedAt?: number;
  readonly confirmStatus?: number;
  /** What the API call at once would have given as data. */
  readonly result?: unknown;
}

export interface CommandQuery {
  readonly uuid?: string;
  readonly start: number;
  readonly end?: number;
  readonly order: "ascending" | "descending";
  readonly skip: number;
  readonly limit: number;
}

/** Cached commands, kept when they are over for the history. */
export class Commands {
  constructor(private readonly database: Database) {}

  put(command: Command): void {
    this.database.run(
      "INSERT INTO commands (uuid, device_id, created_at, send_status, record) VALUES (?, ?, ?, ?, ?) ON CONFLICT (uuid) DO UPDATE SET send_status = excluded.send_status, record = excluded.record",
      command.uuid,
      command.deviceId,
      command.createdAt,
      command.sendStatus,
      JSON.stringify(command),
    );
  }

  command(uuid: string): Command | undefined {
    const row = this.database.one("SELECT record FROM commands WHERE uuid = ?", uuid);
    return row === undefined ? undefined : commandOf(row);
  }

  /** Those of a device that are not over, the oldest first. */
  open(deviceId: string): readonly Command[] {
    return this.database
      .all(
        "SELECT record FROM commands WHERE device_id = ? AND send_status IN (1, 3) ORDER BY created_at, rowid",
        deviceId,
      )
      .map(commandOf);
  }

  /** Those of all devices that are not over. */
  allOpen(): readonly Command[] {
    return this.database.all("SELECT record FROM commands WHERE send_status IN (1, 3)").map(commandOf);
  }

  find(deviceId: string, query: CommandQuery): { readonly total: number; readonly commands: readonly Command[] } {
    const conditions = ["device_id = ?", "created_at >= ?", "created_at <= ?"];
    const values: Column[] = [deviceId, query.start, query.end ?? Number.MAX_SAFE_INTEGER];
    if (query.uuid !== undefined) {
      conditions.push("uuid = ?");
      values.push(query.uuid);
    }
    const where = conditions.join(" AND ");
    const direction = query.order === "ascending" ? "ASC" : "DESC";
    const total = Number(this.database.one(`SELECT count(*) AS n FROM commands WHERE ${where}`, ...values)?.["n"]);
    const rows = this.database.all(
      `SELECT record FROM commands WHERE ${where} ORDER BY created_at ${direction}, rowid ${direction} LIMIT ? OFFSET ?`,
      ...values,
      query.limit,
      query.skip,
    );
    return { total, commands: rows.map(commandOf) };
  }
}

const commandOf = (row: Row): Command => JSON.parse(String(row["record"])) as Command;
