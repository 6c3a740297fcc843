import { localTime } from "./time.js";

/** Values of resources: how they are shown, asked for and sent. A model is a row of `GET /objects`. */

const numeric = new Set(["integer", "unsigned", "float", "time"]);

export const isNumeric = (model, value) => (model === undefined ? typeof value === "number" : numeric.has(model.type));

/** SenML's names of units (RFC 8428 section 12.1) that people write otherwise. */
const symbols = new Map([["Cel", "°C"], ["/100", "%"], ["%RH", "% RH"], ["degC", "°C"], ["deg", "°"], ["Ohm", "Ω"]]); // prettier-ignore

export const unitSymbol = (units) => symbols.get(units) ?? units ?? "";

/** Longer texts are cut in a list. */
const MOST_CHARACTERS = 160;

/**
 * A value as a text, with its unit and what an enumeration calls it.
 * @param units where the model has none, as that of a sensor that tells its own
 */
export function shown(value, model, units = model?.units) {
  if (value === undefined) return "";
  if (typeof value === "object") {
    const entries = Object.entries(value).map(([id, each]) => `${id}: ${shown(each, model, units)}`);
    return entries.length === 0 ? "none" : entries.join(", ");
  }
  if (model?.type === "time" && Number.isFinite(value)) return localTime(value * 1_000);
  const name = model?.names?.[value];
  if (name !== undefined) return `${value} (${name})`;
  const text = String(value);
  if (text === "") return "(empty)";
  if (model?.type === "opaque") return `${clipped(text)} (${text.length / 2} bytes)`;
  return units && isNumeric(model, value) ? `${text} ${unitSymbol(units)}` : clipped(text);
}

const clipped = (text) => (text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text);

/** The field of a dialog that asks for a value of this type; of one with several instances for each of them. */
export function valueField(model, known, units = model?.units) {
  const name = "val";
  const label = units ? `Value (${unitSymbol(units)})` : "Value";
  if (model?.multiple !== true && typeof known !== "object") return { name, label, ...oneField(model, known) };
  const hint = ["each value has a number of its own", oneField(model).hint].filter(Boolean).join("; ");
  return { name, label, type: "instances", value: known ?? {}, one: (each) => oneField(model, each), hint };
}

/** Type, limits and hint of a single value. */
function oneField(model, known) {
  const value = known ?? "";
  const limits = limitsIn(model);
  switch (model?.type) {
    case "boolean":
      return { value: known ?? true, options: [["true", "true"], ["false", "false"]] }; // prettier-ignore
    case "integer":
    case "unsigned":
      return wholeField(model, value, limits);
    case "float":
      return { value, required: true, type: "number", ...limits };
    case "time":
      return {
        value: Number.isFinite(known) ? localTime(known * 1_000).replace(" ", "T") : "",
        required: true,
        type: "datetime-local",
        step: 1,
        hint: "in this machine's time zone",
      };
    case "opaque":
      return {
        value,
        pattern: "([0-9A-Fa-f]{2})*",
        hint: `hex digits, two a byte${lengthHint(model, "bytes")}`,
        check: (text) => wrongLength(model, text.length / 2, "bytes"),
      };
    case "objlink":
      return {
        value,
        required: true,
        pattern: "[0-9]{1,5}:[0-9]{1,5}",
        hint: "object:instance, such as 3:0; 65535:65535 is none",
      };
    default:
      return {
        value,
        hint: lengthHint(model, "bytes").replace(/^, /, "") || undefined,
        check: (text) => wrongLength(model, new TextEncoder().encode(text).length, "bytes"),
      };
  }
}

/** A number without fraction, which may be too large for a browser's number field; or one of an enumeration. */
function wholeField(model, value, limits) {
  const { names, oneOf, range } = model;
  const pattern = model.type === "integer" ? "[+\\-]?[0-9]{1,19}" : "[0-9]{1,20}";
  const words = model.type === "integer" ? "a whole number" : "0 or a positive whole number";
  const hint = [limits.hint?.replace(/^/, "a whole number ") ?? words];
  if (names !== undefined) hint.push(Object.entries(names).map(([number, name]) => `${number} ${name}`).join(", ")); // prettier-ignore
  const check = (text) => {
    if (!/^[+-]?\d+$/.test(text)) return undefined;
    if (oneOf !== undefined && !oneOf.map(String).includes(text)) return `Give one of ${oneOf.join(", ")}`;
    if (range === undefined || (BigInt(text) >= BigInt(range[0]) && BigInt(text) <= BigInt(range[1]))) return undefined;
    return `Give a number from ${range[0]} to ${range[1]}`;
  };
  const suggestions = names === undefined ? undefined : Object.entries(names);
  return { value, required: true, pattern, inputmode: "numeric", hint: hint.join("; "), check, suggestions };
}

function limitsIn(model) {
  const { range, oneOf } = model ?? {};
  if (oneOf !== undefined) return { hint: `one of ${oneOf.join(", ")}` };
  return range === undefined ? {} : { min: range[0], max: range[1], hint: `from ${range[0]} to ${range[1]}` };
}

function lengthHint(model, unit) {
  if (model?.oneOf !== undefined) return `, ${model.oneOf.join(" or ")} ${unit}`;
  return model?.range === undefined ? "" : `, ${model.range[0]} to ${model.range[1]} ${unit}`;
}

function wrongLength(model, length, unit) {
  const { range, oneOf } = model ?? {};
  const fits = oneOf?.includes(length) ?? (range === undefined || (length >= range[0] && length <= range[1]));
  return fits ? undefined : `It has ${length} ${unit}; give${lengthHint(model, unit).replace(/^,/, "")}`;
}

/** What the API takes for the text that was given for such a value. */
export function toValue(model, text) {
  switch (model?.type) {
    case "boolean":
      return text === "true";
    case "integer":
    case "unsigned":
      // What a number cannot hold whole goes as text.
      return Number.isSafeInteger(Number(text)) ? Number(text) : text;
    case "float":
      return Number(text);
    case "time":
      return Math.round(new Date(text).getTime() / 1_000);
    default:
      return text;
  }
}

/** `{res_id, val, type?}` of a write's body, or `{res_id, res_inst, type?}` where several values were given by id. */
export function writeEntry(res_id, model, given) {
  const hint = model?.type === "opaque" ? { type: 1 } : model?.type === "time" ? { type: 2 } : {};
  if (typeof given !== "object") return { res_id, val: toValue(model, given), ...hint };
  const res_inst = Object.entries(given).map(([id, text]) => ({ res_inst_id: Number(id), val: toValue(model, text) }));
  return { res_id, res_inst, ...hint };
}
