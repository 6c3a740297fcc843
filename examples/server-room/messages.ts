/** What the platform tells of a device, as far as this application understands it. */
export type Message =
  /** Type 1: a data point of any type. `at` is in milliseconds since 1970-01-01 UTC. */
  | {
      readonly kind: "value";
      readonly deviceId: string;
      readonly at: number;
      readonly stream: string;
      readonly value: unknown;
    }
  /** Type 2: the device came or went. */
  | { readonly kind: "presence"; readonly deviceId: string; readonly at: number; readonly online: boolean }
  /** Type 7: a cached command is over. */
  | { readonly kind: "result"; readonly deviceId: string; readonly uuid: string; readonly how: string };

const SUCCEEDED = 5;
/** OneNET's send_status of a command that is over. */
const SEND_STATUS: Readonly<Record<number, string>> = { 2: "cancelled", 4: "expired", 5: "done", 6: "failed" };

/** Reads one message of a push; undefined if it is of another type or lacks something. */
export function readMessage(json: unknown): Message | undefined {
  if (typeof json !== "object" || json === null) return undefined;
  const fields = json as Record<string, unknown>;
  const { dev_id, at } = fields;
  if (typeof dev_id !== "number" && typeof dev_id !== "string") return undefined;
  const deviceId = String(dev_id);
  switch (fields["type"]) {
    case 1: {
      const { ds_id: stream, value } = fields;
      if (value === undefined || typeof stream !== "string" || typeof at !== "number") return undefined;
      return { kind: "value", deviceId, at, stream, value };
    }
    case 2: {
      const status = fields["status"];
      if ((status !== 0 && status !== 1) || typeof at !== "number") return undefined;
      return { kind: "presence", deviceId, at, online: status === 1 };
    }
    case 7: {
      const { cmd_id, send_status, confirm_status } = fields;
      if (typeof cmd_id !== "string" || typeof send_status !== "number") return undefined;
      const name = SEND_STATUS[send_status] ?? `send status ${send_status}`;
      const how = send_status === SUCCEEDED ? name : `${name} (confirm status ${String(confirm_status ?? "none")})`;
      return { kind: "result", deviceId, uuid: cmd_id, how };
    }
    default:
      return undefined;
  }
}

/** The number that a data point has; it comes as such or, from some platforms, as text. */
export function numberIn(value: unknown): number | undefined {
  if (typeof value !== "number" && (typeof value !== "string" || value.trim() === "")) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}
