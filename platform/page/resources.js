import { Composite } from "./composite.js";
import { button, card, h, table } from "./dom.js";
import { actionsOf, pathOf } from "./operations.js";
import { brief } from "./time.js";
import { shown } from "./values.js";

/** Resources of a sensor whose unit is told by its Sensor Units (IPSO): value, measured and possible extremes. */
const MEASURED = [5700, 5601, 5602, 5603, 5604];
const SENSOR_UNITS = 5701;
/** Objects whose instances only a bootstrap server makes and removes. */
const OF_BOOTSTRAP = [0, 1];

/** The unit of a resource: of its model, or what the sensor itself says; `values` by stream. */
export function unitsOf(model, { obj_id, obj_inst_id, res_id }, values) {
  if (model?.units) return model.units;
  const told = MEASURED.includes(res_id) ? values.get(`${obj_id}_${obj_inst_id}_${SENSOR_UNITS}`)?.value : undefined;
  return typeof told === "string" ? told : undefined;
}

/** The resource list of a device: objects, their instances, and the attributes with their values, which come alive. */
export class ResourceList {
  /** The section to put into the page. */
  element;
  #options;
  #cells = new Map();
  #composite;

  /**
   * @param options `{item, values, observed, online, models, operations, open, onDetails}`: the reply of
   *   GET /nbiot/resources; values by stream; paths that are observed; the set of objects that are unfolded
   */
  constructor(options) {
    this.#options = options;
    const { item, online, operations } = options;
    if (online && operations.version !== "1.0") {
      this.#composite = new Composite(operations, () => this.#untick());
      void this.#composite.refresh();
    }
    const last = online || item.length === 0 ? [] : [h("p", { class: "soft" }, "The device is offline. These are the last values that came.")]; // prettier-ignore
    this.element = card(
      "Resource list",
      [h("span", { class: "soft" }, count(item.length, "object"))],
      ...last,
      ...(item.length === 0
        ? [h("p", { class: "soft" }, "The device has not registered yet. Its objects appear here once it does.")]
        : item.map((entry) => this.#object(entry))),
      this.#composite?.element,
    );
  }

  /** Shows a value that has just come. */
  setValue(stream, value, at) {
    const cell = this.#cells.get(stream);
    if (cell === undefined) return;
    this.#fill(cell, value, at);
    cell.value.classList.remove("fresh");
    void cell.value.offsetWidth;
    cell.value.classList.add("fresh");
    if (cell.path.res_id === SENSOR_UNITS) this.#fillMeasured(cell.path);
  }

  #fill({ value: element, time, model, path }, value, at) {
    element.textContent = shown(value, model, unitsOf(model, path, this.#options.values));
    time.replaceChildren(h("time", { title: at }, brief(at)));
  }

  /** The unit of these has changed. */
  #fillMeasured({ obj_id, obj_inst_id }) {
    for (const resource of MEASURED) {
      const stream = `${obj_id}_${obj_inst_id}_${resource}`;
      const [cell, known] = [this.#cells.get(stream), this.#options.values.get(stream)];
      if (cell !== undefined && known !== undefined) this.#fill(cell, known.value, known.at);
    }
  }

  #object({ obj_id: object, instances }) {
    const { models, open, online, operations } = this.#options;
    const model = models.get(object);
    const attributes = new Set(instances.flatMap(({ resources }) => resources)).size;
    const told = instances.length === 0 ? "no instance" : `${count(instances.length, "instance")}, ${count(attributes, "attribute")}`; // prettier-ignore
    const fillable = model?.resources.filter(({ access }) => access.includes("W")) ?? [];
    const create = button("New instance", () => operations.create(object, fillable), {
      disabled: !online,
      "aria-label": `New instance of /${object}`,
    });
    const actions = this.#actions({ obj_id: object }, instances.length === 0 ? [] : ["Read", "Observe"]);
    const isChangeable = model?.multiple !== false && !OF_BOOTSTRAP.includes(object);
    if (isChangeable) actions.append(create);
    const details = h(
      "details",
      {
        class: "object",
        "data-object": String(object),
        open: open.has(object),
        ontoggle: () => open[details.open ? "add" : "delete"](object),
      },
      h(
        "summary",
        {},
        h("strong", {}, model?.name ?? "Unknown object"),
        ` /${object} `,
        h("span", { class: "soft" }, told),
      ),
      actions,
      ...instances.map((instance) => this.#instance(object, instance, isChangeable)),
    );
    return details;
  }

  #instance(object, { inst_id: instance, resources }, isRemovable) {
    const { online, operations } = this.#options;
    const path = { obj_id: object, obj_inst_id: instance };
    const rows = resources.map((resource) => this.#resource(object, instance, resource));
    const actions = this.#actions(path, ["Read", "Observe"]);
    if (isRemovable) {
      const properties = { class: "danger", disabled: !online, "aria-label": `Delete ${pathOf(path)}` };
      actions.append(button("Delete", () => operations.remove(path), properties));
    }
    return h(
      "div",
      {},
      h("div", { class: "heading" }, h("h3", {}, `Instance ${instance}`), actions),
      table(
        ["Attribute", "Value", "Time", "Access", ""],
        rows,
        "It has no attributes.",
        `Attributes of ${pathOf(path)}`,
        "rows resources",
      ),
    );
  }

  #resource(object, instance, resource) {
    const { operations, values, onDetails } = this.#options;
    const model = operations.modelOf(object, resource);
    const stream = `${object}_${instance}_${resource}`;
    const path = { obj_id: object, obj_inst_id: instance, res_id: resource };
    const known = values.get(stream);
    const value = h("td", { class: "value", "data-stream": stream });
    const time = h("td", { class: "soft time" });
    const cell = { value, time, model, path };
    this.#cells.set(stream, cell);
    if (known !== undefined) this.#fill(cell, known.value, known.at);
    const name = button(model?.name ?? "unknown", () => onDetails(path), {
      class: "link",
      "aria-label": `Details of ${pathOf(path)} ${model?.name ?? "unknown"}`,
    });
    const words = { R: "read", W: "write", RW: "read and write", E: "execute" }[model?.access];
    return h(
      "tr",
      {},
      h("td", {}, this.#tick(path, model), name, h("small", { class: "soft id" }, `${resource}${typeWords(model)}`)),
      value,
      time,
      h("td", { class: "soft access", title: words }, model?.access ?? "?"),
      h("td", {}, this.#actions(path, actionsOf(model?.access))),
    );
  }

  /** What chooses a resource for an operation on several; of an executable there is none. */
  #tick(path, model) {
    if (this.#composite === undefined || model?.access === "E") return undefined;
    const onchange = ({ currentTarget }) => this.#composite.choose(path, currentTarget.checked);
    return h("input", { type: "checkbox", class: "tick", "aria-label": `Choose ${pathOf(path)}`, onchange });
  }

  #untick() {
    for (const box of this.element.querySelectorAll(".tick")) box.checked = false;
  }

  #actions(path, actions) {
    const { observed, online, operations, values } = this.#options;
    const text = pathOf(path);
    const stream = `${path.obj_id}_${path.obj_inst_id}_${path.res_id}`;
    const press = (action, isObserved) => {
      const units = unitsOf(operations.modelOf(path.obj_id, path.res_id), path, values);
      return operations.act(action, path, values.get(stream)?.value, isObserved, units);
    };
    return h(
      "div",
      { class: "actions" },
      ...actions.map((action) => {
        const isObserve = action === "Observe";
        const isObserved = isObserve && observed.has(text);
        return button(isObserved ? "Observed" : action, () => press(action, isObserved), {
          disabled: !online,
          "data-key": `${action} ${text}`,
          "aria-label": isObserved ? `Observed ${text}, stop it` : `${action} ${text}`,
          "aria-pressed": isObserve ? String(isObserved) : undefined,
        });
      }),
    );
  }
}

const typeWords = (model) =>
  model === undefined || model.type === "none" ? "" : ` · ${model.type}${model.multiple ? ", several" : ""}`;

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
