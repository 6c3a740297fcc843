// Made from 0-1_1.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 0, version 1.1, of the OMA LwM2M registry. */
export const Lwm2mSecurity11 = freeze({
  id: 0,
  name: "LWM2M Security",
  version: "1.1",
  enabler: "1.1",
  multiple: true,
  mandatory: true,
  resources: {
    lwm2mServerUri: { id: 0, type: "string", access: "", mandatory: true, range: [0, 255] },
    bootstrapServer: { id: 1, type: "boolean", access: "", mandatory: true },
    securityMode: { id: 2, type: "integer", access: "", mandatory: true, range: [0, 4] },
    publicKeyOrIdentity: { id: 3, type: "opaque", access: "", mandatory: true },
    serverPublicKey: { id: 4, type: "opaque", access: "", mandatory: true },
    secretKey: { id: 5, type: "opaque", access: "", mandatory: true },
    smsSecurityMode: { id: 6, type: "integer", access: "", range: [0, 255] },
    smsBindingKeyParameters: { id: 7, type: "opaque", access: "", oneOf: [6] },
    smsBindingSecretKeys: { id: 8, type: "opaque", access: "", oneOf: [16, 32, 48] },
    lwm2mServerSmsNumber: { id: 9, type: "string", access: "" },
    shortServerId: { id: 10, type: "integer", access: "", range: [1, 65534] },
    clientHoldOffTime: { id: 11, type: "integer", access: "", units: "s" },
    bootstrapServerAccountTimeout: { id: 12, type: "integer", access: "", units: "s" },
    matchingType: { id: 13, type: "unsigned", access: "", range: [0, 3], units: "s" },
    sni: { id: 14, type: "string", access: "" },
    certificateUsage: { id: 15, type: "unsigned", access: "", range: [0, 3], units: "s" },
    dtlsTlsCiphersuite: { id: 16, type: "unsigned", access: "", multiple: true },
    oscoreSecurityMode: { id: 17, type: "objlink", access: "" },
  },
} as const satisfies ObjectModel);
