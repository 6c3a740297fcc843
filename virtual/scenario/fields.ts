import { freeze } from "../../modules/base/freeze.js";

/** What a field of a scenario holds. */
export type Kind =
  | { readonly is: "whole"; readonly least: number; readonly most: number; readonly unit?: string }
  | { readonly is: "boolean" }
  /** Text of one line in printable ASCII. */
  | { readonly is: "line"; readonly least: number }
  | { readonly is: "hex" }
  | { readonly is: "choice"; readonly of: readonly string[] };

/** A field, and what stands for it if it is not there; without that it must be there, or may be absent. */
export interface Field {
  readonly name: string;
  readonly kind: Kind;
  readonly otherwise?: string | number | boolean;
  readonly optional?: boolean;
}

/** Milliseconds of a day: later than any scenario's end. */
const DAY = 86_400_000;

const MILLISECONDS: Kind = freeze({ is: "whole", least: 0, most: DAY, unit: "milliseconds" });
const DURATION: Kind = freeze({ is: "whole", least: 1, most: DAY, unit: "milliseconds" });
const COUNT: Kind = freeze({ is: "whole", least: 1, most: 1_000_000 });
const BEGIN: Kind = freeze({ is: "line", least: 0 });
const SWITCH: Kind = freeze({ is: "boolean" });

/** The most bytes of garbage, or of bytes that are lost. */
const BYTES: Kind = freeze({ is: "whole", least: 1, most: 4096 });

const FOR: Field = freeze({ name: "for", kind: DURATION, optional: true });

/** Fields of the step itself. `at`, `command`, `line` and `datagram` are the triggers. */
export const STEP_FIELDS: readonly Field[] = freeze([
  { name: "at", kind: MILLISECONDS, optional: true },
  { name: "every", kind: DURATION, optional: true },
  { name: "command", kind: BEGIN, optional: true },
  { name: "line", kind: { is: "line", least: 1 }, optional: true },
  { name: "datagram", kind: COUNT, optional: true },
  { name: "nth", kind: COUNT, optional: true },
  { name: "wait", kind: MILLISECONDS, otherwise: 0 },
  { name: "times", kind: COUNT, otherwise: 1 },
]);

/** The fields that every fault of the datagrams has. */
const WAY: readonly Field[] = freeze([
  { name: "way", kind: { is: "choice", of: ["up", "down", "both"] }, otherwise: "both" },
  { name: "count", kind: COUNT, otherwise: 1 },
  { name: "share", kind: { is: "whole", least: 1, most: 100, unit: "percent" }, otherwise: 100 },
]);

/** The fields of each action, by the name that stands behind `do`. */
export const ACTION_FIELDS: Readonly<Record<string, readonly Field[]>> = freeze({
  print: [{ name: "text", kind: { is: "line", least: 1 } }],
  bytes: [{ name: "hex", kind: { is: "hex" } }],
  garbage: [{ name: "count", kind: BYTES }],
  drop: [
    { name: "from", kind: { is: "choice", of: ["module", "host"] }, otherwise: "module" },
    { name: "count", kind: BYTES },
  ],
  cut: [],
  echo: [{ name: "on", kind: SWITCH }],
  reboot: [],
  sleep: [],
  card: [{ name: "present", kind: SWITCH }, FOR],
  network: [{ name: "level", kind: { is: "choice", of: ["good", "weak", "extreme", "gone"] } }, FOR],
  error: [{ name: "text", kind: { is: "line", least: 1 }, otherwise: "ERROR" }],
  ignore: [],
  late: [{ name: "by", kind: DURATION }],
  close: [{ name: "socket", kind: { is: "whole", least: 0, most: 15 }, optional: true }],
  lose: WAY,
  double: WAY,
  delay: [...WAY, { name: "by", kind: DURATION }],
  reorder: [...WAY, { name: "by", kind: DURATION, otherwise: 5000 }],
});

/** What is wrong with a field's value, or `undefined`. */
export function problemOf(kind: Kind, value: unknown): string | undefined {
  switch (kind.is) {
    case "whole": {
      const fits = typeof value === "number" && Number.isInteger(value) && value >= kind.least && value <= kind.most;
      const unit = kind.unit === undefined ? "" : ` of ${kind.unit}`;
      return fits ? undefined : `takes a whole number${unit} from ${kind.least} to ${kind.most}, not ${shown(value)}`;
    }
    case "boolean":
      return typeof value === "boolean" ? undefined : `takes true or false, not ${shown(value)}`;
    case "line":
      if (typeof value === "string" && value.length >= kind.least && isLine(value)) return undefined;
      return `takes ${kind.least} to ${LONGEST_LINE} printable ASCII characters, not ${shown(value)}`;
    case "hex":
      return isHex(value) ? undefined : `takes 1 to 1024 bytes as pairs of hex digits, not ${shown(value)}`;
    case "choice":
      if (typeof value === "string" && kind.of.includes(value)) return undefined;
      return `takes ${kind.of.join(", ")}, not ${shown(value)}`;
  }
}

/** A value as it stands in the file, as far as it fits into a message. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

const LONGEST_LINE = 512;

function isLine(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return text.length <= LONGEST_LINE;
}

function isHex(value: unknown): boolean {
  if (typeof value !== "string" || value.length === 0 || value.length > 2048 || value.length % 2 !== 0) return false;
  for (let i = 0; i < value.length; i++) if (!"0123456789abcdefABCDEF".includes(value.charAt(i))) return false;
  return true;
}
