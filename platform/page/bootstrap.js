import { call } from "./api.js";
import { ask } from "./dialogs.js";

/** How devices are bootstrapped. */
export const KINDS = [["onenet", "as OneNET does"], ["standard", "as LwM2M 1.1 has it"]]; // prettier-ignore

/** Resources of the Server object (OMA LwM2M Core appendix E.2) that a configuration can set: field, id, name. */
const SERVER = [
  ["lifetime", 1, "Lifetime (s)"],
  ["pmin", 2, "Default minimum period (s)"],
  ["pmax", 3, "Default maximum period (s)"],
];
const BINDING = 7;

/** What a standard bootstrap does if nothing else is said. */
const USUAL = { discover: true, delete: ["/"], read: ["/1"] };

/**
 * Asks for the bootstrap of a product's devices or of one device.
 * @param holder as the API gives it, with `bootstrap` and perhaps `bootstrap_config`
 * @param path where it is changed
 */
export function editBootstrap(name, holder, path, done) {
  const config = holder.bootstrap_config ?? {};
  const text =
    "What is below the kind holds for LwM2M 1.1 alone. A device takes it over at its next bootstrap. What is empty is left to the platform.";
  ask(`Bootstrap of ${name}`, fieldsOf(holder.bootstrap, config), "Save", async ({ bootstrap, ...values }) => {
    await call("PUT", path, {}, { bootstrap, bootstrap_config: configOf(values, config) });
    await done();
  }, { text }); // prettier-ignore
}

function fieldsOf(bootstrap, config) {
  const known = (id) => config.server?.find(({ res_id }) => res_id === id)?.val ?? "";
  const places = (name) => (config[name] ?? USUAL[name]).join(", ");
  return [
    { name: "bootstrap", label: "Kind", value: bootstrap, options: KINDS },
    ...SERVER.map(([name, id, label]) => ({ name, label, value: known(id), type: "number", min: id === 1 ? 1 : 0, step: 1 })),
    { name: "binding", label: "Binding", value: known(BINDING), pattern: "[UQSTNMH]{1,7}", hint: "U for UDP, UQ with queue mode" },
    { name: "discover", label: "Ask first what the device has", type: "checkbox", value: config.discover ?? USUAL.discover, advanced: true },
    { name: "delete", label: "Empty before", value: places("delete"), hint: "places with commas between, such as /, /1 or /3303/0", advanced: true },
    { name: "read", label: "Read at the end", value: places("read"), hint: "/1, /1/0 or /2, with commas between", advanced: true },
    {
      name: "writes",
      label: "Write besides",
      type: "json",
      value: config.writes === undefined ? "" : JSON.stringify(config.writes, undefined, 1),
      hint: 'JSON: [{"obj_id":3308,"obj_inst":[{"obj_inst_id":0,"res":[{"res_id":5900,"val":21.5}]}]}]',
      check: wrongJson,
      advanced: true,
    },
  ]; // prettier-ignore
}

/** Only what differs from the usual; resources of the Server object that have no field are kept. */
function configOf(values, before) {
  const ids = [...SERVER.map(([, id]) => id), BINDING];
  const kept = (before.server ?? []).filter(({ res_id }) => !ids.includes(res_id));
  const given = SERVER.filter(([name]) => values[name] !== "").map(([name, id]) => ({
    res_id: id,
    val: Number(values[name]),
  }));
  const binding = values.binding === "" ? [] : [{ res_id: BINDING, val: values.binding }];
  const server = [...kept, ...given, ...binding];
  const places = (name) => {
    const list = values[name].split(",").map((place) => place.trim()).filter((place) => place !== ""); // prettier-ignore
    return list.join() === USUAL[name].join() ? {} : { [name]: list };
  };
  return {
    ...(values.discover === USUAL.discover ? {} : { discover: values.discover }),
    ...places("delete"),
    ...(server.length === 0 ? {} : { server }),
    ...(values.writes === "" ? {} : { writes: JSON.parse(values.writes) }),
    ...places("read"),
  };
}

function wrongJson(text) {
  try {
    return Array.isArray(JSON.parse(text)) ? undefined : "This is not a list";
  } catch {
    return "This is not JSON";
  }
}
