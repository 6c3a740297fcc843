import { call } from "./api.js";
import { ask } from "./dialogs.js";
import { attempt, button, h, toast } from "./dom.js";
import { formatField } from "./formats.js";
import { pathOf } from "./operations.js";
import { valueField, writeEntry } from "./values.js";

/** Several places of a device, chosen to be read, written or observed in one request (LwM2M 1.1 and later). */
export class Composite {
  /** The bar with the operations; hidden while nothing is chosen. */
  element = h("div", { class: "chosen", hidden: true, role: "group", "aria-label": "What is chosen" });
  #operations;
  #chosen = new Map();
  #observed = [];

  /** @param onClear called when nothing is chosen any more, to take the ticks away */
  constructor(operations, onClear) {
    this.#operations = operations;
    this.onClear = onClear;
  }

  /** Fetches which places are observed together. */
  async refresh() {
    const found = await attempt(() => call("GET", "/nbiot/composite/observe", { imei: this.#operations.imei }));
    this.#observed = (found ?? []).map(({ paths }) => paths);
    this.#draw();
  }

  has(path) {
    return this.#chosen.has(pathOf(path));
  }

  choose(path, isChosen) {
    if (isChosen) this.#chosen.set(pathOf(path), path);
    else this.#chosen.delete(pathOf(path));
    this.#draw();
  }

  #draw() {
    const { size } = this.#chosen;
    this.element.hidden = size === 0 && this.#observed.length === 0;
    const groups = this.#observed.map((paths) =>
      h("div", { class: "actions" }, h("span", {}, `Observed together: ${paths.join(", ")}`), button("Stop", () => this.#stop(paths), { class: "quiet", "aria-label": `Stop observing ${paths.join(", ")} together` })),
    ); // prettier-ignore
    const bar = [
      h("strong", { class: "fill" }, `${size} chosen`),
      button("Read together", () => this.#read(), { class: "quiet" }),
      button("Write together", () => this.#write(), { class: "quiet", disabled: this.#writable().length === 0 }),
      button("Observe together", () => this.#observe(), { class: "quiet" }),
      button("Clear", () => this.#clear(), { class: "quiet" }),
    ];
    this.element.replaceChildren(...(size === 0 ? [] : [h("div", { class: "actions" }, ...bar)]), ...groups);
  }

  #clear() {
    this.#chosen.clear();
    this.onClear();
    this.#draw();
  }

  #read() {
    const fields = [formatField("accept", "paths", "SenML CBOR"), formatField("format", "paths", "SenML CBOR")];
    ask(`Read ${this.#words()} together`, fields, "Read", async (query) => {
      await this.#call("GET", "", query);
      toast(`Read together: ${this.#words()}`);
    });
  }

  #observe() {
    const fields = [formatField("accept", "paths", "SenML CBOR"), formatField("format", "paths", "SenML CBOR")];
    ask(`Observe ${this.#words()} together`, fields, "Observe", async (query) => {
      await this.#call("POST", "/observe", query);
      toast(`Observed together: ${this.#words()}`);
      await this.refresh();
    });
  }

  async #stop(paths) {
    const query = { imei: this.#operations.imei, paths: paths.join(","), cancel: true };
    await attempt(() => call("POST", "/nbiot/composite/observe", query));
    await this.refresh();
  }

  #write() {
    const places = this.#writable();
    const fields = places.map(({ path, model }) => ({ ...valueField(model), name: pathOf(path), label: `${pathOf(path)} ${model?.name ?? ""}` })); // prettier-ignore
    ask(`Write ${places.map(({ path }) => pathOf(path)).join(", ")} together`, [...fields, formatField("format", "paths", "SenML CBOR")], "Write", async ({ format, ...values }) => {
      const data = places.map(({ path, model }) => ({
        obj_id: path.obj_id,
        obj_inst: [{ obj_inst_id: path.obj_inst_id, res: [writeEntry(path.res_id, model, values[pathOf(path)])] }],
      }));
      await call("POST", "/nbiot/composite", { imei: this.#operations.imei, format }, { data });
      toast(`Written together: ${places.map(({ path }) => pathOf(path)).join(", ")}`);
      await call("GET", "/nbiot/composite", { imei: this.#operations.imei, paths: this.#paths() });
    }); // prettier-ignore
  }

  #writable() {
    return [...this.#chosen.values()]
      .map((path) => ({ path, model: this.#operations.modelOf(path.obj_id, path.res_id) }))
      .filter(({ model }) => model === undefined || model.access.includes("W"));
  }

  #call(method, path, query) {
    return call(method, `/nbiot/composite${path}`, { imei: this.#operations.imei, paths: this.#paths(), ...query });
  }

  #paths = () => [...this.#chosen.keys()].join(",");

  #words = () => [...this.#chosen.keys()].join(", ");
}
