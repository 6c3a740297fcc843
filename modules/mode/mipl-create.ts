import { hexText } from "../base/text.js";
import type { BlobProfile, MiplProfile } from "../modem/profile.js";
import { configBlob } from "./mipl-blob.js";
import { CREATE_FLAGS } from "./mipl.js";

/** One of the commands that create the client inside the module. */
export interface CreationStep {
  readonly text: string;
  readonly answer?: string;
  /** Milliseconds for its result, where that is not the usual time. */
  readonly within?: number;
  /** True if it holds what no log may show. */
  readonly secret?: boolean;
}

/** The server that the client inside the module is to speak to. */
export interface CreationServer {
  /** "host:port". */
  readonly server: string;
  /** True for the access server itself, false for a bootstrap server. */
  readonly direct: boolean;
  /** What the platform wants to hear with each registration; 1 to 16 letters and digits. */
  readonly auth?: string | undefined;
  /** The key of DTLS, in the module's own hands; 8 to 16 letters and digits. */
  readonly psk?: string | undefined;
}

/**
 * The command of that number; `undefined` past the last. First what the profile configures and the secrets, then the
 * creation: without parameters, by a configuration blob in as many pieces as it needs, or by the host's name.
 */
export function creationStep(target: CreationServer, mipl: MiplProfile, index: number): CreationStep | undefined {
  const { config, create } = mipl;
  // The blob has everything in it.
  if (create === "blob") return blobPiece(target, mipl, index);
  if (index < config.length) return { text: configured(config[index] as string, target) };
  const secrets = create === "plain" ? secretSteps(target) : NONE;
  const step = index - config.length;
  if (step < secrets.length) return secrets[step];
  if (step > secrets.length) return undefined;
  if (create === "plain") return { text: "AT+MIPLCREATE", answer: "+MIPLCREATE" };
  return byHost(target, mipl);
}

/** What there is no known way to tell this module, in words: of the auth code and the key where they are given. */
export function untellable({ auth, psk }: Pick<CreationServer, "auth" | "psk">, mipl: MiplProfile): string | undefined {
  const { create, config, blob } = mipl;
  const known = create === "host" || (create === "plain" ? config.length > 0 : blob.layout === "N3");
  if (known || (auth === undefined && psk === undefined)) return undefined;
  const how = create === "blob" ? `a blob of layout ${blob.layout}` : "a creation without AT+MIPLCONFIG";
  return `the settings auth and psk cannot be told to the module: ${how} has no known place for them`;
}

/** The host of "host:port". */
export function hostOf(server: string): string {
  return server.slice(0, server.lastIndexOf(":"));
}

/** True when the module must be given an address: its commands take no name. */
export function wantsAddress({ create, config }: MiplProfile): boolean {
  return create !== "blob" && config.length > 0;
}

/** `AT+MIPLCREATEEX=<host>,<flag>[,<auth code>,<key>]` (OneMO LwM2M user manual). */
function byHost({ server, direct, auth, psk }: CreationServer, { hostQuoted }: MiplProfile): CreationStep {
  const flag = direct ? CREATE_FLAGS.direct : CREATE_FLAGS.bootstrap;
  const quoted = (text: string): string => (hostQuoted ? `"${text}"` : text);
  const text = `AT+MIPLCREATEEX=${quoted(server)},${flag}`;
  const answer = "+MIPLCREATEEX";
  if (auth === undefined && psk === undefined) return { text, answer };
  const key = psk === undefined ? "" : `,${quoted(psk)}`;
  return { text: `${text},${quoted(auth ?? "")}${key}`, answer, secret: true };
}

/** `AT+MIPLCONFIG=4,1,<auth code>` and `AT+MIPLCONFIG=5,1,<key>` (the XY1100's own sources). */
function secretSteps({ auth, psk }: CreationServer): readonly CreationStep[] {
  const steps: CreationStep[] = [];
  if (auth !== undefined) steps.push({ text: `AT+MIPLCONFIG=4,1,${auth}`, secret: true });
  if (psk !== undefined) steps.push({ text: `AT+MIPLCONFIG=5,1,${psk}`, secret: true });
  return steps;
}

const NONE: readonly CreationStep[] = Object.freeze([]);

/** `<total bytes>,<hex>,<index>,<bytes>,<flag>`: the index counts down to 0; flag 1 is the first piece, 2 between, 0 last. */
function blobPiece(target: CreationServer, { blob }: MiplProfile, piece: number): CreationStep | undefined {
  const { auth, psk } = target;
  const secret = auth !== undefined || psk !== undefined;
  const bytes = configBlob(
    target.server,
    !target.direct,
    secret ? withSecrets(blob, auth, psk) : blob,
    psk !== undefined,
  );
  const total = bytes.length;
  const last = Math.ceil(total / blob.chunk) - 1;
  if (piece > last) return undefined;
  const part = bytes.subarray(piece * blob.chunk, (piece + 1) * blob.chunk);
  const flag = piece === last ? 0 : piece === 0 ? 1 : 2;
  const text = `AT+MIPLCREATE=${total},${hexText(part)},${last - piece},${part.length},${flag}`;
  return { text, ...(flag === 0 && { answer: "+MIPLCREATE" }), ...(secret && { secret }) };
}

/** The user data of layout N3 (CIS core 2.3). */
function withSecrets(blob: BlobProfile, auth = "", psk = ""): BlobProfile {
  return { ...blob, userData: `AuthCode:${auth};PSK:${psk};` };
}

function configured(text: string, { server, direct }: CreationServer): string {
  const colon = server.lastIndexOf(":");
  let line = text.split("{bootstrap}").join(direct ? "0" : "1");
  line = line.split("{host}").join(server.slice(0, colon));
  return line.split("{port}").join(server.slice(colon + 1));
}
