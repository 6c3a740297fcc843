import { Esp32Host } from "hosts/esp32/host";
import { PreferenceStore } from "hosts/moddable/preference-store";

/** The place under the bare name `host`. Not preloaded, because it has a state. */
export const host = new Esp32Host(new PreferenceStore());
