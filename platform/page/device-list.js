import { call } from "./api.js";
import { attempt, byId, button, h, keepFocus } from "./dom.js";

/** From so many devices on there are a search and a filter. */
const SEARCH_FROM = 8;
const PER_PAGE = 50;

/** The devices of a product at the side: a page of them, those that a search finds, or only some by their state. */
export class DeviceList {
  #onOpen;
  #devices = [];
  #total = 0;
  #page = 1;
  #current;
  #searching;

  /** @param onOpen gets the id of the device that was chosen */
  constructor(onOpen) {
    this.#onOpen = onOpen;
    byId("search").addEventListener("input", () => {
      clearTimeout(this.#searching);
      this.#searching = setTimeout(() => void attempt(() => this.#turn(1)), 250);
    });
    byId("state").addEventListener("change", () => void attempt(() => this.#turn(1)));
  }

  /** Of the first device that is listed. */
  get first() {
    return this.#devices[0]?.id;
  }

  /** Begins with another product. */
  async reset() {
    byId("search").value = "";
    byId("state").value = "";
    await this.#turn(1);
  }

  /** Marks the device that is shown. */
  mark(deviceId) {
    this.#current = deviceId;
    this.#draw();
  }

  /** Fetches the page that is shown anew. */
  async load() {
    const key_words = byId("search").value.trim();
    const common = { per_page: PER_PAGE, page: this.#page, online: byId("state").value };
    let found = await call("GET", "/devices", { ...common, key_words });
    // Names and ids are searched first; then IMEI and IMSI.
    if (key_words !== "" && found.total_count === 0) {
      found = await call("GET", "/devices", { ...common, auth_info: key_words });
    }
    this.#devices = found.devices;
    this.#total = found.total_count;
    if (this.#devices.length === 0 && this.#page > 1) return this.#turn(Math.max(1, Math.ceil(this.#total / PER_PAGE)));
    byId("search-form").hidden = !this.#isNarrowed() && this.#total < SEARCH_FROM;
    this.#draw();
  }

  async #turn(page) {
    this.#page = page;
    await this.load();
  }

  #isNarrowed = () => byId("search").value.trim() !== "" || byId("state").value !== "";

  #draw() {
    const items = this.#devices.map((device) => h("li", {}, this.#item(device)));
    const none = this.#isNarrowed() ? "None like that." : "None yet. Make one with an IMEI and an IMSI.";
    keepFocus(byId("devices-nav"), () => {
      byId("devices").replaceChildren(...(items.length > 0 ? items : [h("li", { class: "soft" }, none)]));
      byId("pages").replaceChildren(...this.#pages());
    });
  }

  #item({ id, title, online, auth_info: info }) {
    return h(
      "button",
      {
        type: "button",
        "aria-current": id === this.#current ? "true" : undefined,
        "data-key": `device ${id}`,
        onclick: () => this.#onOpen(id),
      },
      h("span", { class: "long" }, title),
      h("span", { class: online ? "tag good" : "tag" }, online ? "online" : "offline"),
      h("small", {}, Object.keys(info)[0]),
    );
  }

  /** "51–100 of 10,000" and where to go from there. */
  #pages() {
    if (this.#total <= PER_PAGE) return [];
    const first = (this.#page - 1) * PER_PAGE + 1;
    const last = first + this.#devices.length - 1;
    const number = new Intl.NumberFormat("en");
    const step = (by, text, words, isThere) =>
      button(text, () => attempt(() => this.#turn(this.#page + by)), {
        class: "quiet",
        disabled: !isThere,
        "aria-label": words,
      });
    return [
      step(-1, "‹", "Previous devices", this.#page > 1),
      h("span", { class: "soft" }, `${number.format(first)}–${number.format(last)} of ${number.format(this.#total)}`),
      step(1, "›", "Next devices", last < this.#total),
    ];
  }
}
