/** Message codes, written class.detail as in RFC 7252 12.1, 7959 2.9, 8132 and OMA LwM2M 1.0 clause 8. */
export const Code = {
  empty: "0.00",
  get: "0.01",
  post: "0.02",
  put: "0.03",
  delete: "0.04",
  fetch: "0.05",
  iPatch: "0.07",
  created: "2.01",
  deleted: "2.02",
  valid: "2.03",
  changed: "2.04",
  content: "2.05",
  continue: "2.31",
  badRequest: "4.00",
  unauthorized: "4.01",
  badOption: "4.02",
  forbidden: "4.03",
  notFound: "4.04",
  methodNotAllowed: "4.05",
  notAcceptable: "4.06",
  entityIncomplete: "4.08",
  preconditionFailed: "4.12",
  entityTooLarge: "4.13",
  unsupportedFormat: "4.15",
  internalError: "5.00",
  notImplemented: "5.01",
  badGateway: "5.02",
  unavailable: "5.03",
  gatewayTimeout: "5.04",
  proxyingNotSupported: "5.05",
} as const;

/** What a person calls each code. A code that is not here is shown by its number alone. */
export const codeNames: Readonly<Record<string, string>> = {
  "0.00": "empty",
  "0.01": "GET",
  "0.02": "POST",
  "0.03": "PUT",
  "0.04": "DELETE",
  "0.05": "FETCH",
  "0.06": "PATCH",
  "0.07": "iPATCH",
  "2.01": "created",
  "2.02": "deleted",
  "2.03": "valid",
  "2.04": "changed",
  "2.05": "content",
  "2.31": "continue",
  "4.00": "bad request",
  "4.01": "unauthorized",
  "4.02": "bad option",
  "4.03": "forbidden",
  "4.04": "not found",
  "4.05": "method not allowed",
  "4.06": "not acceptable",
  "4.08": "request entity incomplete",
  "4.12": "precondition failed",
  "4.13": "request entity too large",
  "4.15": "unsupported format",
  "5.00": "internal error",
  "5.01": "not implemented",
  "5.02": "bad gateway",
  "5.03": "service unavailable",
  "5.04": "gateway timeout",
  "5.05": "proxying not supported",
};

/** Option numbers by the names that the packet codec gives them (RFC 7252 12.2 and the IANA registry). */
export const optionNumbers = {
  "If-Match": 1,
  "Uri-Host": 3,
  ETag: 4,
  "If-None-Match": 5,
  Observe: 6,
  "Uri-Port": 7,
  "Location-Path": 8,
  OSCORE: 9,
  "Uri-Path": 11,
  "Content-Format": 12,
  "Max-Age": 14,
  "Uri-Query": 15,
  "Hop-Limit": 16,
  Accept: 17,
  "Q-Block1": 19,
  "Location-Query": 20,
  Block2: 23,
  Block1: 27,
  Size2: 28,
  "Q-Block2": 31,
  "Proxy-Uri": 35,
  "Proxy-Scheme": 39,
  Size1: 60,
  /** OneNET's private option: the authorization code of a device, 1 to 270 bytes of text. */
  "Auth-Code": 63,
  "No-Response": 258,
  "OCF-Accept-Content-Format-Version": 2049,
  "OCF-Content-Format-Version": 2053,
} as const;

export type OptionName = keyof typeof optionNumbers;

/** Content formats (RFC 7252 12.3; OMA LwM2M 1.0 table 6.4-1; the 154x numbers are those of the drafts before it). */
export const ContentFormat = {
  text: 0,
  link: 40,
  opaque: 42,
  cbor: 60,
  senmlJson: 110,
  senmlCbor: 112,
  /** The requests of composite operations from OMA LwM2M 1.2 on (RFC 8790). */
  senmlEtchJson: 320,
  senmlEtchCbor: 322,
  draftTlv: 1542,
  draftJson: 1543,
  tlv: 11542,
  json: 11543,
  /** Of OMA LwM2M 1.2. */
  lwm2mCbor: 11544,
} as const;

export const contentFormatNames: Readonly<Record<number, string>> = {
  0: "text",
  40: "link",
  42: "opaque",
  60: "CBOR",
  110: "SenML JSON",
  112: "SenML CBOR",
  320: "SenML-ETCH JSON",
  322: "SenML-ETCH CBOR",
  1542: "TLV",
  11542: "TLV",
  1543: "JSON",
  11543: "JSON",
  11544: "LwM2M CBOR",
};

/** Transmission parameters in milliseconds (RFC 7252 4.8 and 4.8.2). */
export interface Timing {
  /** ACK_TIMEOUT */
  readonly ackTimeout: number;
  /** ACK_RANDOM_FACTOR */
  readonly ackRandomFactor: number;
  /** MAX_RETRANSMIT */
  readonly maxRetransmit: number;
  /** MAX_TRANSMIT_WAIT: how long an answer is awaited when the caller names no time. */
  readonly maxTransmitWait: number;
  /** EXCHANGE_LIFETIME: how long a confirmable message id is remembered. */
  readonly exchangeLifetime: number;
  /** NON_LIFETIME: the same for a non-confirmable one. */
  readonly nonLifetime: number;
}

export const defaultTiming: Timing = {
  ackTimeout: 2_000,
  ackRandomFactor: 1.5,
  maxRetransmit: 4,
  maxTransmitWait: 93_000,
  exchangeLifetime: 247_000,
  nonLifetime: 145_000,
};
