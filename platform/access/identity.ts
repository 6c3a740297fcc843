import { createHash, timingSafeEqual } from "node:crypto";
import type { Message } from "../coap/message.js";
import { findOption, uriQuery } from "../coap/options.js";
import type { BootstrapKind, Device } from "../store/records.js";
import type { Store } from "../store/store.js";

/**
 * The device that a message names by `ep=<imei>;<imsi>`, whether or not it may come in. A device that is not
 * bootstrapped as OneNET does may also use the names of OMA LwM2M 1.0 clause 6.2.1: `urn:imei:…` and `urn:imei-imsi:…-…`.
 */
export function namedDevice(store: Store, message: Message): Device | undefined {
  const name = uriQuery(message).get("ep");
  if (name === undefined) return undefined;
  const match = /^(\d+);(\d+)$/.exec(name) ?? /^urn:imei-imsi:(\d+)-(\d+)$/.exec(name) ?? /^urn:imei:(\d+)$/.exec(name);
  const device = store.deviceByImei(match?.[1] ?? "");
  if (device === undefined || (match?.[2] ?? device.imsi) !== device.imsi) return undefined;
  return name.startsWith("urn:") && bootstrapKind(store, device) === "onenet" ? undefined : device;
}

/** True unless the device has an authorization code and the message does not carry it. */
export function isAuthorized(device: Device, message: Message): boolean {
  if (device.authCode === undefined) return true;
  return secretsEqual(findOption(message, "Auth-Code")?.toString("utf8") ?? "", device.authCode);
}

/** How the device is bootstrapped, by its own setting or its product's. */
export function bootstrapKind(store: Store, device: Device): BootstrapKind {
  return device.bootstrap ?? store.product(device.productId)?.bootstrap ?? "onenet";
}

/** Compares in a time that does not tell where two secrets differ, nor how long they are. */
export function secretsEqual(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text, "utf8").digest();
  return timingSafeEqual(digest(a), digest(b));
}
