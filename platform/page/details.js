import { call } from "./api.js";
import { lineChart } from "./chart.js";
import { attempt, button, byId, facts, h, table } from "./dom.js";
import { actionsOf, pathOf } from "./operations.js";
import { isNumeric, shown } from "./values.js";

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
  #current = h("dd");
  #history = h("div", { class: "history" });

  /** @param options `{deviceId, path, model, object, online, observation, operations, known}` */
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
    this.#current.textContent = `${shown(value, this.#model)}, ${at}`;
    this.#points.push({ at, value });
    this.#draw();
  }

  #content(dialog) {
    const { object, known, observation, online, operations } = this.#options;
    const model = this.#model;
    this.#current.textContent = known === undefined ? "none yet" : `${shown(known.value, model)}, ${known.at}`;
    const attributes = Object.entries(observation ?? {}).filter(([name]) => !name.endsWith("_id"));
    const told = attributes.map(([name, number]) => `${name} ${number}`).join(", ");
    return [
      h("h2", { id: "details-title" }, `${model?.name ?? "Unknown"} ${pathOf(this.#path)}`),
      h(
        "dl",
        { class: "facts" },
        ...facts({
          Object: `${object ?? "unknown"} /${this.#path.obj_id}, instance ${this.#path.obj_inst_id}`,
          Type: model?.type,
          Unit: model?.units,
          Access: { R: "read", W: "write", RW: "read and write", E: "execute" }[model?.access],
          Instances: model?.multiple === true ? "several" : "one",
          "Data stream": this.#stream,
          Observed: observation === undefined ? "no" : told === "" ? "yes" : `yes, ${told}`,
        }),
        h("dt", {}, "Value"),
        this.#current,
      ),
      h(
        "div",
        { class: "actions" },
        ...actionsOf(model?.access).map((action) =>
          button(
            action === "Observe" && observation !== undefined ? "Stop observing" : action,
            () => {
              if (action !== "Read") dialog.close();
              return operations.act(action, this.#path, known?.value, observation !== undefined);
            },
            { class: "quiet", disabled: !online },
          ),
        ),
      ),
      this.#history,
      h(
        "div",
        { class: "actions end" },
        button("Close", () => dialog.close()),
      ),
    ];
  }

  async #load() {
    const query = { datastream_id: this.#stream, duration: this.#seconds, limit: MOST_POINTS, sort: "ASC" };
    const data = await attempt(() => call("GET", `/devices/${this.#options.deviceId}/datapoints`, query));
    this.#points = data?.datastreams[0]?.datapoints ?? [];
    this.#draw();
  }

  #draw() {
    const range = h(
      "select",
      {
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
      .map(({ at, value }) =>
        h("tr", {}, h("td", { class: "soft" }, at), h("td", { class: "value" }, shown(value, this.#model))),
      );
    this.#history.replaceChildren(
      h(
        "div",
        { class: "heading" },
        h("h3", {}, "History"),
        h("label", { class: "picker" }, h("span", {}, "of the last"), range),
      ),
      ...this.#chart(),
      h(
        "details",
        {},
        h("summary", {}, `Values as a table (${this.#points.length})`),
        table(["Time", "Value"], rows, "None.", "Values"),
      ),
    );
  }

  #chart() {
    const numbers = this.#points
      .filter(({ value }) => typeof value === "number" && isNumeric(this.#model, value))
      .map(({ at, value }) => ({ at: new Date(at.replace(" ", "T")).getTime(), value }));
    if (numbers.length === 0)
      return [h("p", { class: "soft" }, this.#points.length === 0 ? "No values in this time." : "")];
    const values = numbers.map(({ value }) => value);
    const least = Math.min(...values);
    const most = Math.max(...values);
    return [lineChart(numbers, `${numbers.length} values from ${least} to ${most}, the last is ${values.at(-1)}`)];
  }
}
