import type { FastifyInstance } from "fastify";
import { isHttpUrl } from "../application/post.js";
import { checkUrl } from "../application/pusher.js";
import { isAesKey, isPushToken } from "../application/signature.js";
import type { Push } from "../store/settings.js";
import { authorizedMaster } from "./authorization.js";
import { readBody } from "./body.js";
import type { Context } from "./context.js";
import { ApiError, Errno, succeeded } from "./errors.js";
import { Fields } from "./fields.js";

const mostBatch = 100;

/** `/push`: a path of our own, as OneNET configures pushes on a page alone. One push a product. */
export function pushRoutes(app: FastifyInstance, context: Context): void {
  const { store, pusher } = context;
  app.get("/push", async (request) => {
    const { productId } = authorizedMaster(context, request);
    return succeeded(pushJson(context, productId, store.settings.push(productId)));
  });
  app.put("/push", async (request) => {
    const { productId } = authorizedMaster(context, request);
    pusher.configure(readPush(readBody(request), productId, store.settings.push(productId)));
    return succeeded(pushJson(context, productId, store.settings.push(productId)));
  });
  app.delete("/push", async (request) => {
    pusher.forget(authorizedMaster(context, request).productId);
    return succeeded();
  });
  app.post("/push/check", async (request) => {
    const { productId } = authorizedMaster(context, request);
    const push = store.settings.push(productId);
    if (push === undefined) throw new ApiError(Errno.parameter, "invalid parameter: the product has no push");
    const why = await checkUrl(push.url, push.token);
    return succeeded(why === undefined ? { ok: true } : { ok: false, why });
  });
}

/** What the body leaves out stays as it was. */
function readPush(body: Readonly<Record<string, unknown>>, productId: string, before: Push | undefined): Push {
  const fields = new Fields(body, Errno.body);
  const url = fields.needed(fields.text("url", 1_024) ?? before?.url, "url");
  if (!isHttpUrl(url)) throw fields.wrong("url", "is not an address http://… or https://… without user name");
  const token = fields.needed(fields.text("token", 64) ?? before?.token, "token");
  if (!isPushToken(token)) throw fields.wrong("token", "is not 3 to 32 letters, digits, _ or -");
  const aesKey = fields.text("aes_key", 64) ?? before?.aesKey ?? "";
  if (aesKey !== "" && !isAesKey(aesKey)) throw fields.wrong("aes_key", "is not 43 characters of base64");
  const form = fields.text("form") ?? before?.form ?? "older";
  if (form !== "older" && form !== "newer") throw fields.wrong("form", "is neither older nor newer");
  const batch = fields.integer("batch", 1, mostBatch) ?? before?.batch ?? 1;
  const enabled = fields.flag("enabled") ?? before?.enabled ?? true;
  return { productId, url, token, form, batch, enabled, ...(aesKey === "" ? {} : { aesKey }) };
}

/** The settings and how it fares; null if there is no push. */
function pushJson(context: Context, productId: string, push: Push | undefined): unknown {
  if (push === undefined) return null;
  const state = context.pusher.state(productId);
  return {
    url: push.url,
    token: push.token,
    has_aes_key: push.aesKey !== undefined,
    form: push.form,
    batch: push.batch,
    enabled: push.enabled,
    state: state?.name ?? "off",
    failures: state?.failures ?? 0,
    sent: state?.sent ?? 0,
    lost: state?.lost ?? 0,
    pending: state?.pending ?? 0,
    ...(state?.lastError === undefined ? {} : { last_error: state.lastError }),
  };
}
