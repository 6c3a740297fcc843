import { call } from "./api.js";
import { ask, confirmed, showText } from "./dialogs.js";
import { attempt, button, card, h, keepFocus, table, toast } from "./dom.js";
import { brief } from "./time.js";
import { valueField, writeEntry } from "./values.js";

const STATES = ["", "waiting", "cancelled", "sent", "expired", "done", "failed"];

/** Commands that wait until the device comes by: made, listed with what became of them, and cancelled. */
export class Commands {
  element = h("div");
  /** Of the reply of GET /nbiot/resources: what a command can be about. */
  item = [];
  #imei;
  #modelOf;

  constructor(imei, modelOf) {
    this.#imei = imei;
    this.#modelOf = modelOf;
  }

  async refresh() {
    const query = { imei: this.#imei, start: "2000-01-01T00:00:00", sort: "DESC", per_page: 50 };
    const data = await attempt(() => call("GET", "/nbiot/offline/history", query));
    if (data !== undefined) this.#draw(data.items);
  }

  #draw(items) {
    const waiting = items.some(({ send_status: status }) => status === 1);
    const cancelAll = button("Cancel all that wait", () => this.#cancelAll(), { class: "quiet", disabled: !waiting });
    const draw = () =>
      this.element.replaceChildren(
        card(
          "Cached commands",
          [button("New command", () => this.#ask()), cancelAll],
          h("p", { class: "soft" }, "They wait on the platform until the device registers, updates or notifies."),
          table(
            ["Command", "State", "Made", "Expires", ""],
            items.map((item) => this.#row(item)),
            "None yet.",
            "Cached commands",
          ),
        ),
      );
    keepFocus(this.element, draw);
  }

  #row({
    cmd_uuid: uuid,
    type,
    send_status: status,
    confirm_status: confirmed,
    create_time: made,
    expired_time: until,
  }) {
    const state = `${STATES[status] ?? status}${confirmed === undefined || status === 5 ? "" : ` (${confirmed.toLowerCase().replaceAll("_", " ")})`}`;
    return h(
      "tr",
      {},
      h("td", {}, type.toLowerCase(), h("small", { class: "soft id" }, uuid.slice(0, 8))),
      h("td", {}, h("span", { class: status === 5 ? "tag good" : "tag" }, state)),
      h("td", { class: "soft" }, h("time", { title: made }, brief(made))),
      h("td", { class: "soft" }, h("time", { title: until }, brief(until))),
      h(
        "td",
        {},
        h(
          "div",
          { class: "actions" },
          button("Result", () => this.#result(uuid), { "aria-label": `Result of ${uuid.slice(0, 8)}` }),
          ...(status === 1
            ? [button("Cancel", () => this.#cancel(uuid), { "aria-label": `Cancel ${uuid.slice(0, 8)}` })]
            : []),
        ),
      ),
    );
  }

  async #result(uuid) {
    const data = await attempt(() => call("GET", `/nbiot/offline/history/${uuid}`, { imei: this.#imei }));
    if (data === undefined) return;
    const { args, content, cmd_result: result } = data;
    const text = JSON.stringify({ args, content, ...(result === undefined ? {} : { result }) }, undefined, 2);
    showText("Command", "What was asked, and what came", text);
  }

  #cancelAll() {
    const text = "The device will not get those that still wait.";
    confirmed("Cancel all commands that wait?", text, "Cancel them", () => this.#cancel("all"));
  }

  async #cancel(uuid) {
    await attempt(() => call("PUT", `/nbiot/offline/cancel/${uuid}`, { imei: this.#imei }));
    await this.refresh();
  }

  /** First what and where, then the value that this place takes. */
  #ask() {
    const places = this.item.flatMap(({ obj_id: object, instances }) =>
      instances.flatMap(({ inst_id: instance, resources }) =>
        resources.map((resource) => {
          const path = `${object}/${instance}/${resource}`;
          return [path, `/${path} ${this.#modelOf(object, resource)?.name ?? ""}`];
        }),
      ),
    );
    if (places.length === 0) return toast("The device has never told what it has");
    const fields = [
      { name: "kind", label: "Command", options: [["read", "read"], ["write", "write"], ["execute", "execute"]] }, // prettier-ignore
      { name: "path", label: "Property", options: places },
      { name: "minutes", label: "Expires after (minutes)", type: "number", value: "60", min: 1, required: true },
    ];
    ask("New cached command", fields, "Next", async ({ kind, path, minutes }) => {
      const [obj_id, obj_inst_id, res_id] = path.split("/").map(Number);
      const place = { obj_id, obj_inst_id, res_id };
      if (kind === "read") return this.#send("GET", "/nbiot/offline", place, minutes);
      return this.#askValue(kind, place, minutes);
    });
  }

  #askValue(kind, place, minutes) {
    const { obj_id, obj_inst_id, res_id } = place;
    const where = `/${obj_id}/${obj_inst_id}/${res_id}`;
    if (kind === "execute") {
      const fields = [{ name: "args", label: "Arguments", hint: "may be empty" }];
      ask(`Execute ${where} later`, fields, "Keep", ({ args }) =>
        this.#send("POST", "/nbiot/execute/offline", place, minutes, { args }),
      );
      return;
    }
    const model = this.#modelOf(obj_id, res_id);
    ask(`Write ${where} later`, [valueField(model)], "Keep", ({ val }) => {
      const data = [writeEntry(res_id, model, val)];
      return this.#send("POST", "/nbiot/offline", { obj_id, obj_inst_id, mode: 2 }, minutes, { data });
    });
  }

  async #send(method, path, place, minutes, body) {
    const expired_time = apiTime(Date.now() + Number(minutes) * 60_000);
    await call(method, path, { imei: this.#imei, ...place, expired_time }, body);
    toast("The command waits for the device");
    await this.refresh();
  }
}

/** YYYY-MM-DDTHH:MM:SS in this machine's time zone. */
function apiTime(milliseconds) {
  const date = new Date(milliseconds);
  return new Date(milliseconds - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
