import { call } from "./api.js";
import { attempt, card, h, table } from "./dom.js";
import { brief } from "./time.js";
import { shown } from "./values.js";

const LIMIT = 200;
/** So many values of a message are shown; the rest is counted. */
const MOST_VALUES = 12;

/** The log of a device's CoAP messages, decoded, the newest first. */
export class Messages {
  element;
  #imei;
  #modelOf;
  #messages = [];
  #table = h("div");
  #body;
  #filter = "";

  constructor(imei, modelOf) {
    this.#imei = imei;
    this.#modelOf = modelOf;
    const search = h("input", {
      type: "search",
      "aria-label": "Show only messages that hold",
      placeholder: "Filter, such as 5700 or 4.04",
      oninput: () => {
        this.#filter = search.value.trim().toLowerCase();
        this.#draw();
      },
    });
    this.element = card(
      "Messages",
      [h("span", { class: "soft" }, `the last ${LIMIT}, newest first`), search],
      this.#table,
    );
  }

  /** Fetches all of them anew. */
  async refresh() {
    const messages = await attempt(() => call("GET", "/messages", { imei: this.#imei }));
    if (messages === undefined) return;
    this.#messages = messages.slice(-LIMIT).reverse();
    this.#draw();
  }

  /** One that has just come. */
  take(message) {
    this.#messages.unshift(message);
    if (this.#messages.length > LIMIT) this.#messages.pop();
    if (!this.#holds(message)) return;
    if (this.#body === undefined) return this.#draw();
    this.#body.prepend(this.#row(message));
    while (this.#body.children.length > LIMIT) this.#body.lastElementChild.remove();
  }

  #draw() {
    const rows = this.#messages.filter((message) => this.#holds(message)).map((message) => this.#row(message));
    const empty = this.#filter === "" ? "None yet. What the device and the platform say to each other appears here." : "None like that."; // prettier-ignore
    this.#table.replaceChildren(
      table(["Time", "Direction", "Type", "Message", "Size"], rows, empty, "Messages", "log"),
    );
    this.#body = this.#table.querySelector("tbody") ?? undefined;
  }

  #holds(message) {
    return this.#filter === "" || words(message).toLowerCase().includes(this.#filter);
  }

  #row({ at, direction, server, type, text, size, values }) {
    const way = direction === "received" ? "from device" : "to device";
    return h(
      "tr",
      {},
      h("td", { class: "soft" }, h("time", { title: at }, brief(at, { milliseconds: true }))),
      h("td", { class: direction }, way, server === "bootstrap" ? " (bootstrap)" : ""),
      h("td", {}, type),
      h("td", { class: "text" }, text, ...this.#decoded(Object.entries(values ?? {}))),
      h("td", { class: "soft" }, `${size} B`),
    );
  }

  /** What a payload says, a value in a line, by the names of the resources. */
  #decoded(values) {
    const lines = values.slice(0, MOST_VALUES).map(([path, value]) => {
      const [object, , resource] = path.slice(1).split("/").map(Number);
      const model = this.#modelOf(object, resource);
      return h("div", { class: "decoded" }, `${path} ${model?.name ?? ""} = ${shown(value, model)}`);
    });
    const rest = values.length - lines.length;
    return rest > 0 ? [...lines, h("div", { class: "decoded" }, `and ${rest} more`)] : lines;
  }
}

const words = ({ type, code, text, token, values }) =>
  `${type} ${code} ${text} ${token} ${values === undefined ? "" : JSON.stringify(values)}`;
