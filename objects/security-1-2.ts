import { defineObject, type Handlers } from "../modules/lwm2m/object.js";
import { Code } from "../modules/lwm2m/operation.js";
import { Lwm2mSecurity12 } from "./models/0-lwm2m-security-1-2.js";
import { securityHandlers, type SecurityState } from "./security.js";

/** Stands for no object in a link, and for no instance (OMA LwM2M 1.2 appendix C). */
const NOTHING = 65_535;

const handlers: Handlers<typeof Lwm2mSecurity12, SecurityState> = {
  ...securityHandlers,
  check: {
    // A server that wants OSCORE must not be spoken to without it: better no account than a bare one.
    oscoreSecurityMode: (_, link) =>
      link.object === NOTHING && link.instance === NOTHING ? undefined : Code.badRequest,
  },
  bootstrap: {
    ...securityHandlers.bootstrap,
    oscoreSecurityMode: () => undefined,
  },
};

/**
 * Object 0 with what later versions than 1.0 need: a link to OSCORE is refused. The other resources that they have brought
 * say how to do DTLS, TLS, MQTT, COSE and non-IP, none of which this device does: a bootstrap write leaves them out (OMA
 * LwM2M 1.1 clause 6.1.7.5).
 */
export const securityDefinition12 = defineObject(Lwm2mSecurity12, handlers);
