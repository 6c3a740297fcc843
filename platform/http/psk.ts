import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Device } from "../store/records.js";
import { authorized } from "./authorization.js";
import { readBody } from "./body.js";
import { type Context, deviceByImei, deviceById } from "./context.js";
import { ApiError, Errno, succeeded } from "./errors.js";
import { Fields, queryOf } from "./fields.js";
import { named } from "./device-call.js";
import { readSecret } from "./device-body.js";

/** `/nbiot/device/psk` and `/nbiot/device/accpsk`: the keys of a device for bootstrap server and access server. */
export function pskRoutes(app: FastifyInstance, context: Context): void {
  app.get("/nbiot/device/psk", async (request) => succeeded(pskJson(deviceOf(context, request).psk)));
  app.put("/nbiot/device/psk", async (request) => {
    const { device } = named(context, request);
    put(context, { ...device, psk: readKey(request) });
    return succeeded();
  });
  app.get("/nbiot/device/accpsk", async (request) => {
    const { device } = named(context, request);
    return succeeded({ device_id: device.deviceId, ...pskJson(device.accessPsk) });
  });
  app.post("/nbiot/device/accpsk", async (request) => {
    const { device } = named(context, request);
    if (device.accessPsk !== undefined) {
      throw new ApiError(Errno.parameter, "invalid parameter: the device has a key already");
    }
    put(context, { ...device, accessPsk: readKey(request) });
    return succeeded();
  });
  app.put("/nbiot/device/accpsk", async (request) => {
    const { device } = named(context, request);
    put(context, { ...device, accessPsk: readKey(request) });
    return succeeded();
  });
}

const pskJson = (psk: string | undefined): Record<string, string> => (psk === undefined ? {} : { psk });

/** By `imei` or by `did`, just one of them. */
function deviceOf(context: Context, request: FastifyRequest): Device {
  const caller = authorized(context, request);
  const query = queryOf(request);
  const [imei, id] = [query.text("imei"), query.text("did")];
  if (imei !== undefined && id !== undefined) throw query.wrong("did", "excludes imei");
  return id === undefined ? deviceByImei(context, caller, query.needed(imei, "imei")) : deviceById(context, caller, id);
}

function readKey(request: FastifyRequest): string {
  const fields = new Fields(readBody(request), Errno.body);
  const key = fields.needed(readSecret(fields, "key", 8, 16), "key");
  if (key === "") throw fields.wrong("key", "is empty");
  return key;
}

function put(context: Context, device: Device): void {
  context.store.putDevice(device);
  context.access.refresh(device);
}
