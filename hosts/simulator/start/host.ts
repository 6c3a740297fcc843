import { PreferenceStore } from "hosts/moddable/preference-store";
import { SimulatorHost } from "hosts/simulator/host";

/** The place under the bare name `host`. Not preloaded, because it has a state. */
export const host = new SimulatorHost(new PreferenceStore());
