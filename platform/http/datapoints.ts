import type { FastifyInstance, FastifyRequest } from "fastify";
import type { DataPoint, DataStream, Device } from "../store/records.js";
import { type Context, authorized, deviceById } from "./context.js";
import { ApiError, Errno, succeeded } from "./errors.js";
import { queryOf } from "./devices.js";
import type { Fields } from "./fields.js";
import { formatTime, parseTime } from "./time.js";

const usualLimit = 100;
const mostLimit = 6_000;

type ById = { Params: { id: string } };
type ByStream = { Params: { id: string; stream: string } };

/** `/devices/{id}/datastreams` and `/datapoints`: the current and the past values of a device. */
export function datapointRoutes(app: FastifyInstance, context: Context): void {
  app.get<ById>("/devices/:id/datastreams", async (request) => {
    const device = deviceById(context, authorized(context, request), request.params.id);
    return succeeded(selectedStreams(context, device, queryOf(request).text("datastream_ids", 8_192)).map(streamJson));
  });
  app.get<ByStream>("/devices/:id/datastreams/:stream", async (request) => {
    const device = deviceById(context, authorized(context, request), request.params.id);
    const stream = context.store.dataStream(device.deviceId, request.params.stream);
    if (stream === undefined)
      throw new ApiError(Errno.parameter, "invalid parameter: the device has no such datastream");
    return succeeded(streamJson(stream));
  });
  app.get<ById>("/devices/:id/datapoints", async (request) => {
    const device = deviceById(context, authorized(context, request), request.params.id);
    return succeeded(datapoints(context, device, request));
  });
}

export function streamJson(stream: DataStream): Record<string, unknown> {
  const last = stream.points[stream.points.length - 1];
  return {
    id: stream.id,
    create_time: formatTime(stream.createdAt),
    update_at: last === undefined ? undefined : formatTime(last.at, "milliseconds"),
    current_value: last?.value,
  };
}

function selectedStreams(context: Context, device: Device, ids: string | undefined): readonly DataStream[] {
  const streams = context.store.dataStreams(device.deviceId);
  const wanted = ids?.split(",");
  return wanted === undefined ? streams : streams.filter((stream) => wanted.includes(stream.id));
}

interface Found {
  readonly stream: string;
  readonly point: DataPoint;
}

/**
 * Data points in the order of time. With a start they are the first ones from there, without one the newest; what is
 * left over is fetched with the cursor.
 */
function datapoints(context: Context, device: Device, request: FastifyRequest): unknown {
  const query = queryOf(request);
  const limit = query.integer("limit", 1, mostLimit) ?? usualLimit;
  const order = readOrder(query);
  const { start, end } = readSpan(query);
  const cursor = query.integer("cursor", 0, Number.MAX_SAFE_INTEGER);
  const descending = order === "DESC";
  const found = selectedStreams(context, device, query.text("datastream_id", 8_192))
    .flatMap((stream) => stream.points.map((point): Found => ({ stream: stream.id, point })))
    .filter(({ point }) => point.at >= (start ?? 0) && point.at < (end ?? Infinity))
    .filter(({ point }) => cursor === undefined || (descending ? point.sequence < cursor : point.sequence > cursor))
    .sort((a, b) => (descending ? b.point.sequence - a.point.sequence : a.point.sequence - b.point.sequence));
  const newest = start === undefined && cursor === undefined && !descending;
  const page = newest ? found.slice(-limit) : found.slice(0, limit);
  const isMore = !newest && found.length > page.length;
  return {
    count: page.length,
    ...(isMore ? { cursor: String(page[page.length - 1]?.point.sequence) } : {}),
    datastreams: groupByStream(page),
  };
}

function readOrder(query: Fields): "ASC" | "DESC" {
  const sort = query.text("sort")?.toUpperCase() ?? "ASC";
  if (sort !== "ASC" && sort !== "DESC") throw query.wrong("sort", "is neither ASC nor DESC");
  return sort;
}

/** From start to end, or `duration` seconds from the start on, or up to the end. */
function readSpan(query: Fields): { start: number | undefined; end: number | undefined } {
  const [start, end] = [readTime(query, "start"), readTime(query, "end")];
  const duration = query.integer("duration", 1, 366 * 86_400);
  if (start !== undefined && end !== undefined && end < start) throw query.wrong("end", "is before start");
  if (duration === undefined) return { start, end };
  if (start !== undefined) return { start, end: end ?? start + duration * 1_000 };
  return { start: (end ?? Date.now()) - duration * 1_000, end };
}

function readTime(query: Fields, name: string): number | undefined {
  const text = query.text(name);
  if (text === undefined) return undefined;
  const at = parseTime(text);
  if (at === undefined) throw query.wrong(name, "is not a time YYYY-MM-DDTHH:MM:SS");
  return at;
}

function groupByStream(found: readonly Found[]): unknown[] {
  const groups = new Map<string, { at: string; value: unknown }[]>();
  for (const { stream, point } of found) {
    const group = groups.get(stream) ?? [];
    group.push({ at: formatTime(point.at, "milliseconds"), value: point.value });
    groups.set(stream, group);
  }
  return [...groups].map(([id, points]) => ({ id, datapoints: points }));
}
