import { call } from "./api.js";
import { KINDS, editBootstrap } from "./bootstrap.js";
import { Commands } from "./commands.js";
import { Details } from "./details.js";
import { deleteDevice, editDevice } from "./devices.js";
import { button, copyable, facts, h, keepFocus } from "./dom.js";
import { Messages } from "./messages.js";
import { Operations, pathOf } from "./operations.js";
import { ResourceList, unitsOf } from "./resources.js";
import { tabs } from "./tabs.js";
import { brief } from "./time.js";

/** The view of one device: its facts, its resource list with values, its messages, its cached commands. */
export class DeviceView {
  #main;
  #models;
  #onChange;
  #onTab;
  #deviceId;
  #device;
  #values = new Map();
  #observations = [];
  #item;
  #open = new Set();
  #tab = "resources";
  #head = h("div");
  #list = h("div");
  #drawn = "";
  #operations;
  #resources;
  #messages;
  #commands;
  #details;
  #fetching = 0;

  /**
   * @param options `{main, models, onChange, onTab}`: where it is drawn; objects by id; called when the device was
   *   changed or removed here; called with the tab that was opened
   */
  constructor({ main, models, onChange, onTab }) {
    this.#main = main;
    this.#models = models;
    this.#onChange = onChange;
    this.#onTab = onTab;
  }

  get deviceId() {
    return this.#deviceId;
  }

  get tab() {
    return this.#tab;
  }

  /** Nothing is shown any more. */
  leave() {
    this.#deviceId = undefined;
  }

  /**
   * Shows a device: its facts at once, the rest as it comes, since a device may take long to tell what it has. If it is
   * the one that is shown, only what has changed is drawn anew.
   */
  async show(deviceId, tab) {
    const isNew = deviceId !== this.#deviceId;
    this.#deviceId = deviceId;
    const turn = (this.#fetching += 1);
    const isOver = () => turn !== this.#fetching || this.#deviceId !== deviceId;
    const device = await call("GET", `/devices/${deviceId}`);
    if (isOver()) return;
    const imei = Object.keys(device.auth_info)[0];
    this.#device = device;
    this.#values = new Map(
      device.datastreams.map(({ id, current_value, update_at }) => [id, { value: current_value, at: update_at }]),
    );
    this.#operations = new Operations(imei, device.registration?.lwm2m ?? "1.0", (...path) => this.#modelOf(...path));
    if (isNew) this.#begin(imei, tab);
    this.#drawHead();
    await this.#fetchRest(imei, device.online, isOver);
  }

  async #fetchRest(imei, online, isOver) {
    const [observations, { item }] = await Promise.all([
      online ? call("GET", "/nbiot/observe", { imei }) : [],
      call("GET", "/nbiot/resources", { imei }),
      this.#messages.refresh(),
      this.#tab === "commands" ? this.#commands.refresh() : undefined,
    ]);
    if (isOver()) return;
    this.#observations = observations;
    this.#item = item;
    this.#commands.item = item;
    this.#drawList();
  }

  /** A value, a message or a command of this device that has just come. */
  take(event) {
    if (event.kind === "message") this.#messages?.take(event.message);
    else if (event.kind === "command") void this.#commands?.refresh();
    else {
      this.#values.set(event.stream, { value: event.value, at: event.at });
      this.#resources?.setValue(event.stream, event.value, event.at);
      this.#details?.take(event.stream, event.value, event.at);
    }
  }

  /** The parts of another device, still without what it has. */
  #begin(imei, tab) {
    this.#open.clear();
    this.#item = undefined;
    this.#resources = undefined;
    this.#drawn = "";
    this.#messages = new Messages(imei, this.#operations.modelOf);
    this.#commands = new Commands(imei, this.#operations.modelOf);
    const loading = h("p", { class: "soft busy" }, "Loading what the device has…");
    this.#list.replaceChildren(h("section", { class: "card", "aria-busy": "true" }, loading));
    const pages = [
      { id: "resources", name: "Resources", element: this.#list },
      { id: "messages", name: "Messages", element: this.#messages.element },
      { id: "commands", name: "Cached commands", element: this.#commands.element, onShow: () => this.#commands.refresh() },
    ]; // prettier-ignore
    const open = (id) => {
      this.#tab = id;
      this.#onTab(id);
    };
    this.#main.replaceChildren(this.#head, ...tabs(pages, tab ?? "resources", open));
  }

  /** Draws the resource list if anything but its values has changed. */
  #drawList() {
    const { online } = this.#device;
    const state = JSON.stringify([this.#item, this.#observations.map(pathOf), online, this.#operations.version]);
    if (state === this.#drawn) {
      for (const [stream, { value, at }] of this.#values) this.#resources.setValue(stream, value, at);
      return;
    }
    this.#drawn = state;
    this.#resources = new ResourceList({
      item: this.#item,
      values: this.#values,
      observed: new Set(this.#observations.map(pathOf)),
      online,
      models: this.#models,
      operations: this.#operations,
      open: this.#open,
      onDetails: (path) => void this.#showDetails(path),
    });
    keepFocus(this.#list, () => this.#list.replaceChildren(this.#resources.element));
  }

  #drawHead() {
    const device = this.#device;
    const [[imei, imsi]] = Object.entries(device.auth_info);
    const { registration, location, tags } = device;
    const { title } = device;
    const head = h(
      "section",
      { class: "card" },
      h(
        "header",
        {},
        h("h2", { class: "long" }, title),
        h("span", { class: device.online ? "tag good fill" : "tag fill" }, device.online ? "online" : "offline"),
        button("Edit", () => editDevice(device, this.#onChange)),
        button("Bootstrap", () => editBootstrap(title, device, `/devices/${device.id}`, this.#onChange)),
        button("Delete", () => deleteDevice(device, () => this.#gone()), { class: "danger" }),
      ),
      h(
        "dl",
        { class: "facts two" },
        ...facts({
          "Device id": copyable("device id", device.id),
          Protocol: device.protocol,
          IMEI: copyable("IMEI", imei),
          IMSI: imsi,
          Description: device.desc,
          Tags: tags?.join(", "),
          Location: location === undefined ? undefined : `${location.lat}, ${location.lon}`,
          Created: brief(device.create_time),
          "Automatic subscription": device.obsv ? "on" : "off",
          Secrets: [device.has_auth ? "authorization code" : "", device.has_psk ? "pre-shared key" : ""]
            .filter(Boolean)
            .join(", "),
          Bootstrap: KINDS.find(([kind]) => kind === device.bootstrap)?.[1],
          ...registrationFacts(registration, device.online),
        }),
      ),
    );
    keepFocus(this.#head, () => this.#head.replaceChildren(head));
    document.title = `${title} · Local LwM2M platform`;
  }

  #gone() {
    this.leave();
    return this.#onChange();
  }

  #showDetails(path) {
    const { obj_id, obj_inst_id, res_id } = path;
    const model = this.#modelOf(obj_id, res_id);
    this.#details = new Details({
      deviceId: this.#device.id,
      title: this.#device.title,
      path,
      model,
      units: unitsOf(model, path, this.#values),
      object: this.#models.get(obj_id)?.name,
      online: this.#device.online,
      observation: this.#observations.find((observed) => pathOf(observed) === pathOf(path)),
      operations: this.#operations,
      known: this.#values.get(`${obj_id}_${obj_inst_id}_${res_id}`),
    });
    return this.#details.show();
  }

  #modelOf(object, resource) {
    return this.#models.get(object)?.resources.find(({ id }) => id === resource);
  }
}

function registrationFacts(registration, online) {
  if (registration === undefined) return { Registered: "never" };
  const { registered_at: at, expires_at: end, lwm2m, binding, queue_mode: queue, lifetime } = registration;
  return {
    Registered: brief(at),
    Expires: online ? `${brief(end)} unless updated (lifetime ${lifetime} s)` : undefined,
    LwM2M: `${lwm2m}, binding ${binding}${queue ? ", queue mode" : ""}`,
  };
}
