import { call } from "./api.js";
import { askAttributes, attributeFields } from "./attributes.js";
import { ask, confirmed } from "./dialogs.js";
import { attempt, toast } from "./dom.js";
import { formatField } from "./formats.js";
import { valueField, writeEntry } from "./values.js";

/** "/3300/0/5700" for `{obj_id, obj_inst_id, res_id}`, the latter two of which may be absent. */
export const pathOf = ({ obj_id, obj_inst_id, res_id }) =>
  `/${[obj_id, obj_inst_id, res_id].filter((id) => id !== undefined).join("/")}`;

/** What may be asked for at a resource with this access. */
export function actionsOf(access) {
  switch (access) {
    case "E":
      return ["Execute"];
    case "W":
      return ["Write"];
    case "R":
      return ["Read", "Observe"];
    case "-":
      return [];
    default:
      return ["Read", "Write", "Observe"];
  }
}

/** Operations on one device, each told of by a line at the bottom or by a dialog. */
export class Operations {
  /** @param version of LwM2M that the device speaks, such as "1.0" */
  constructor(imei, version, modelOf) {
    this.imei = imei;
    this.version = version;
    this.modelOf = modelOf;
  }

  read(path, more = {}) {
    return this.#told(`Read: ${pathOf(path)}`, path, () => this.#call("GET", "/nbiot", { ...path, ...more }));
  }

  /** The same in a format that is asked for. */
  readAs(path) {
    const kind = path.res_id === undefined ? "named" : "any";
    const field = { ...formatField("accept", kind, "as the platform does"), advanced: false };
    ask(`Read ${pathOf(path)}`, [field], "Read", async ({ accept }) => {
      await this.#call("GET", "/nbiot", { ...path, accept });
      toast(`Read: ${pathOf(path)}`);
    });
  }

  unobserve(path) {
    const query = { cancel: true, ...path };
    return this.#told(`No longer observed: ${pathOf(path)}`, path, () => this.#call("POST", "/nbiot/observe", query));
  }

  write(path, known, units) {
    const { obj_id, obj_inst_id, res_id } = path;
    const model = this.modelOf(obj_id, res_id);
    const fields = [valueField(model, known, units), formatField("format", model?.multiple ? "named" : "any", "TLV")];
    ask(`Write ${this.#named(path)}`, fields, "Write", async ({ val, format }) => {
      const data = [writeEntry(res_id, model, val)];
      await this.#call("POST", "/nbiot", { obj_id, obj_inst_id, mode: 2, format }, { data });
      toast(`Written: ${pathOf(path)}`);
      // What the device made of it is what counts.
      if (model?.access !== "W") await this.#call("GET", "/nbiot", path);
    });
  }

  execute(path) {
    const hint = "may be empty; a digit each, with a text if need be: 0='a',1";
    const fields = [{ name: "args", label: "Arguments", hint }];
    ask(`Execute ${this.#named(path)}`, fields, "Execute", async ({ args }) => {
      await this.#call("POST", "/nbiot/execute", path, { args });
      toast(`Executed: ${pathOf(path)}`);
    });
  }

  observe(path) {
    const kind = path.res_id === undefined ? "named" : "any";
    const fields = [...attributeFields(path, this.version), formatField("accept", kind, "as the device does")];
    ask(`Observe ${pathOf(path)}`, fields, "Observe", async (query) => {
      await this.#call("POST", "/nbiot/observe", { cancel: false, ...path, ...query });
      toast(`Observed: ${pathOf(path)}`);
    });
  }

  attributes(path) {
    return askAttributes(this.imei, path, this.version, pathOf(path));
  }

  /**
   * Makes an instance of an object.
   * @param resources models of what may be given a value from the start
   */
  create(object, resources) {
    const text = "What is left empty gets the device's own value. Without a number the device chooses one.";
    const fields = [
      { name: "number", label: "Number", pattern: "[0-9]{1,5}", hint: "0 to 65534" },
      ...resources.map(optionalField),
      formatField("format", "named", "TLV"),
    ];
    ask(`New instance of /${object}`, fields, "Create", async ({ number, format, ...values }) => {
      const given = resources.filter(({ id }) => values[id] !== "");
      const data = given.map((model) => writeEntry(model.id, { ...model, multiple: false }, values[model.id]));
      const query = { obj_id: object, obj_inst_id: number, format };
      const made = await this.#call("POST", "/nbiot/create", query, data.length === 0 ? undefined : { data });
      toast(`Created: ${pathOf({ obj_id: object, obj_inst_id: made?.obj_inst_id })}`);
    }, { text }); // prettier-ignore
  }

  remove(path) {
    const where = pathOf(path);
    const text = "The device forgets the instance and its values.";
    confirmed(`Delete ${where}?`, text, "Delete", async () => {
      await this.#call("DELETE", "/nbiot", path);
      toast(`Deleted: ${where}`);
    });
  }

  /** Carries an action of `actionsOf` out. */
  act(action, path, known, observed, units) {
    switch (action) {
      case "Read":
        return this.read(path);
      case "Write":
        return this.write(path, known, units);
      case "Execute":
        return this.execute(path);
      default:
        return observed ? this.unobserve(path) : this.observe(path);
    }
  }

  #call(method, path, query, body) {
    return call(method, path, { imei: this.imei, ...query }, body);
  }

  #named = (path) => `${pathOf(path)} ${this.modelOf(path.obj_id, path.res_id)?.name ?? ""}`.trim();

  async #told(words, path, action) {
    await attempt(async () => {
      await action();
      toast(words);
    }, pathOf(path));
  }
}

/** A field for a resource that may stay without a value. */
function optionalField(model) {
  const { options, ...rest } = valueField({ ...model, multiple: false });
  const common = { ...rest, name: String(model.id), label: rest.label.replace("Value", model.name), required: false, value: "" }; // prettier-ignore
  return options === undefined ? common : { ...common, options: [["", "the device's own"], ...options] };
}
