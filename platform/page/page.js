import { ApiError, call, follow, useKey } from "./api.js";
import { DeviceView } from "./device.js";
import { ask } from "./dialogs.js";
import { byId, facts, h, toast } from "./dom.js";

let products = [];
let product;
let devices = [];
let view;
let following = new AbortController();
let refreshing;

async function start() {
  const models = await call("GET", "/objects");
  view = new DeviceView(byId("main"), new Map(models.map((model) => [model.id, model])));
  byId("new-product").addEventListener("click", newProduct);
  byId("new-device").addEventListener("click", newDevice);
  byId("products").addEventListener("change", (event) => void openProduct(event.target.value));
  await loadProducts();
}

/** From another machine the page has to be given a MasterKey. */
async function loadProducts(wanted) {
  try {
    products = await call("GET", "/products");
  } catch (error) {
    if (!(error instanceof ApiError) || error.errno !== 1) throw error;
    askForKey();
    return;
  }
  byId("products").replaceChildren(...products.map(({ product_id: id, name }) => h("option", { value: id }, name)));
  await openProduct(wanted ?? products[0]?.product_id);
}

function askForKey() {
  ask(
    "MasterKey of the product",
    [{ name: "key", label: "MasterKey", type: "password", required: true }],
    "Open",
    async ({ key }) => {
      useKey(key);
      await call("GET", "/products");
      await loadProducts();
    },
  );
}

async function openProduct(productId) {
  product = products.find(({ product_id: id }) => id === productId);
  if (product === undefined) return;
  useKey(product.master_key);
  byId("products").value = productId;
  byId("product").replaceChildren(
    ...facts({
      "User id": product.user_id,
      "Product id": product.product_id,
      Protocol: product.protocol,
    }),
    h("dt", {}, "MasterKey"),
    h("dd", { class: "key" }, product.master_key),
  );
  following.abort();
  following = new AbortController();
  void follow(following.signal, onEvent, (connected) => {
    byId("live").textContent = connected ? "live" : "not connected";
    byId("live").className = connected ? "tag good" : "tag";
    if (connected) void refresh();
  });
  await loadDevices();
  await openDevice(devices[0]?.id);
}

async function loadDevices() {
  devices = (await call("GET", "/devices", { per_page: 100 })).devices;
  drawDevices();
}

function drawDevices() {
  const items = devices.map(({ id, title, online, auth_info: info }) =>
    h(
      "li",
      {},
      h(
        "button",
        {
          type: "button",
          "aria-current": id === view.deviceId ? "true" : undefined,
          onclick: () => void openDevice(id),
        },
        h("span", {}, title),
        h("span", { class: online ? "tag good" : "tag" }, online ? "online" : "offline"),
        h("small", {}, Object.keys(info)[0]),
      ),
    ),
  );
  byId("devices").replaceChildren(
    ...(items.length > 0 ? items : [h("li", { class: "soft" }, "None yet. Make one with an IMEI and an IMSI.")]),
  );
}

async function openDevice(deviceId) {
  if (deviceId === undefined) {
    byId("main").replaceChildren(h("p", { class: "soft" }, "Choose or make a device."));
    return;
  }
  try {
    await view.show(deviceId);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(error.message);
  }
  drawDevices();
}

function onEvent(event) {
  const isOpen = event.device_id === view.deviceId;
  if (event.kind === "datapoint" || event.kind === "message") {
    if (isOpen) view.take(event);
    return;
  }
  clearTimeout(refreshing);
  refreshing = setTimeout(() => void refresh(), 150);
}

/** Fetches the list and the open device anew; several changes at once lead to one. */
async function refresh() {
  try {
    await loadDevices();
    const open = devices.some(({ id }) => id === view.deviceId) ? view.deviceId : devices[0]?.id;
    await openDevice(open);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(error.message);
  }
}

function newProduct() {
  ask("New product", [{ name: "name", label: "Name", required: true }], "Create", async ({ name }) => {
    const created = await call("POST", "/products", {}, { name });
    await loadProducts(created.product_id);
  });
}

function newDevice() {
  const fields = [
    { name: "title", label: "Name", required: true },
    {
      name: "imei",
      label: "IMEI",
      required: true,
      pattern: "[0-9]{15}|[0-9]{4}",
      hint: "15 digits; 4 digits for a test device",
    },
    { name: "imsi", label: "IMSI", required: true, pattern: "[0-9]{1,15}", hint: "up to 15 digits" },
    { name: "desc", label: "Description" },
    {
      name: "auth",
      label: "Authorization code",
      pattern: "[A-Za-z0-9]{1,16}",
      hint: "optional, up to 16 letters and digits",
    },
    { name: "obsv", label: "Subscribe automatically after registration", type: "checkbox", value: true },
  ];
  ask("New device", fields, "Create", async ({ title, imei, imsi, desc, auth, obsv }) => {
    const body = {
      title,
      protocol: "LWM2M",
      auth_info: { [imei]: imsi },
      obsv,
      ...(desc && { desc }),
      ...(auth && { auth }),
    };
    const { device_id: id } = await call("POST", "/devices", {}, body);
    await loadDevices();
    await openDevice(id);
  });
}

start().catch((error) => toast(error.message));
