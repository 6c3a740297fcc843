import { type Checks, must } from "../check.js";
import type { RunningDevice } from "../device.js";
import type { Asked, Entry, Peer, Told } from "./peer.js";

/** What the checks have in hand. */
export interface Bench {
  readonly peer: Peer;
  readonly checks: Checks;
  /** Of the bootstrap server, the first and the second access server. */
  readonly ports: readonly number[];
  readonly start: (options?: StartOptions) => Promise<RunningDevice>;
}

export interface StartOptions {
  /** Settings besides those that every device here has. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The name of a store that outlives the device. */
  readonly store?: string;
  /** Straight to the first access server; by way of the bootstrap server unless given. */
  readonly through?: "server" | "bootstrap";
  /** True if it is sent what is malformed. */
  readonly hostile?: boolean;
}

/** How many times as fast as real time the device's clocks run. */
export const PACE = 10;

export const IMEI = "490154203237518";
export const IMSI = "460040000000003";
export const ENDPOINT = `ep=${IMEI};${IMSI}`;

/** Content formats by name. */
export const Format = {
  text: 0,
  link: 40,
  opaque: 42,
  cbor: 60,
  senmlJson: 110,
  senmlCbor: 112,
  etchJson: 320,
  etchCbor: 322,
  tlv: 11542,
  lwm2mCbor: 11544,
} as const;

/** The accounts of one access server, as a bootstrap server writes them; resources of the Server instance besides. */
export function account(
  port: number,
  more: Readonly<Record<number, string>> = {},
  instance = 0,
  id = 101,
): Record<string, string> {
  const server: Record<number, string> = { 0: `int:${id}`, 1: "int:60", 6: "bool:false", 7: "text:U", ...more };
  const accounts: Record<string, string> = {
    [`/0/${instance}/0`]: `text:coap://127.0.0.1:${port}`,
    [`/0/${instance}/1`]: "bool:false",
    [`/0/${instance}/2`]: "int:3",
    [`/0/${instance}/10`]: `int:${id}`,
  };
  for (const [resource, words] of Object.entries(server)) accounts[`/1/${instance}/${resource}`] = words;
  return accounts;
}

/** Makes a request whose answer must have this code. */
export async function expectCode(peer: Peer, code: string, request: Asked): Promise<Told> {
  const answer = await peer.ask(request);
  must(answer.code === code, `${request.method} ${request.path} gave ${answer.code}, not ${code}`);
  return answer;
}

/** Reads values in a format, and gives them by path. */
export async function read(peer: Peer, path: string, accept: number): Promise<Readonly<Record<string, string>>> {
  const answer = await expectCode(peer, "2.05", { method: "GET", path, accept });
  must(answer.format === accept, `${path} came in format ${answer.format}, not ${accept}`);
  return byPath(answer.entries ?? []);
}

export function byPath(entries: readonly Entry[]): Readonly<Record<string, string>> {
  return Object.fromEntries(entries.map(([path, words]) => [path, words]));
}

/** Both have the same values, whatever their order. */
export function mustEqual(seen: unknown, wanted: unknown): void {
  const [left, right] = [sorted(seen), sorted(wanted)];
  must(left === right, `${left}, not ${right}`);
}

function sorted(value: unknown): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return JSON.stringify(value);
  return JSON.stringify(Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** Seconds on the device's clock between two events that the peer saw. */
export function seconds(from: Told, to: Told): number {
  return (to.at - from.at) * PACE;
}

/** Stops a device, which must deregister. */
export async function leave({ checks, peer }: Bench, device: RunningDevice | undefined): Promise<void> {
  await checks.run("deregisters [int-103]", async () => {
    const since = peer.events.length;
    await device?.stop();
    await peer.expect("deregister", since);
    return "";
  });
}
