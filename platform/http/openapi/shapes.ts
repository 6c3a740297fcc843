import { triggerTypes } from "../../store/settings.js";
import { type Schema, flag, id, integer, list, number, object, oneOf, text } from "./schema.js";
import { bootstrapConfig } from "./written.js";

export const time = text("YYYY-MM-DD HH:MM:SS, in the machine's time zone");
export const value: Schema = {
  description: "A value; resource instances are an object with their ids as names",
  type: ["string", "number", "boolean", "object"],
};

export const dataStream = object({
  id: text("<object>_<instance>_<resource>"),
  uuid: text(),
  create_time: time,
  update_at: time,
  current_value: value,
});

const location = object({ lon: number("degrees"), lat: number("degrees"), "ele?": number("metres") });
const authInfo: Schema = {
  type: "object",
  description: '{"<imei>":"<imsi>"}',
  additionalProperties: { type: "string" },
};

/** What a device is created with. */
export const deviceBody = object({
  title: text("1 to 64 characters", { minLength: 1, maxLength: 64 }),
  protocol: text("LWM2M"),
  auth_info: authInfo,
  "desc?": text(),
  "tags?": list({ type: "string" }),
  "location?": location,
  "private?": flag("default true"),
  "obsv?": flag("subscribe to everything after each registration; default true"),
  "auth?": text("authorization code of at most 16 letters and digits"),
  "psk?": text("8 to 16 letters and digits"),
  "other?": { description: "anything, at most 4096 characters as JSON" },
  "chip?": integer("of a test device, whose IMEI has 4 digits", 1, 6),
  "bootstrap?": oneOf(["onenet", "standard"], "a field of this platform's own; default: the product's"),
  "bootstrap_config?": bootstrapConfig,
});

export const deviceChange: Schema = { ...deviceBody, required: [] };

const briefDevice = {
  id: text(),
  title: text(),
  protocol: oneOf(["LWM2M"]),
  desc: text(),
  create_time: time,
  tags: list({ type: "string" }),
  "location?": { type: "object" },
  private: flag(),
  obsv: flag(),
  auth_info: authInfo,
  "other?": {},
  "chip?": integer(),
  bootstrap: oneOf(["onenet", "standard"]),
  online: flag(),
} as const;

export const device = object(briefDevice);

export const wholeDevice = object({
  ...briefDevice,
  "bootstrap_config?": bootstrapConfig,
  has_auth: flag(),
  has_psk: flag(),
  observe_status: flag("true once everything was subscribed to"),
  "registration?": object({
    lifetime: integer("seconds"),
    binding: text(),
    lwm2m: text(),
    queue_mode: flag(),
    registered_at: time,
    expires_at: time,
  }),
  keys: list(object({ title: text(), key: text() })),
  datastreams: list(dataStream),
});

export const points = object({
  count: integer(),
  "cursor?": text("for the next call, if there is more"),
  datastreams: list(object({ id: text(), datapoints: list(object({ at: time, value })) })),
});

const resource = object({
  res_id: id("resource"),
  "val?": value,
  "res_inst?": list(object({ res_inst_id: id("resource instance"), val: value })),
});

export const instances = list(object({ obj_inst_id: id("instance"), res: list(resource) }));

/** Of several objects, in the shape that a push of a cached command's result has. */
export const objects = list(object({ obj_id: id("object"), obj_inst: instances }));

export const discovered = list(object({ obj_inst_id: id("instance"), res_id: list(id("resource")) }));

export const resourceList = object({
  total_count: integer(),
  item: list(
    object({
      obj_id: id("object"),
      instances: list(object({ inst_id: id("instance"), resources: list(id("resource")) })),
    }),
  ),
});

export const uuid = object({ uuid: text() });

const sendStatus = oneOf([1, 2, 3, 4, 5, 6], "1 waiting, 2 cancelled, 3 sent, 4 expired, 5 success, 6 failed");

const commandFields = {
  type: oneOf(["READ", "WRITE", "EXECUTE"]),
  create_time: time,
  valid_time: time,
  expired_time: time,
  "send_time?": time,
  trigger_msg: integer("1 register, 2 update, 4 notify, or their sum", 1, 7),
  send_status: sendStatus,
  "confirm_time?": time,
  "confirm_status?": text("SUCCESS, TIME_OUT, NOT_FOUND …"),
  remain: text("tries that are left"),
  imei: text(),
} as const;

export const commandList = object({
  total_count: integer(),
  items: list(object({ cmd_uuid: text(), ...commandFields })),
});

export const command = object({
  ...commandFields,
  args: { type: "object" },
  content: { type: "object" },
  "cmd_result?": { description: "what the call at once would have given" },
  feedback_msg: list({}),
});

export const pieces = object({
  total_count: integer(),
  items: list(object({ index: integer(), content: text() })),
});

export const triggerBody = object({
  "title?": text(),
  url: text("http:// or https://"),
  type: oneOf(triggerTypes),
  "threshold?": {
    description: "a number; of in, out and inout {lolmt, uplmt}; of frozen and live seconds; of change nothing",
  },
  "ds_id?": text("<object>_<instance>_<resource>"),
  "dev_ids?": list({ type: ["string", "number"] }),
  "ds_uuids?": list({ type: "string" }),
});

export const trigger = object({
  id: integer(),
  title: text(),
  url: text(),
  type: oneOf(triggerTypes),
  "threshold?": {},
  invalid: flag("true once all that it watches is gone"),
  create_time: time,
  target_type: oneOf(["product", "device", "datastream"]),
  "ds_id?": text(),
  "dev_ids?": list({ type: "string" }),
  "ds_uuids?": list({ type: "string" }),
});

export const keyBody = object({
  title: text(),
  "permissions?": list(
    object({
      "resources?": list(object({ dev_id: text() }), "none: every device of the product"),
      "access_methods?": list(oneOf(["get", "put", "post", "delete"]), "none: all"),
    }),
  ),
});

export const key = object({ title: text(), key: text(), create_time: time, permissions: list({ type: "object" }) });

export const productBody = object({
  name: text("1 to 64 characters"),
  "desc?": text(),
  "protocol?": text("LWM2M"),
  "bootstrap?": oneOf(["onenet", "standard"], "how its devices are bootstrapped; default onenet"),
  "bootstrap_config?": bootstrapConfig,
});

export const product = object({
  user_id: text(),
  product_id: text(),
  name: text(),
  desc: text(),
  protocol: oneOf(["LWM2M"]),
  bootstrap: oneOf(["onenet", "standard"]),
  bootstrap_config: bootstrapConfig,
  master_key: text(),
  access_key: text("base64; signs Authorization tokens"),
  create_time: time,
  device_count: integer(),
});

export const pushBody = object({
  "url?": text("http:// or https://; needed the first time"),
  "token?": text("3 to 32 letters, digits, _ or -; needed the first time"),
  "aes_key?": text('43 characters of base64: messages are encrypted; "": not'),
  "form?": oneOf(["older", "newer"], "older: msg_signature and msg as object; newer: signature and msg as text"),
  "batch?": integer("messages in one request; above 1 they come as a list", 1, 100),
  "enabled?": flag(),
});

export const push: Schema = {
  ...object({
    url: text(),
    token: text(),
    has_aes_key: flag(),
    form: oneOf(["older", "newer"]),
    batch: integer(),
    enabled: flag(),
    state: oneOf(["off", "idle", "sending", "waiting", "stopped"], "waiting: for the next try; stopped: given up"),
    failures: integer("in a row"),
    sent: integer("messages, in this run"),
    lost: integer("messages that found no room"),
    pending: integer("messages that wait"),
    "last_error?": text(),
  }),
  type: ["object", "null"],
};

export const message = object({
  at: time,
  direction: oneOf(["received", "sent"], "as the platform sees it"),
  server: oneOf(["bootstrap", "access"]),
  type: oneOf(["CON", "NON", "ACK", "RST"]),
  code: text("such as 2.05"),
  id: integer("message id"),
  token: text("hex"),
  size: integer("bytes"),
  text: text("the message in words"),
  "values?": {
    type: "object",
    description: "decoded payload, by path such as /3303/0/5700",
    additionalProperties: value,
  },
});

export const objectModel = object({
  id: integer(),
  name: text(),
  multiple: flag("several instances"),
  resources: list(
    object({
      id: integer(),
      name: text(),
      access: text("R, W, RW, E or -"),
      type: text(),
      multiple: flag("several resource instances"),
      units: text(),
      "range?": list(number(), "least and greatest value; of a text or bytes the length"),
      "oneOf?": list(number(), "the only values, or lengths"),
      "names?": { type: "object", description: "of an enumeration", additionalProperties: { type: "string" } },
    }),
  ),
});

export const counters = object({
  bootstrap: { type: "object", additionalProperties: { type: "integer" } },
  access: { type: "object", additionalProperties: { type: "integer" } },
});
