import { type FileHandle, open } from "node:fs/promises";
import { readTextFile, writeFileAtomically } from "./atomic.js";
import type { DataPoint, DataStream, DataValue } from "./records.js";
import { StoreError } from "./store.js";

/** The newest so many data points of a stream are kept; as many as one query may ask for. */
export const pointsKept = 6_000;
/** A device has at most so many streams; values of further ones are not kept. */
export const streamsKept = 2_000;

interface Stream {
  readonly id: string;
  readonly createdAt: number;
  readonly points: DataPoint[];
}

/** One line of the file: sequence, device, stream, time, value. */
type Line = [number, string, string, number, DataValue];

/** The data points of all devices: in memory, and appended line by line to a file that is made compact at the start. */
export class DataLog {
  readonly #devices = new Map<string, Map<string, Stream>>();
  #sequence = 0;
  #pending: string[] = [];
  #writing: Promise<void> | undefined;

  static async open(path: string, log: (line: string) => void): Promise<DataLog> {
    const data = new DataLog(path, log);
    data.#load((await readTextFile(path)) ?? "");
    try {
      await writeFileAtomically(path, data.#text());
      data.#file = await open(path, "a", 0o600);
    } catch (error) {
      throw new StoreError(`cannot write ${path}: ${(error as Error).message}`);
    }
    return data;
  }

  #file: FileHandle | undefined;

  private constructor(
    private readonly path: string,
    private readonly log: (line: string) => void,
  ) {}

  add(deviceId: string, stream: string, at: number, value: DataValue): DataPoint {
    this.#sequence += 1;
    const point = { sequence: this.#sequence, at, value };
    if (!this.#keep(deviceId, stream, point)) return point;
    this.#pending.push(line([point.sequence, deviceId, stream, at, value]));
    this.#writing ??= this.#drain();
    return point;
  }

  streams(deviceId: string): readonly DataStream[] {
    return [...(this.#devices.get(deviceId)?.values() ?? [])];
  }

  stream(deviceId: string, stream: string): DataStream | undefined {
    return this.#devices.get(deviceId)?.get(stream);
  }

  /** The file forgets the device when it is next made compact. */
  delete(deviceId: string): void {
    this.#devices.delete(deviceId);
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#file?.close();
    this.#file = undefined;
  }

  /** Keeps only the devices that are still there. */
  retain(isKnown: (deviceId: string) => boolean): void {
    for (const deviceId of this.#devices.keys()) if (!isKnown(deviceId)) this.#devices.delete(deviceId);
  }

  #keep(deviceId: string, id: string, point: DataPoint): boolean {
    const streams = this.#devices.get(deviceId) ?? new Map<string, Stream>();
    this.#devices.set(deviceId, streams);
    const stream = streams.get(id) ?? { id, createdAt: point.at, points: [] };
    if (!streams.has(id) && streams.size >= streamsKept) return false;
    streams.set(id, stream);
    stream.points.push(point);
    if (stream.points.length > pointsKept) stream.points.shift();
    return true;
  }

  /** A last line that a power cut tore, or any other that is not one of ours, is passed over. */
  #load(text: string): void {
    for (const each of text.split("\n")) {
      const parsed = parseLine(each);
      if (parsed === undefined) continue;
      const [sequence, deviceId, stream, at, value] = parsed;
      this.#keep(deviceId, stream, { sequence, at, value });
      this.#sequence = Math.max(this.#sequence, sequence);
    }
  }

  #text(): string {
    const lines: string[] = [];
    for (const [deviceId, streams] of this.#devices) {
      for (const { id, points } of streams.values()) {
        for (const { sequence, at, value } of points) lines.push(line([sequence, deviceId, id, at, value]));
      }
    }
    return lines.join("");
  }

  async #drain(): Promise<void> {
    while (this.#pending.length > 0) {
      const text = this.#pending.join("");
      this.#pending = [];
      try {
        await this.#file?.appendFile(text, "utf8");
      } catch (error) {
        this.log(`cannot write ${this.path}: ${(error as Error).message}`);
      }
    }
    this.#writing = undefined;
  }
}

const line = (content: Line): string => `${JSON.stringify(content)}\n`;

function parseLine(text: string): Line | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (!Array.isArray(parsed) || parsed.length !== 5) return undefined;
    const [sequence, deviceId, stream, at] = parsed as unknown[];
    const valid =
      typeof sequence === "number" &&
      typeof deviceId === "string" &&
      typeof stream === "string" &&
      typeof at === "number";
    return valid ? (parsed as Line) : undefined;
  } catch {
    return undefined;
  }
}
