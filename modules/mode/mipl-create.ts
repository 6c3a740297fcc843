import { hexText } from "../base/text.js";
import type { MiplProfile } from "../modem/profile.js";
import { configBlob } from "./mipl-blob.js";
import { CREATE_FLAGS } from "./mipl.js";

/** One of the commands that create the client inside the module. */
export interface CreationStep {
  readonly text: string;
  readonly answer?: string;
}

/** The server that the client inside the module is to speak to. */
export interface CreationServer {
  /** "host:port". */
  readonly server: string;
  /** True for the access server itself, false for a bootstrap server. */
  readonly direct: boolean;
}

/**
 * The command of that number; `undefined` past the last. First what the profile configures, then the creation: without
 * parameters, by a configuration blob in as many pieces as it needs, or by the host's name.
 */
export function creationStep(target: CreationServer, mipl: MiplProfile, index: number): CreationStep | undefined {
  const { config, create } = mipl;
  // The blob has the server in it.
  const before = create === "blob" ? 0 : config.length;
  if (index < before) return { text: configured(config[index] as string, target) };
  const piece = index - before;
  if (create === "blob") return blobPiece(target, mipl, piece);
  if (piece > 0) return undefined;
  if (create === "plain") return { text: "AT+MIPLCREATE", answer: "+MIPLCREATE" };
  const flag = target.direct ? CREATE_FLAGS.direct : CREATE_FLAGS.bootstrap;
  const host = mipl.hostQuoted ? `"${target.server}"` : target.server;
  return { text: `AT+MIPLCREATEEX=${host},${flag}`, answer: "+MIPLCREATEEX" };
}

/** The host of "host:port". */
export function hostOf(server: string): string {
  return server.slice(0, server.lastIndexOf(":"));
}

/** True when the module must be given an address: its commands take no name. */
export function wantsAddress({ create, config }: MiplProfile): boolean {
  return create !== "blob" && config.length > 0;
}

/** `<total bytes>,<hex>,<index>,<bytes>,<flag>`: the index counts down to 0; flag 1 is the first piece, 2 between, 0 last. */
function blobPiece(target: CreationServer, { blob }: MiplProfile, piece: number): CreationStep | undefined {
  const bytes = configBlob(target.server, !target.direct, blob);
  const total = bytes.length;
  const last = Math.ceil(total / blob.chunk) - 1;
  if (piece > last) return undefined;
  const part = bytes.subarray(piece * blob.chunk, (piece + 1) * blob.chunk);
  const flag = piece === last ? 0 : piece === 0 ? 1 : 2;
  const text = `AT+MIPLCREATE=${total},${hexText(part)},${last - piece},${part.length},${flag}`;
  return flag === 0 ? { text, answer: "+MIPLCREATE" } : { text };
}

function configured(text: string, { server, direct }: CreationServer): string {
  const colon = server.lastIndexOf(":");
  let line = text.split("{bootstrap}").join(direct ? "0" : "1");
  line = line.split("{host}").join(server.slice(0, colon));
  return line.split("{port}").join(server.slice(colon + 1));
}
