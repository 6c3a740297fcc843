import type { Device } from "../store/records.js";
import { readBootstrapConfig } from "./bootstrap-config.js";
import { Errno } from "./errors.js";
import { Fields } from "./fields.js";
import { isImei, isImsi } from "./identity.js";
import { readBootstrap } from "./products.js";

/** What a body says of a device; what it leaves out is absent. */
export type DeviceFields = Partial<Omit<Device, "deviceId" | "productId" | "createdAt">>;

const mostTags = 32;
const mostOther = 4_096;

/** Reads the body of POST or PUT /devices. Throws the API's error 3, naming the field. */
export function readDevice(body: Readonly<Record<string, unknown>>): DeviceFields {
  const fields = new Fields(body, Errno.body);
  const identity = readIdentity(fields);
  const protocol = fields.text("protocol");
  if (protocol !== undefined && protocol.toUpperCase() !== "LWM2M") throw fields.wrong("protocol", "is not LWM2M");
  const title = fields.text("title", 64);
  if (title === "") throw fields.wrong("title", "is empty");
  return dropUndefined({
    title,
    ...identity,
    description: fields.text("desc"),
    tags: readTags(fields),
    location: readLocation(fields),
    isPrivate: fields.flag("private"),
    autoSubscribe: fields.flag("obsv"),
    authCode: readSecret(fields, "auth", 1, 16),
    psk: readSecret(fields, "psk", 8, 16),
    other: readOther(fields),
    chip: readChip(fields, identity?.imei),
    bootstrap: readBootstrap(fields),
    bootstrapConfig: readBootstrapConfig(fields),
  });
}

function readIdentity(fields: Fields): { imei: string; imsi: string } | undefined {
  const info = fields.raw("auth_info");
  if (info === undefined) return undefined;
  const pairs = typeof info === "object" && info !== null && !Array.isArray(info) ? Object.entries(info) : [];
  const [pair] = pairs;
  if (pair === undefined || pairs.length !== 1) throw fields.wrong("auth_info", 'is not one pair {"<imei>":"<imsi>"}');
  const [imei, imsi] = pair as [string, unknown];
  if (!isImei(imei)) {
    throw fields.wrong("auth_info", "has no right IMEI: 15 digits with check digit, or 4 digits for a test device");
  }
  if (typeof imsi !== "string" || !isImsi(imsi)) throw fields.wrong("auth_info", "has no right IMSI: 1 to 15 digits");
  return { imei, imsi };
}

function readTags(fields: Fields): string[] | undefined {
  const tags = fields.raw("tags");
  if (tags === undefined) return undefined;
  const valid =
    Array.isArray(tags) && tags.length <= mostTags && tags.every((tag) => typeof tag === "string" && tag.length <= 64);
  if (!valid) throw fields.wrong("tags", `is not a list of at most ${mostTags} texts`);
  return tags as string[];
}

function readLocation(fields: Fields): unknown {
  const location = fields.raw("location");
  if (location === undefined) return undefined;
  const { lon, lat } = location as { lon?: unknown; lat?: unknown };
  const within = (value: unknown, most: number): boolean => typeof value === "number" && Math.abs(value) <= most;
  if (!within(lon, 180) || !within(lat, 90)) throw fields.wrong("location", "is not {lon, lat} in degrees");
  return location;
}

/** Letters and digits; "" is told as it is. */
export function readSecret(fields: Fields, name: string, least: number, most: number): string | undefined {
  const secret = fields.text(name);
  if (secret === undefined || secret === "") return secret;
  if (!/^[A-Za-z0-9]*$/.test(secret) || secret.length < least || secret.length > most) {
    throw fields.wrong(name, `is not ${least} to ${most} letters and digits`);
  }
  return secret;
}

function readOther(fields: Fields): unknown {
  const other = fields.raw("other");
  if (other !== undefined && JSON.stringify(other).length > mostOther) {
    throw fields.wrong("other", `is longer than ${mostOther} characters`);
  }
  return other;
}

function readChip(fields: Fields, imei: string | undefined): number | undefined {
  const chip = fields.integer("chip", 1, 6);
  if (chip !== undefined && imei?.length !== 4)
    throw fields.wrong("chip", "is for test devices, whose IMEI has 4 digits");
  return chip;
}

function dropUndefined(fields: { [K in keyof DeviceFields]: DeviceFields[K] | undefined }): DeviceFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as DeviceFields;
}
