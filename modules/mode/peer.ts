/**
 * Numbers of the servers towards CoAP: the bootstrap server, the first access server, from which further ones count on, and
 * behind the last of those a server that is being left.
 */
export const Peer = Object.freeze({ bootstrap: 0, access: 1, leaving: 5 } as const);

/** Who asks something of the device: which peer, and its short server id (OMA LwM2M 1.0 appendix E.1) if it is known. */
export interface Sender {
  readonly peer: number;
  readonly server: number | undefined;
}
