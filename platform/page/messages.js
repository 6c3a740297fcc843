import { card, h } from "./dom.js";

const LIMIT = 200;

/** The log of a device's CoAP messages, decoded, the newest first. */
export class Messages {
  element;
  #messages = [];
  #body = h("tbody");
  #filter = "";

  /** @param messages reply of GET /messages, the oldest first */
  constructor(messages) {
    this.#messages = messages.slice(-LIMIT).reverse();
    const search = h("input", {
      type: "search",
      "aria-label": "Show only messages that hold",
      placeholder: "Filter, such as 5700 or 4.04",
      oninput: () => {
        this.#filter = search.value.toLowerCase();
        this.#draw();
      },
    });
    this.element = card(
      "Messages",
      [h("span", { class: "soft" }, `the last ${LIMIT}, newest first`), search],
      h("div", { class: "log", tabindex: "0", role: "region", "aria-label": "Messages" }, h("table", {}, this.#body)),
    );
    this.#draw();
  }

  take(message) {
    this.#messages.unshift(message);
    if (this.#messages.length > LIMIT) this.#messages.pop();
    if (this.#holds(message)) this.#body.prepend(row(message));
    while (this.#body.children.length > LIMIT) this.#body.lastElementChild.remove();
  }

  #draw() {
    this.#body.replaceChildren(...this.#messages.filter((message) => this.#holds(message)).map(row));
  }

  #holds(message) {
    return this.#filter === "" || words(message).toLowerCase().includes(this.#filter);
  }
}

const words = ({ type, code, text, token, values }) =>
  `${type} ${code} ${text} ${token} ${values === undefined ? "" : JSON.stringify(values)}`;

function row({ at, direction, server, type, text, size, values }) {
  const decoded = Object.entries(values ?? {}).map(([path, value]) => `${path} = ${JSON.stringify(value)}`);
  return h(
    "tr",
    {},
    h("td", { class: "soft" }, at.slice(11)),
    h("td", {}, direction === "received" ? "from device" : "to device", server === "bootstrap" ? " (bootstrap)" : ""),
    h("td", {}, type),
    h(
      "td",
      { class: "text" },
      text,
      ...(decoded.length === 0 ? [] : [h("div", { class: "decoded" }, decoded.join(", "))]),
    ),
    h("td", { class: "soft" }, `${size} B`),
  );
}
