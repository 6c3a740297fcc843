import { randomUUID } from "node:crypto";
import type { Column, Database, Row } from "./database.js";
import type { DataPoint, DataStream, DataValue } from "./records.js";

/** The newest data points of a stream that are kept at the least; older ones go in steps. */
export const pointsKept = 20_000;
const pruneStep = 1_000;
/** A device has at most so many streams; values of further ones are not kept. */
export const streamsKept = 2_000;
/** Of removed devices so many points go at a time, so that nothing else waits for long. */
const sweepStep = 5_000;

export interface PointQuery {
  /** Ids of streams; undefined: all of the device. */
  readonly streams?: readonly string[];
  /** From this time on. */
  readonly start?: number;
  /** Before this time. */
  readonly end?: number;
  readonly order: "ascending" | "descending";
  /** Only what follows this one in the order of the query. */
  readonly after?: Place;
  readonly limit: number;
}

/** A data point's place in time: its sequence tells it from others of the same millisecond. */
export interface Place {
  readonly at: number;
  readonly sequence: number;
}

export interface FoundPoint extends DataPoint {
  readonly stream: string;
}

/** The data points of all devices, and the newest value of each stream. */
export class DataPoints {
  #sweeping: NodeJS.Immediate | undefined;

  constructor(private readonly database: Database) {
    this.#sweep();
  }

  /** Adds a data point. @returns the stream as it was before; undefined if it is a new one */
  add(deviceId: string, id: string, at: number, value: DataValue): DataStream | undefined {
    return this.database.transaction(() => {
      const row = this.database.one("SELECT * FROM streams WHERE device_id = ? AND id = ?", deviceId, id);
      const text = JSON.stringify(value);
      const stream = row === undefined ? this.#addStream(deviceId, id, at, text) : Number(row["stream"]);
      if (stream === undefined) return undefined;
      this.database.run("INSERT INTO points (stream, at, value) VALUES (?, ?, ?)", stream, at, text);
      if (row === undefined) return undefined;
      const points = this.#prune(stream, Number(row["points"]) + 1);
      this.database.run(
        "UPDATE streams SET updated_at = ?, value = ?, points = ? WHERE stream = ?",
        at,
        text,
        points,
        stream,
      );
      return streamOf(row);
    });
  }

  streams(deviceId: string): readonly DataStream[] {
    return this.database.all("SELECT * FROM streams WHERE device_id = ? ORDER BY stream", deviceId).map(streamOf);
  }

  stream(deviceId: string, id: string): DataStream | undefined {
    const row = this.database.one("SELECT * FROM streams WHERE device_id = ? AND id = ?", deviceId, id);
    return row === undefined ? undefined : streamOf(row);
  }

  /** Device and id of the stream with that uuid. */
  streamByUuid(uuid: string): { readonly deviceId: string; readonly id: string } | undefined {
    const row = this.database.one("SELECT device_id, id FROM streams WHERE uuid = ?", uuid);
    if (row === undefined || row["device_id"] === null) return undefined;
    return { deviceId: String(row["device_id"]), id: String(row["id"]) };
  }

  /** The first data points of the query in its order, `limit` of them, and the place of the last if there are more. */
  find(deviceId: string, query: PointQuery): { readonly points: readonly FoundPoint[]; readonly more?: Place } {
    const rows = this.database.all("SELECT stream, id FROM streams WHERE device_id = ?", deviceId);
    const wanted = rows.filter(({ id }) => query.streams === undefined || query.streams.includes(String(id)));
    const sign = query.order === "ascending" ? 1 : -1;
    const found = wanted
      .flatMap(({ stream, id }) => this.#first(Number(stream), String(id), query))
      .sort((a, b) => sign * (a.at - b.at || a.sequence - b.sequence));
    const points = found.slice(0, query.limit);
    const last = points[points.length - 1];
    return found.length > points.length && last !== undefined ? { points, more: last } : { points };
  }

  /** Lets go of the data of a device that is being removed; the points themselves go bit by bit. */
  forget(deviceId: string): void {
    this.database.run("UPDATE streams SET device_id = NULL WHERE device_id = ?", deviceId);
    this.#sweep();
  }

  close(): void {
    clearImmediate(this.#sweeping);
    this.#sweeping = undefined;
  }

  #addStream(deviceId: string, id: string, at: number, value: string): number | undefined {
    const count = this.database.one("SELECT count(*) AS n FROM streams WHERE device_id = ?", deviceId);
    if (Number(count?.["n"]) >= streamsKept) return undefined;
    const [row] = this.database.all(
      "INSERT INTO streams (device_id, id, uuid, created_at, updated_at, value, points) VALUES (?, ?, ?, ?, ?, ?, 1) RETURNING stream",
      deviceId,
      id,
      randomUUID(),
      at,
      at,
      value,
    );
    return Number(row?.["stream"]);
  }

  #prune(stream: number, points: number): number {
    if (points < pointsKept + pruneStep) return points;
    const oldest = "SELECT sequence FROM points WHERE stream = ? ORDER BY at, sequence LIMIT ?";
    return points - this.database.run(`DELETE FROM points WHERE sequence IN (${oldest})`, stream, pruneStep);
  }

  #first(stream: number, id: string, query: PointQuery): FoundPoint[] {
    const ascending = query.order === "ascending";
    const { start, end, after } = query;
    const conditions = ["stream = ?"];
    const values: Column[] = [stream];
    if (start !== undefined) push(conditions, values, "at >= ?", start);
    if (end !== undefined) push(conditions, values, "at < ?", end);
    const compare = ascending ? ">" : "<";
    if (after !== undefined) push(conditions, values, `(at, sequence) ${compare} (?, ?)`, after.at, after.sequence);
    const direction = ascending ? "ASC" : "DESC";
    const rows = this.database.all(
      `SELECT sequence, at, value FROM points WHERE ${conditions.join(" AND ")} ORDER BY at ${direction}, sequence ${direction} LIMIT ?`,
      ...values,
      query.limit + 1,
    );
    return rows.map((row) => ({
      stream: id,
      sequence: Number(row["sequence"]),
      at: Number(row["at"]),
      value: JSON.parse(String(row["value"])) as DataValue,
    }));
  }

  #sweep(): void {
    if (this.#sweeping !== undefined) return;
    const gone = this.database.one("SELECT stream FROM streams WHERE device_id IS NULL LIMIT 1")?.["stream"];
    if (gone === undefined) return;
    this.#sweeping = setImmediate(() => {
      this.#sweeping = undefined;
      const some = "SELECT sequence FROM points WHERE stream = ? LIMIT ?";
      const removed = this.database.run(`DELETE FROM points WHERE sequence IN (${some})`, Number(gone), sweepStep);
      if (removed < sweepStep) this.database.run("DELETE FROM streams WHERE stream = ?", Number(gone));
      this.#sweep();
    });
  }
}

function push(conditions: string[], values: Column[], condition: string, ...more: Column[]): void {
  conditions.push(condition);
  values.push(...more);
}

const streamOf = (row: Row): DataStream => ({
  id: String(row["id"]),
  uuid: String(row["uuid"]),
  createdAt: Number(row["created_at"]),
  updatedAt: Number(row["updated_at"]),
  value: JSON.parse(String(row["value"])) as DataValue,
});
