import { call } from "./api.js";
import { ask } from "./dialogs.js";
import { attempt, toast } from "./dom.js";
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
    default:
      return ["Read", "Write", "Observe"];
  }
}

/** Operations on one device, each told of by a line at the bottom or by a dialog. */
export class Operations {
  constructor(imei, modelOf) {
    this.imei = imei;
    this.modelOf = modelOf;
  }

  read(path) {
    return this.#told(`Read: ${pathOf(path)}`, path, () => call("GET", "/nbiot", { imei: this.imei, ...path }));
  }

  unobserve(path) {
    const query = { imei: this.imei, cancel: true, ...path };
    return this.#told(`No longer observed: ${pathOf(path)}`, path, () => call("POST", "/nbiot/observe", query));
  }

  write(path, known) {
    const { obj_id, obj_inst_id, res_id } = path;
    const model = this.modelOf(obj_id, res_id);
    ask(`Write ${pathOf(path)} ${model?.name ?? ""}`, [valueField(model, known)], "Write", async ({ val }) => {
      const data = [writeEntry(res_id, model, val)];
      await call("POST", "/nbiot", { imei: this.imei, obj_id, obj_inst_id, mode: 2 }, { data });
      toast(`Written: ${pathOf(path)}`);
      // What the device made of it is what counts.
      if (model?.access !== "W") await call("GET", "/nbiot", { imei: this.imei, ...path });
    });
  }

  execute(path) {
    const fields = [{ name: "args", label: "Arguments", hint: "may be empty; such as 0='a',1" }];
    ask(
      `Execute ${pathOf(path)} ${this.modelOf(path.obj_id, path.res_id)?.name ?? ""}`,
      fields,
      "Execute",
      async ({ args }) => {
        await call("POST", "/nbiot/execute", { imei: this.imei, ...path }, { args });
        toast(`Executed: ${pathOf(path)}`);
      },
    );
  }

  observe(path) {
    const fields = [
      { name: "pmin", label: "Not more often than every (pmin, s)", type: "number", min: 1 },
      { name: "pmax", label: "At least every (pmax, s)", type: "number", min: 1 },
    ];
    if (path.res_id !== undefined) {
      fields.push({ name: "gt", label: "When it rises above (gt)", type: "number" });
      fields.push({ name: "lt", label: "When it falls below (lt)", type: "number" });
      fields.push({ name: "st", label: "When it changes by (st)", type: "number" });
    }
    ask(`Observe ${pathOf(path)}`, fields, "Observe", async (attributes) => {
      await call("POST", "/nbiot/observe", { imei: this.imei, cancel: false, ...path, ...attributes });
      toast(`Observed: ${pathOf(path)}`);
    });
  }

  /** Carries an action of `actionsOf` out. */
  act(action, path, known, observed) {
    switch (action) {
      case "Read":
        return this.read(path);
      case "Write":
        return this.write(path, known);
      case "Execute":
        return this.execute(path);
      default:
        return observed ? this.unobserve(path) : this.observe(path);
    }
  }

  async #told(words, path, action) {
    await attempt(async () => {
      await action();
      toast(words);
    }, pathOf(path));
  }
}
