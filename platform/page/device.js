import { ApiError, call } from "./api.js";
import { ask } from "./dialogs.js";
import { facts, h, toast } from "./dom.js";

/** The view of one device: its facts, its resource list with values, its messages. */
export class DeviceView {
  #main;
  #models;
  #device;
  #values = new Map();
  #observed = new Set();
  #item = [];
  #log = h("tbody");
  #cells = new Map();
  #open = new Set();

  constructor(main, models) {
    this.#main = main;
    this.#models = models;
  }

  get deviceId() {
    return this.#device?.id;
  }

  get imei() {
    return this.#device === undefined ? undefined : Object.keys(this.#device.auth_info)[0];
  }

  /** Fetches all of the device and draws it. */
  async show(deviceId) {
    if (deviceId !== this.#device?.id) this.#open.clear();
    const device = await call("GET", `/devices/${deviceId}`);
    this.#device = device;
    this.#values = new Map(
      device.datastreams.map(({ id, current_value, update_at }) => [id, { value: current_value, at: update_at }]),
    );
    const imei = this.imei;
    this.#observed = new Set(device.online ? (await call("GET", "/nbiot/observe", { imei })).map(pathOf) : []);
    const messages = await call("GET", "/messages", { imei });
    this.#log = h("tbody", {}, ...messages.map(messageRow).reverse());
    this.#item = (await call("GET", "/nbiot/resources", { imei })).item;
    this.#draw();
  }

  /** A value or a message of this device that has just come. */
  take(event) {
    if (event.kind === "datapoint") this.#setValue(event.stream, event.value, event.at);
    else this.#addMessage(event.message);
  }

  #draw() {
    const { title, id, online, desc, create_time: created, obsv } = this.#device;
    const [[imei, imsi]] = Object.entries(this.#device.auth_info);
    this.#cells.clear();
    this.#main.replaceChildren(
      h(
        "section",
        { class: "card" },
        h(
          "header",
          {},
          h("h2", {}, title),
          h("span", { class: online ? "tag good fill" : "tag fill" }, online ? "online" : "offline"),
          h("button", { type: "button", onclick: () => this.#edit() }, "Edit"),
          h("button", { type: "button", class: "danger", onclick: () => this.#delete() }, "Delete"),
        ),
        h(
          "dl",
          { class: "facts" },
          ...facts({
            "Device id": id,
            IMEI: imei,
            IMSI: imsi,
            Description: desc,
            Created: created,
            "Automatic subscription": obsv ? "on" : "off",
          }),
        ),
      ),
      this.#resourceList(),
      h(
        "section",
        { class: "card" },
        h("header", {}, h("h2", {}, "Messages"), h("span", { class: "soft" }, "the last 200, newest first")),
        h("div", { class: "log", tabindex: "0", role: "region", "aria-label": "Messages" }, h("table", {}, this.#log)),
      ),
    );
  }

  #resourceList() {
    const list = h(
      "section",
      { class: "card" },
      h("header", {}, h("h2", {}, "Resource list"), h("span", { class: "soft" }, `${this.#item.length} objects`)),
    );
    if (this.#item.length === 0) list.append(h("p", { class: "soft" }, "The device has not registered yet."));
    for (const entry of this.#item) list.append(this.#object(entry));
    return list;
  }

  #object({ obj_id: object, instances }) {
    const name = this.#models.get(object)?.name ?? "unknown object";
    const attributes = new Set(instances.flatMap(({ resources }) => resources)).size;
    const details = h(
      "details",
      {
        class: "object",
        open: this.#open.has(object),
        ontoggle: () => this.#open[details.open ? "add" : "delete"](object),
      },
      h(
        "summary",
        {},
        h("strong", {}, name),
        ` /${object} `,
        h("span", { class: "soft" }, `${count(instances.length, "instance")}, ${count(attributes, "attribute")}`),
      ),
      this.#pathActions({ obj_id: object }, ["Read", "Observe"]),
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
      h("div", { class: "heading" }, h("h3", {}, `Instance ${instance}`), this.#pathActions(path, ["Read", "Observe"])),
      h(
        "div",
        { class: "scroll" },
        h(
          "table",
          {},
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              ...["Id", "Attribute", "Type", "Access", "Value", "Time", ""].map((text) =>
                h("th", { scope: "col" }, text),
              ),
            ),
          ),
          h("tbody", {}, ...rows),
        ),
      ),
    );
  }

  #resource(object, instance, resource) {
    const model = this.#modelOf(object, resource);
    const stream = `${object}_${instance}_${resource}`;
    const path = { obj_id: object, obj_inst_id: instance, res_id: resource };
    const access = model?.access ?? "?";
    const known = this.#values.get(stream);
    const value = h("td", { class: "value" }, known === undefined ? "" : shown(known.value, model));
    const time = h("td", { class: "soft" }, timeOf(known?.at));
    this.#cells.set(stream, { value, time, model });
    const actions =
      access === "E"
        ? ["Execute"]
        : access === "W"
          ? ["Write"]
          : access === "R"
            ? ["Read", "Observe"]
            : ["Read", "Write", "Observe"];
    return h(
      "tr",
      {},
      h("td", { class: "number" }, String(resource)),
      h("td", {}, model?.name ?? "unknown"),
      h("td", { class: "soft" }, model === undefined || model.type === "none" ? "" : model.type),
      h("td", { class: "soft" }, access),
      value,
      time,
      h("td", {}, this.#pathActions(path, actions)),
    );
  }

  #pathActions(path, actions) {
    const text = pathOf(path);
    const buttons = actions.map((action) => {
      const isObserve = action === "Observe";
      const observed = isObserve && this.#observed.has(text);
      return h(
        "button",
        {
          type: "button",
          disabled: !this.#device.online,
          "aria-label": `${observed ? "Stop observing" : action} ${text}`,
          "aria-pressed": isObserve ? String(observed) : undefined,
          onclick: (event) => void this.#act(event.currentTarget, action, path, observed),
        },
        observed ? "Observed" : action,
      );
    });
    return h("div", { class: "actions" }, ...buttons);
  }

  async #act(button, action, path, observed) {
    if (action === "Write") return this.#write(path);
    if (action === "Execute") return this.#execute(path);
    if (action === "Observe" && !observed) return this.#observe(path);
    button.disabled = true;
    try {
      if (action === "Read") await call("GET", "/nbiot", { imei: this.imei, ...path });
      else await call("POST", "/nbiot/observe", { imei: this.imei, cancel: true, ...path });
      toast(`${observed ? "No longer observed" : "Read"}: ${pathOf(path)}`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(`${pathOf(path)}: ${error.message}`);
    } finally {
      button.disabled = false;
    }
  }

  #write(path) {
    const { obj_id, obj_inst_id, res_id } = path;
    const model = this.#modelOf(obj_id, res_id);
    const known = this.#values.get(`${obj_id}_${obj_inst_id}_${res_id}`)?.value;
    ask(`Write ${pathOf(path)} ${model?.name ?? ""}`, [valueField(model, known)], "Write", async ({ val }) => {
      const data = [{ res_id, val: toValue(model, val) }];
      await call("POST", "/nbiot", { imei: this.imei, obj_id, obj_inst_id, mode: 2 }, { data });
      toast(`Written: ${pathOf(path)}`);
      if (model?.access !== "W") await call("GET", "/nbiot", { imei: this.imei, ...path });
    });
  }

  #execute(path) {
    const fields = [{ name: "args", label: "Arguments", hint: "May be empty; such as 0='a',1" }];
    ask(`Execute ${pathOf(path)}`, fields, "Execute", async ({ args }) => {
      await call("POST", "/nbiot/execute", { imei: this.imei, ...path }, { args });
      toast(`Executed: ${pathOf(path)}`);
    });
  }

  #observe(path) {
    const fields = [
      { name: "pmin", label: "Not more often than every (pmin, s)", type: "number" },
      { name: "pmax", label: "At least every (pmax, s)", type: "number" },
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

  #edit() {
    const { id, title, desc, obsv } = this.#device;
    const fields = [
      { name: "title", label: "Name", value: title, required: true },
      { name: "desc", label: "Description", value: desc },
      { name: "obsv", label: "Subscribe automatically after registration", type: "checkbox", value: obsv },
    ];
    ask("Edit device", fields, "Save", (values) => call("PUT", `/devices/${id}`, {}, values));
  }

  #delete() {
    const { id, title } = this.#device;
    ask(`Delete ${title} and its data?`, [], "Delete", () => call("DELETE", `/devices/${id}`));
  }

  #setValue(stream, value, at) {
    this.#values.set(stream, { value, at });
    const cell = this.#cells.get(stream);
    if (cell === undefined) return;
    cell.value.textContent = shown(value, cell.model);
    cell.time.textContent = timeOf(at);
    cell.value.classList.remove("fresh");
    void cell.value.offsetWidth;
    cell.value.classList.add("fresh");
  }

  #addMessage(message) {
    this.#log.prepend(messageRow(message));
    while (this.#log.children.length > 200) this.#log.lastElementChild.remove();
  }

  #modelOf(object, resource) {
    return this.#models.get(object)?.resources.find(({ id }) => id === resource);
  }
}

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

const pathOf = ({ obj_id, obj_inst_id, res_id }) =>
  `/${[obj_id, obj_inst_id, res_id].filter((id) => id !== undefined).join("/")}`;

const timeOf = (at) => at?.slice(11) ?? "";

function shown(value, model) {
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  if (model?.type === "time" && Number.isFinite(value)) return new Date(value * 1_000).toLocaleString();
  return model?.units ? `${text} ${model.units}` : text;
}

function valueField(model, known) {
  const name = "val";
  const label = model?.units ? `Value (${model.units})` : "Value";
  if (model?.type === "boolean") {
    return {
      name,
      label,
      value: known,
      options: [
        ["true", "true"],
        ["false", "false"],
      ],
    };
  }
  const isNumber = ["integer", "unsigned", "float", "time"].includes(model?.type);
  const hint = { opaque: "hex digits", time: "seconds since 1970", objlink: "object:instance" }[model?.type];
  return { name, label, value: known ?? "", type: isNumber ? "number" : "text", hint };
}

function toValue(model, text) {
  if (model?.type === "boolean") return text === "true";
  if (model?.type === "float") return Number(text);
  return text;
}

function messageRow({ at, direction, server, type, text, size }) {
  return h(
    "tr",
    {},
    h("td", { class: "soft" }, at.slice(11)),
    h("td", {}, direction === "received" ? "from device" : "to device"),
    h("td", { class: "soft" }, server === "bootstrap" ? "bootstrap" : ""),
    h("td", {}, type),
    h("td", { class: "text" }, text),
    h("td", { class: "soft" }, `${size} B`),
  );
}
