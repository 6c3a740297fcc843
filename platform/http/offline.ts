import { randomUUID } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { confirmStatusNames } from "../application/confirm.js";
import { commandsKept } from "../application/commands.js";
import { type Command, SendStatus } from "../store/commands.js";
import type { Device } from "../store/records.js";
import { readBody } from "./body.js";
import type { Context } from "./context.js";
import { named, readTimeout } from "./device-call.js";
import { ApiError, Errno, succeeded } from "./errors.js";
import type { Fields } from "./fields.js";
import { type Operation, readOperation } from "./operation.js";
import { formatTime } from "./time.js";

type ByUuid = { Params: { uuid: string } };

/** Register, update and notify. */
const allTriggers = 7;
/** Results of a greater size are given piece by piece; so many characters each. */
const pieceLength = 1_024;

/** Cached commands: `/nbiot/offline` and `/nbiot/execute/offline`, their history and their cancellation. */
export function offlineRoutes(app: FastifyInstance, context: Context): void {
  const add = async (type: Operation["type"], request: FastifyRequest): Promise<unknown> => {
    const { query, device } = named(context, request);
    const content = type === "READ" ? {} : readBody(request, type === "EXECUTE" ? "allow" : "refuse");
    return succeeded({ uuid: addCommand(context, device, type, query, content) });
  };
  app.get("/nbiot/offline", (request) => add("READ", request));
  app.post("/nbiot/offline", (request) => add("WRITE", request));
  app.post("/nbiot/execute/offline", (request) => add("EXECUTE", request));
  app.get("/nbiot/offline/history", async (request) => succeeded(history(context, request)));
  app.get<ByUuid>("/nbiot/offline/history/:uuid", async (request) =>
    succeeded(details(commandOf(context, request, request.params.uuid))),
  );
  app.get<ByUuid>("/nbiot/offline/history/:uuid/piecewise", async (request) =>
    succeeded(pieces(commandOf(context, request, request.params.uuid))),
  );
  app.put("/nbiot/offline/cancel/all", async (request) => {
    const { device } = named(context, request);
    for (const command of context.store.commands.open(device.deviceId)) context.commands.cancel(command);
    return succeeded();
  });
  app.put<ByUuid>("/nbiot/offline/cancel/:uuid", async (request) => {
    const command = commandOf(context, request, request.params.uuid);
    if (!context.commands.cancel(command)) {
      throw new ApiError(Errno.parameter, "invalid parameter: uuid: the command does not wait any more");
    }
    return succeeded();
  });
}

function addCommand(
  context: Context,
  device: Device,
  type: Operation["type"],
  query: Fields,
  content: Readonly<Record<string, unknown>>,
): string {
  const operation = readOperation(type, query, () => content);
  query.flag("bin2hex");
  const now = Date.now();
  const validAt = query.time("valid_time") ?? now;
  const expiresAt = query.needed(query.time("expired_time"), "expired_time");
  if (expiresAt <= Math.max(validAt, now)) throw query.wrong("expired_time", "is not after valid_time and now");
  const { object, instance, resource } = operation.path;
  const command: Command = {
    uuid: randomUUID(),
    deviceId: device.deviceId,
    type,
    object,
    ...(instance === undefined ? {} : { instance }),
    ...(resource === undefined ? {} : { resource }),
    args: query.all(),
    ...(Object.keys(content).length === 0 ? {} : { content }),
    createdAt: now,
    validAt,
    expiresAt,
    timeout: readTimeout(context, query),
    triggers: query.integer("trigger_msg", 1, allTriggers) ?? allTriggers,
    remain: query.integer("retry", 0, 10) ?? 3,
    sendStatus: SendStatus.waiting,
  };
  if (!context.commands.add(command)) {
    throw new ApiError(Errno.limit, `platform limit hit: ${commandsKept} commands wait for this device`);
  }
  return command.uuid;
}

function commandOf(context: Context, request: FastifyRequest, uuid: string): Command {
  const { device } = named(context, request);
  const command = context.store.commands.command(uuid);
  if (command?.deviceId !== device.deviceId) {
    throw new ApiError(Errno.parameter, "invalid parameter: uuid: the device has no such command");
  }
  return command;
}

function history(context: Context, request: FastifyRequest): unknown {
  const { query, device } = named(context, request);
  const [page, perPage] = [query.integer("page", 1, 1_000_000) ?? 1, query.integer("per_page", 1, 100) ?? 30];
  const [uuid, end] = [query.text("uuid"), query.time("end")];
  const sort = query.text("sort")?.toUpperCase() ?? "DESC";
  if (sort !== "ASC" && sort !== "DESC") throw query.wrong("sort", "is neither ASC nor DESC");
  const { total, commands } = context.store.commands.find(device.deviceId, {
    start: query.needed(query.time("start"), "start"),
    order: sort === "ASC" ? "ascending" : "descending",
    skip: (page - 1) * perPage,
    limit: perPage,
    ...(uuid === undefined ? {} : { uuid }),
    ...(end === undefined ? {} : { end }),
  });
  const items = commands.map((command) => ({ cmd_uuid: command.uuid, ...brief(command), imei: device.imei }));
  return { total_count: total, items };
}

function brief(command: Command): Record<string, unknown> {
  const { sentAt, confirmedAt, confirmStatus } = command;
  return {
    type: command.type,
    create_time: formatTime(command.createdAt),
    valid_time: formatTime(command.validAt),
    expired_time: formatTime(command.expiresAt),
    ...(sentAt === undefined ? {} : { send_time: formatTime(sentAt) }),
    trigger_msg: command.triggers,
    send_status: command.sendStatus,
    ...(confirmedAt === undefined ? {} : { confirm_time: formatTime(confirmedAt) }),
    ...(confirmStatus === undefined ? {} : { confirm_status: confirmStatusNames[confirmStatus] }),
    remain: String(command.remain),
  };
}

function details(command: Command): unknown {
  const { args, content = {}, result } = command;
  return {
    ...brief(command),
    imei: args["imei"],
    args,
    content,
    ...(result === undefined ? {} : { cmd_result: result }),
    feedback_msg: [],
  };
}

/** The result as text in pieces, for results that are too long for one reply. */
function pieces(command: Command): unknown {
  const text = command.result === undefined ? "" : JSON.stringify(command.result);
  const count = Math.ceil(text.length / pieceLength);
  const part = (index: number): string => text.slice(index * pieceLength, (index + 1) * pieceLength);
  return { total_count: count, items: Array.from({ length: count }, (_, index) => ({ index, content: part(index) })) };
}
