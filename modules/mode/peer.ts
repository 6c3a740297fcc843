/** Numbers of the two servers towards CoAP. */
export const Peer = Object.freeze({ bootstrap: 0, access: 1 } as const);

/** Which of the two servers. */
export type Peer = (typeof Peer)[keyof typeof Peer];
