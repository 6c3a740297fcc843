/** Values of resources: how they are shown, asked for and sent. A model is a row of `GET /objects`. */

const numeric = new Set(["integer", "unsigned", "float", "time"]);

export const isNumeric = (model, value) => (model === undefined ? typeof value === "number" : numeric.has(model.type));

/** A value as a text, with its unit. */
export function shown(value, model) {
  if (value === undefined) return "";
  if (model?.type === "time" && Number.isFinite(value)) return localTime(value * 1_000);
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return model?.units ? `${text} ${model.units}` : text;
}

/** The time of day of a time of the API, "YYYY-MM-DD HH:MM:SS[.mmm]". */
export const timeOf = (at) => at?.slice(11) ?? "";

/** The field of a dialog that asks for a value of this type. */
export function valueField(model, known) {
  const name = "val";
  const label = model?.units ? `Value (${model.units})` : "Value";
  switch (model?.type) {
    case "boolean":
      return { name, label, value: known ?? true, options: [["true", "true"], ["false", "false"]] }; // prettier-ignore
    case "integer":
      return { name, label, value: known ?? "", required: true, pattern: "[+\\-]?[0-9]{1,19}", hint: "a whole number" };
    case "unsigned":
      return {
        name,
        label,
        value: known ?? "",
        required: true,
        pattern: "[0-9]{1,20}",
        hint: "0 or a positive whole number",
      };
    case "float":
      return { name, label, value: known ?? "", required: true, type: "number" };
    case "time": {
      const value = Number.isFinite(known) ? localTime(known * 1_000).replace(" ", "T") : "";
      return {
        name,
        label,
        value,
        required: true,
        type: "datetime-local",
        step: 1,
        hint: "in this machine's time zone",
      };
    }
    case "opaque":
      return { name, label, value: known ?? "", pattern: "([0-9A-Fa-f]{2})*", hint: "hex digits, two a byte" };
    case "objlink":
      return {
        name,
        label,
        value: known ?? "",
        required: true,
        pattern: "[0-9]{1,5}:[0-9]{1,5}",
        hint: "object:instance, such as 3:0; 65535:65535 is none",
      };
    default:
      return { name, label, value: known ?? "" };
  }
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

/** `{res_id, val, type?}` of a write's body. */
export function writeEntry(res_id, model, text) {
  const type = model?.type === "opaque" ? 1 : model?.type === "time" ? 2 : undefined;
  return { res_id, val: toValue(model, text), ...(type === undefined ? {} : { type }) };
}

/** "YYYY-MM-DD HH:MM:SS" in this machine's time zone. */
function localTime(milliseconds) {
  const date = new Date(milliseconds);
  const two = (number) => String(number).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
