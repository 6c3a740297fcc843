import type { LwM2mObject } from "./object.js";
import type { Version } from "./version.js";

/**
 * Objects in the versions that go with each version of LwM2M, for a device that speaks a newer one with one server and an
 * older one with another. Whatever the version, the instances and their states are the same.
 */
export interface Editions {
  /** An object as this version of LwM2M has it; as the device's newest has it, if this one is newer. */
  of(object: LwM2mObject, version: Version): LwM2mObject;
  /** An object as the server with this short id knows it, by the version that it speaks. */
  seenBy(server: number, object: LwM2mObject): LwM2mObject;
}
