import { call, curl } from "./api.js";
import { lineChart } from "./chart.js";
import { attempt, button, byId, copyButton, facts, h, table, toast } from "./dom.js";
import { actionsOf, pathOf } from "./operations.js";
import { brief, millisecondsOf } from "./time.js";
import { newTrigger } from "./triggers.js";
import { isNumeric, shown, unitSymbol } from "./values.js";

const RANGES = [["600", "10 minutes"], ["3600", "hour"], ["86400", "day"], ["604800", "week"]]; // prettier-ignore
/** More points than a chart of this width can show apart. */
const MOST_POINTS = 2_000;

/** Everything that is known of one property, in a dialog of its own: facts, operations, history with chart. */
export class Details {
  #options;
  #path;
  #model;
  #stream;
  #points = [];
  #seconds = RANGES[0][0];
  #isTableOpen = false;
  #current = h("dd");
  #history = h("div", { class: "history", "aria-busy": "true" }, h("p", { class: "soft" }, "Loading…"));

  /** @param options `{deviceId, title, path, model, units, object, online, observation, operations, known}` */
  constructor(options) {
    this.#options = options;
    this.#path = options.path;
    this.#model = options.model;
    const { obj_id, obj_inst_id, res_id } = options.path;
    this.#stream = `${obj_id}_${obj_inst_id}_${res_id}`;
  }

  async show() {
    const dialog = byId("details");
    dialog.replaceChildren(...this.#content(dialog));
    dialog.showModal();
    await this.#load();
  }

  /** A value of the device that has just come. */
  take(stream, value, at) {
    if (stream !== this.#stream || !byId("details").open) return;
    this.#options.known = { value, at };
    this.#current.textContent = this.#told({ value, at });
    this.#points.push({ at, value });
    this.#draw();
  }

  #told = ({ value, at }) => `${this.#shown(value)}, ${brief(at, { milliseconds: true })}`;

  #shown = (value) => shown(value, this.#model, this.#options.units);

  #content(dialog) {
    const { object, known, observation, units } = this.#options;
    const model = this.#model;
    this.#current.textContent = known === undefined ? "none yet" : this.#told(known);
    const attributes = Object.entries(observation ?? {}).filter(([name]) => !name.endsWith("_id"));
    const told = attributes.map(([name, number]) => `${name} ${number}`).join(", ");
    return [
      h("h2", { id: "details-title" }, `${model?.name ?? "Unknown"} ${pathOf(this.#path)}`),
      h(
        "dl",
        { class: "facts" },
        ...facts({
          Object: `${object ?? "unknown"} /${this.#path.obj_id}, instance ${this.#path.obj_inst_id}`,
          Type:
            model?.type === "none"
              ? undefined
              : (model?.type ?? "unknown: the platform has no definition of the object"),
          Values: valueWords(model),
          Unit: units === undefined || units === unitSymbol(units) ? units : `${unitSymbol(units)} (${units})`,
          Access: { R: "read", W: "write", RW: "read and write", E: "execute" }[model?.access],
          Instances: model?.multiple === true ? "several" : "one",
          "Data stream": this.#stream,
          Observed: observation === undefined ? "no" : told === "" ? "yes" : `yes, ${told}`,
        }),
        ...(model?.access === "E" ? [] : [h("dt", {}, "Value"), this.#current]),
      ),
      this.#actions(dialog),
      ...(model?.access === "E" ? [] : [this.#history]),
      this.#byApi(),
      h(
        "div",
        { class: "actions end" },
        button("Close", () => dialog.close()),
      ),
    ];
  }

  #actions(dialog) {
    const { observation, online, operations, units } = this.#options;
    const beside = { class: "quiet", disabled: !online };
    const actions = actionsOf(this.#model?.access).map((action) =>
      button(
        action === "Observe" && observation !== undefined ? "Stop observing" : action,
        () => {
          if (action !== "Read") dialog.close();
          return operations.act(action, this.#path, this.#options.known?.value, observation !== undefined, units);
        },
        beside,
      ),
    );
    if (this.#model?.access?.includes("R") !== false) {
      actions.push(
        button("Read in a format", () => operations.readAs(this.#path), beside),
        button("Attributes", () => operations.attributes(this.#path), beside),
        button("New trigger", () => this.#newTrigger(), { class: "quiet" }),
      );
    }
    return h("div", { class: "actions" }, ...actions);
  }

  #newTrigger() {
    const { deviceId, title } = this.#options;
    const done = () => toast("Trigger made; the product's settings list it");
    newTrigger([{ id: deviceId, title }], done, { ds_id: this.#stream, device: deviceId });
  }

  /** The operations as calls of the API. */
  #byApi() {
    const { imei } = this.#options.operations;
    const { obj_id, obj_inst_id, res_id } = this.#path;
    const query = { imei, ...this.#path };
    const known = this.#options.known?.value;
    const entry =
      typeof known === "object"
        ? { res_id, res_inst: [{ res_inst_id: 0, val: Object.values(known)[0] ?? 0 }] }
        : { res_id, val: known ?? 0 };
    const calls = {
      Read: ["GET", "/nbiot", query],
      Write: ["POST", "/nbiot", { imei, obj_id, obj_inst_id, mode: 2 }, { data: [entry] }],
      Execute: ["POST", "/nbiot/execute", query, { args: "" }],
      Observe: ["POST", "/nbiot/observe", { ...query, cancel: false, pmin: 5, pmax: 60 }],
    }; // prettier-ignore
    const names = actionsOf(this.#model?.access);
    const history = ["GET", `/devices/${this.#options.deviceId}/datapoints`, { datastream_id: this.#stream }];
    const rows = [
      ...names.map((name) => [name, calls[name]]),
      ...(names.includes("Read") ? [["History", history]] : []),
    ];
    return h(
      "details",
      { class: "api" },
      h("summary", {}, "By the API"),
      h(
        "p",
        { class: "soft" },
        "The key is copied with it. ",
        h("a", { href: "/openapi.json" }, "All calls (OpenAPI)"),
      ),
      ...rows.map(([name, parts]) =>
        h("div", {}, h("div", { class: "heading" }, h("h3", {}, name), copyButton(`the call: ${name}`, curl(...parts))), h("pre", { tabindex: "0", role: "region", "aria-label": `The call: ${name}` }, curl(parts[0], parts[1], parts[2], parts[3], "…"))),
      ), // prettier-ignore
    );
  }

  /** The newest ones, the oldest of them first. */
  async #load() {
    const query = { datastream_id: this.#stream, duration: this.#seconds, limit: MOST_POINTS, sort: "DESC" };
    const data = await attempt(() => call("GET", `/devices/${this.#options.deviceId}/datapoints`, query));
    this.#points = (data?.datastreams[0]?.datapoints ?? []).reverse();
    this.#draw();
  }

  #draw() {
    const range = h(
      "select",
      {
        id: "range",
        onchange: (event) => {
          this.#seconds = event.target.value;
          void this.#load();
        },
      },
      ...RANGES.map(([value, text]) => h("option", { value, selected: value === this.#seconds }, text)),
    );
    const rows = this.#points
      .slice(-100)
      .reverse()
      .map(({ at, value }) => h("tr", {}, h("td", { class: "soft" }, at), h("td", { class: "value" }, this.#shown(value)))); // prettier-ignore
    const isFocused = document.activeElement?.id === "range";
    const folded = h(
      "details",
      { open: this.#isTableOpen, ontoggle: () => (this.#isTableOpen = folded.open) },
      h("summary", {}, this.#points.length > 100 ? `Values as a table (the last 100 of ${this.#points.length})` : `Values as a table (${this.#points.length})`),
      table(["Time", "Value"], rows, "None.", "Values"),
    ); // prettier-ignore
    this.#history.removeAttribute("aria-busy");
    this.#history.replaceChildren(
      h(
        "div",
        { class: "heading" },
        h("h3", {}, "History"),
        h("label", { class: "picker" }, h("span", {}, "of the last"), range),
      ),
      ...this.#chart(),
      folded,
    );
    if (isFocused) range.focus();
  }

  #chart() {
    const numbers = this.#points
      .filter(({ value }) => typeof value === "number" && isNumeric(this.#model, value))
      .map(({ at, value }) => ({ at: millisecondsOf(at), value, told: this.#told({ value, at }) }));
    if (numbers.length === 0) {
      const why = this.#points.length === 0 ? "No values in this time." : "These values are no numbers, so there is no chart of them."; // prettier-ignore
      return [h("p", { class: "soft" }, why)];
    }
    const values = numbers.map(({ value }) => value);
    const title = `${numbers.length} values from ${Math.min(...values)} to ${Math.max(...values)}, the last is ${values.at(-1)}`;
    const width = Math.max(300, Math.round(this.#history.clientWidth));
    return [lineChart(numbers, title, width, ({ told }) => told)];
  }
}

function valueWords(model) {
  const { names, range, oneOf, type } = model ?? {};
  const unit = type === "string" || type === "opaque" ? " bytes" : "";
  if (names !== undefined) return Object.entries(names).map(([value, name]) => `${value} ${name}`).join(", "); // prettier-ignore
  if (oneOf !== undefined) return `${oneOf.join(", ")}${unit}`;
  return range === undefined ? undefined : `${range[0]} to ${range[1]}${unit}`;
}
