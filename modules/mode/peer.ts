/** Numbers of the servers towards CoAP: the bootstrap server, the first access server; further ones count on from it. */
export const Peer = Object.freeze({ bootstrap: 0, access: 1 } as const);

/** Who asks something of the device: which peer, and its short server id (OMA LwM2M 1.0 appendix E.1) if it is known. */
export interface Sender {
  readonly peer: number;
  readonly server: number | undefined;
}
