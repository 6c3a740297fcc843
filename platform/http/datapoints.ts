import type { FastifyInstance, FastifyRequest } from "fastify";
import type { FoundPoint, Place, PointQuery } from "../store/data-points.js";
import type { DataStream, Device } from "../store/records.js";
import { authorized } from "./authorization.js";
import { type Context, deviceById } from "./context.js";
import { ApiError, Errno, succeeded } from "./errors.js";
import { type Fields, queryOf } from "./fields.js";
import { formatTime } from "./time.js";

const usualLimit = 100;
const mostLimit = 6_000;

type ById = { Params: { id: string } };
type ByStream = { Params: { id: string; stream: string } };

/** `/devices/{id}/datastreams` and `/datapoints`: the current and the past values of a device. */
export function datapointRoutes(app: FastifyInstance, context: Context): void {
  const { points } = context.store;
  app.get<ById>("/devices/:id/datastreams", async (request) => {
    const device = deviceById(context, authorized(context, request), request.params.id);
    const wanted = readIds(queryOf(request), "datastream_ids");
    const streams = points.streams(device.deviceId).filter(({ id }) => wanted === undefined || wanted.includes(id));
    return succeeded(streams.map(streamJson));
  });
  app.get<ByStream>("/devices/:id/datastreams/:stream", async (request) => {
    const device = deviceById(context, authorized(context, request), request.params.id);
    const stream = points.stream(device.deviceId, request.params.stream);
    if (stream === undefined)
      throw new ApiError(Errno.parameter, "invalid parameter: the device has no such datastream");
    return succeeded(streamJson(stream));
  });
  app.get<ById>("/devices/:id/datapoints", async (request) => {
    const device = deviceById(context, authorized(context, request), request.params.id);
    return succeeded(datapoints(context, device, request));
  });
}

export const streamJson = (stream: DataStream): Record<string, unknown> => ({
  id: stream.id,
  uuid: stream.uuid,
  create_time: formatTime(stream.createdAt),
  update_at: formatTime(stream.updatedAt, "milliseconds"),
  current_value: stream.value,
});

/**
 * Data points in the order of time. With a start they are the first ones from there, without one the newest; what is
 * left over is fetched with the cursor.
 */
function datapoints(context: Context, device: Device, request: FastifyRequest): unknown {
  const query = queryOf(request);
  const limit = query.integer("limit", 1, mostLimit) ?? usualLimit;
  const sort = readOrder(query);
  const span = readSpan(query);
  const after = readCursor(query);
  const streams = readIds(query, "datastream_id");
  const isNewest = sort === "ascending" && span.start === undefined && after === undefined;
  const found = context.store.points.find(device.deviceId, {
    limit,
    order: isNewest ? "descending" : sort,
    ...span,
    ...(streams === undefined ? {} : { streams }),
    ...(after === undefined ? {} : { after }),
  });
  const page = isNewest ? [...found.points].reverse() : found.points;
  const cursor = found.more === undefined || isNewest ? {} : { cursor: `${found.more.at}_${found.more.sequence}` };
  return { count: page.length, ...cursor, datastreams: groupByStream(page) };
}

const readIds = (query: Fields, name: string): string[] | undefined => query.text(name, 8_192)?.split(",");

function readOrder(query: Fields): PointQuery["order"] {
  const sort = query.text("sort")?.toUpperCase() ?? "ASC";
  if (sort !== "ASC" && sort !== "DESC") throw query.wrong("sort", "is neither ASC nor DESC");
  return sort === "ASC" ? "ascending" : "descending";
}

/** A cursor is the place of the last data point that was given out. */
function readCursor(query: Fields): Place | undefined {
  const text = query.text("cursor", 64);
  if (text === undefined) return undefined;
  const match = /^(\d{1,15})_(\d{1,15})$/.exec(text);
  if (match === null) throw query.wrong("cursor", "is not one of a reply");
  return { at: Number(match[1]), sequence: Number(match[2]) };
}

/** From start to end, or `duration` seconds from the start on, or up to the end. */
function readSpan(query: Fields): { readonly start?: number; readonly end?: number } {
  const [start, end] = [query.time("start"), query.time("end")];
  const duration = query.integer("duration", 1, 366 * 86_400);
  if (start !== undefined && end !== undefined && end < start) throw query.wrong("end", "is before start");
  const from = start ?? (duration === undefined ? undefined : (end ?? Date.now()) - duration * 1_000);
  const to = end ?? (start === undefined || duration === undefined ? undefined : start + duration * 1_000);
  return { ...(from === undefined ? {} : { start: from }), ...(to === undefined ? {} : { end: to }) };
}

function groupByStream(found: readonly FoundPoint[]): unknown[] {
  const groups = new Map<string, { at: string; value: unknown }[]>();
  for (const { stream, at, value } of found) {
    const group = groups.get(stream) ?? [];
    group.push({ at: formatTime(at, "milliseconds"), value });
    groups.set(stream, group);
  }
  return [...groups].map(([id, points]) => ({ id, datapoints: points }));
}
