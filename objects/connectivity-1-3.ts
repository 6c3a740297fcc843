import { defineObject, type Handlers } from "../modules/lwm2m/object.js";
import { connectivityHandlers, type ConnectivityState } from "./connectivity.js";
import { ConnectivityMonitoring13 } from "./models/4-connectivity-monitoring-1-3.js";

const handlers: Handlers<typeof ConnectivityMonitoring13, ConnectivityState> = {
  read: {
    ...connectivityHandlers.read,
    signalSnr: (state) => state.snr,
    lac: (state) => state.area,
    coverageEnhancementLevel: (state) => state.coverage,
  },
};

/** Object 4 with all the resources that this firmware has, for the versions that know them. */
export const connectivityDefinition13 = defineObject(ConnectivityMonitoring13, handlers);
