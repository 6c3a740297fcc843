import type { Events } from "../events.js";
import { type ObjectContent, contentJson } from "../lwm2m/content.js";
import type { Store } from "../store/store.js";

/** Keeps the values of a device as data points of now, all of them or none, and tells of each. */
export function keepValues(
  { store, events }: { readonly store: Store; readonly events: Events },
  deviceId: string,
  content: readonly ObjectContent[],
): void {
  const at = Date.now();
  store.transaction(() => {
    for (const { object, instances } of content) {
      for (const instance of instances) {
        for (const resource of instance.resources) {
          const stream = `${object}_${instance.id}_${resource.id}`;
          const value = contentJson(resource);
          const before = store.points.add(deviceId, stream, at, value);
          events.publish({ kind: "datapoint", deviceId, at, stream, value, before });
        }
      }
    }
  });
}
