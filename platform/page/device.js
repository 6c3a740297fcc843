import { call } from "./api.js";
import { Commands } from "./commands.js";
import { Details } from "./details.js";
import { deleteDevice, editDevice } from "./devices.js";
import { button, facts, h } from "./dom.js";
import { Messages } from "./messages.js";
import { Operations, pathOf } from "./operations.js";
import { ResourceList } from "./resources.js";
import { tabs } from "./tabs.js";

/** The view of one device: its facts, its resource list with values, its messages, its cached commands. */
export class DeviceView {
  #main;
  #models;
  #onChange;
  #device;
  #values = new Map();
  #observations = [];
  #item = [];
  #open = new Set();
  #tab = "resources";
  #operations;
  #resources;
  #messages;
  #commands;
  #details;

  /** @param onChange called when the device was changed or removed here */
  constructor(main, models, onChange) {
    this.#main = main;
    this.#models = models;
    this.#onChange = onChange;
  }

  get deviceId() {
    return this.#device?.id;
  }

  /** Nothing is shown any more. */
  leave() {
    this.#device = undefined;
  }

  /** Fetches all of the device and draws it. */
  async show(deviceId) {
    if (deviceId !== this.#device?.id) {
      this.#open.clear();
      this.#tab = "resources";
    }
    const device = await call("GET", `/devices/${deviceId}`);
    const imei = Object.keys(device.auth_info)[0];
    const observations = device.online ? await call("GET", "/nbiot/observe", { imei }) : [];
    const messages = await call("GET", "/messages", { imei });
    const { item } = await call("GET", "/nbiot/resources", { imei });
    this.#device = device;
    this.#observations = observations;
    this.#item = item;
    this.#values = new Map(
      device.datastreams.map(({ id, current_value, update_at }) => [id, { value: current_value, at: update_at }]),
    );
    this.#operations = new Operations(imei, (object, resource) => this.#modelOf(object, resource));
    this.#messages = new Messages(messages);
    this.#commands = new Commands(imei, this.#operations.modelOf, this.#item);
    this.#draw();
  }

  /** A value, a message or a command of this device that has just come. */
  take(event) {
    if (event.kind === "message") this.#messages.take(event.message);
    else if (event.kind === "command") void this.#commands.refresh();
    else {
      this.#values.set(event.stream, { value: event.value, at: event.at });
      this.#resources.setValue(event.stream, event.value, event.at);
      this.#details?.take(event.stream, event.value, event.at);
    }
  }

  #draw() {
    this.#resources = new ResourceList({
      item: this.#item,
      values: this.#values,
      observed: new Set(this.#observations.map(pathOf)),
      online: this.#device.online,
      models: this.#models,
      operations: this.#operations,
      open: this.#open,
      onDetails: (path) => void this.#showDetails(path),
    });
    const pages = [
      { id: "resources", name: "Resources", element: this.#resources.element },
      { id: "messages", name: "Messages", element: this.#messages.element },
      {
        id: "commands",
        name: "Cached commands",
        element: this.#commands.element,
        onShow: () => this.#commands.refresh(),
      },
    ];
    this.#main.replaceChildren(this.#head(), ...tabs(pages, this.#tab, (id) => (this.#tab = id)));
  }

  #head() {
    const device = this.#device;
    const [[imei, imsi]] = Object.entries(device.auth_info);
    const { registration, location, tags } = device;
    return h(
      "section",
      { class: "card" },
      h(
        "header",
        {},
        h("h2", {}, device.title),
        h("span", { class: device.online ? "tag good fill" : "tag fill" }, device.online ? "online" : "offline"),
        button("Edit", () => editDevice(device, this.#onChange)),
        button("Delete", () => deleteDevice(device, this.#onChange), { class: "danger" }),
      ),
      h(
        "dl",
        { class: "facts two" },
        ...facts({
          "Device id": device.id,
          Protocol: device.protocol,
          IMEI: imei,
          IMSI: imsi,
          Description: device.desc,
          Tags: tags?.join(", "),
          Location: location === undefined ? undefined : `${location.lat}, ${location.lon}`,
          Created: device.create_time,
          "Automatic subscription": device.obsv ? "on" : "off",
          Secrets: [device.has_auth ? "authorization code" : "", device.has_psk ? "pre-shared key" : ""]
            .filter(Boolean)
            .join(", "),
          Registered:
            registration === undefined
              ? undefined
              : `${registration.registered_at}, until ${registration.expires_at} unless updated`,
          LwM2M: registration === undefined ? undefined : `${registration.lwm2m}, binding ${registration.binding}`,
        }),
      ),
    );
  }

  #showDetails(path) {
    const { obj_id, obj_inst_id, res_id } = path;
    this.#details = new Details({
      deviceId: this.#device.id,
      path,
      model: this.#modelOf(obj_id, res_id),
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
