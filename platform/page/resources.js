import { button, card, h, table } from "./dom.js";
import { actionsOf, pathOf } from "./operations.js";
import { shown, timeOf } from "./values.js";

/** The resource list of a device: objects, their instances, and the attributes with their values, which come alive. */
export class ResourceList {
  /** The section to put into the page. */
  element;
  #options;
  #cells = new Map();

  /**
   * @param options `{item, values, observed, online, models, operations, open, onDetails}`: the reply of
   *   GET /nbiot/resources; values by stream; paths that are observed; the set of objects that are unfolded
   */
  constructor(options) {
    this.#options = options;
    const { item } = options;
    this.element = card(
      "Resource list",
      [h("span", { class: "soft" }, count(item.length, "object"))],
      ...(item.length === 0
        ? [h("p", { class: "soft" }, "The device has not registered yet. Its objects appear here once it does.")]
        : item.map((entry) => this.#object(entry))),
    );
  }

  /** Shows a value that has just come. */
  setValue(stream, value, at) {
    const cell = this.#cells.get(stream);
    if (cell === undefined) return;
    cell.value.textContent = shown(value, cell.model);
    cell.time.textContent = timeOf(at);
    cell.value.classList.remove("fresh");
    void cell.value.offsetWidth;
    cell.value.classList.add("fresh");
  }

  #object({ obj_id: object, instances }) {
    const { models, open } = this.#options;
    const attributes = new Set(instances.flatMap(({ resources }) => resources)).size;
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
        h("strong", {}, models.get(object)?.name ?? "unknown object"),
        ` /${object} `,
        h("span", { class: "soft" }, `${count(instances.length, "instance")}, ${count(attributes, "attribute")}`),
      ),
      this.#actions({ obj_id: object }, ["Read", "Observe"]),
      ...instances.map((instance) => this.#instance(object, instance)),
    );
    return details;
  }

  #instance(object, { inst_id: instance, resources }) {
    const path = { obj_id: object, obj_inst_id: instance };
    const rows = resources.map((resource) => this.#resource(object, instance, resource));
    return h(
      "div",
      {},
      h("div", { class: "heading" }, h("h3", {}, `Instance ${instance}`), this.#actions(path, ["Read", "Observe"])),
      table(
        ["Attribute", "Value", "Time", "Access", ""],
        rows,
        "It has no attributes.",
        `Attributes of /${object}/${instance}`,
        "rows",
      ),
    );
  }

  #resource(object, instance, resource) {
    const { operations, values, onDetails } = this.#options;
    const model = operations.modelOf(object, resource);
    const stream = `${object}_${instance}_${resource}`;
    const path = { obj_id: object, obj_inst_id: instance, res_id: resource };
    const known = values.get(stream);
    const value = h("td", { class: "value", "data-stream": stream }, shown(known?.value, model));
    const time = h("td", { class: "soft time" }, timeOf(known?.at));
    this.#cells.set(stream, { value, time, model });
    const name = button(model?.name ?? "unknown", () => onDetails(path), {
      class: "link",
      "aria-label": `Details of ${pathOf(path)} ${model?.name ?? "unknown"}`,
    });
    return h(
      "tr",
      {},
      h("td", {}, name, h("small", { class: "soft id" }, `${resource}${typeWords(model)}`)),
      value,
      time,
      h("td", { class: "soft access" }, model?.access ?? "?"),
      h("td", {}, this.#actions(path, actionsOf(model?.access))),
    );
  }

  #actions(path, actions) {
    const { observed, online, operations, values } = this.#options;
    const text = pathOf(path);
    const stream = `${path.obj_id}_${path.obj_inst_id}_${path.res_id}`;
    return h(
      "div",
      { class: "actions" },
      ...actions.map((action) => {
        const isObserve = action === "Observe";
        const isObserved = isObserve && observed.has(text);
        return button(
          isObserved ? "Observed" : action,
          async ({ currentTarget }) => {
            currentTarget.disabled = true;
            await operations.act(action, path, values.get(stream)?.value, isObserved);
            currentTarget.disabled = !online;
          },
          {
            disabled: !online,
            "aria-label": isObserved ? `Observed ${text}, stop it` : `${action} ${text}`,
            "aria-pressed": isObserve ? String(isObserved) : undefined,
          },
        );
      }),
    );
  }
}

const typeWords = (model) => (model === undefined || model.type === "none" ? "" : ` · ${model.type}`);

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
