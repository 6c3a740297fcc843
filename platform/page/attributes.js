import { call } from "./api.js";
import { ask } from "./dialogs.js";
import { attempt, toast } from "./dom.js";

/** Attributes that tell a device when to notify (OMA LwM2M Core section 7.3): name, words, since which LwM2M, kind. */
const attributes = [
  ["pmin", "Not more often than every (pmin, s)", "1.0", "seconds"],
  ["pmax", "At least every (pmax, s)", "1.0", "seconds"],
  ["gt", "When it crosses this from below (gt)", "1.0", "value"],
  ["lt", "When it crosses this from above (lt)", "1.0", "value"],
  ["st", "When it has changed by (st)", "1.0", "value"],
  ["epmin", "Measure not more often than every (epmin, s)", "1.1", "seconds"],
  ["epmax", "Measure at least every (epmax, s)", "1.1", "seconds"],
  ["edge", "When a switch falls or rises (edge)", "1.2", "edge"],
  ["con", "Notify confirmably (con)", "1.2", "flag"],
  ["hqmax", "Keep so many notifications while offline (hqmax)", "1.2", "count"],
];

const EDGES = [["", "either"], ["0", "only when it falls"], ["1", "only when it rises"]]; // prettier-ignore
const FLAGS = [["", "as the device likes"], ["1", "yes"], ["0", "no"]]; // prettier-ignore

/**
 * The fields for those attributes that a device of this version has at this place.
 * @param path gt, lt, st and edge are of a resource alone
 * @param known the values that they have
 */
export function attributeFields(path, version, known = {}) {
  return attributes
    .filter(([, , since]) => since <= version)
    .filter(([, , , kind]) => path.res_id !== undefined || (kind !== "value" && kind !== "edge"))
    .map(([name, label, since, kind]) => ({
      name,
      label,
      value: known[name] ?? "",
      advanced: since > "1.0",
      ...shape(kind),
    }));
}

function shape(kind) {
  switch (kind) {
    case "seconds":
      return { type: "number", min: 1, step: 1 };
    case "count":
      return { type: "number", min: 0, step: 1 };
    case "edge":
      return { options: EDGES };
    case "flag":
      return { options: FLAGS };
    default:
      return { type: "number" };
  }
}

/** Shows the attributes that the device has at a place, and writes what is changed; an empty one is taken away. */
export async function askAttributes(imei, path, version, where) {
  const links = await attempt(() => call("GET", "/nbiot/links", { imei, ...path }), where);
  if (links === undefined) return;
  const known = links.find((link) => link.path === where)?.attributes ?? {};
  const fields = attributeFields(path, version, known).map((one) => ({ ...one, advanced: false }));
  const text = "The device keeps them for this server. They say when an observation is told of.";
  ask(`Attributes of ${where}`, fields, "Write", async (values) => {
    const changed = Object.entries(values).filter(([name, value]) => value !== String(known[name] ?? ""));
    if (changed.length > 0) await writeAttributes(imei, path, changed);
    toast(changed.length === 0 ? "Nothing was changed" : `Attributes written: ${where}`);
  }, { text }); // prettier-ignore
}

/** An empty value takes the attribute away, so that it must not be left out. */
function writeAttributes(imei, path, changed) {
  const query = new URLSearchParams([...Object.entries({ imei, ...path }), ...changed].map(([name, value]) => [name, String(value)])); // prettier-ignore
  return call("PUT", `/nbiot/attributes?${query}`);
}
