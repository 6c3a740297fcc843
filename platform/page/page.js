import { ApiError, call, follow, useKey } from "./api.js";
import { DeviceView } from "./device.js";
import { newDevice } from "./devices.js";
import { ask } from "./dialogs.js";
import { attempt, byId, h, toast } from "./dom.js";
import { newProduct, showProduct } from "./product.js";

/** From so many devices on there is a search. */
const SEARCH_FROM = 8;

let products = [];
let product;
let devices = [];
let total = 0;
let view;
let following = new AbortController();
let refreshing;
let searching;

async function start() {
  const models = await call("GET", "/objects");
  view = new DeviceView(byId("main"), new Map(models.map((model) => [model.id, model])), refresh);
  byId("new-product").addEventListener("click", () => newProduct(loadProducts));
  byId("product-settings").addEventListener("click", () => void openSettings());
  byId("new-device").addEventListener("click", () => newDevice(openNewDevice));
  byId("products").addEventListener("change", (event) => void attempt(() => openProduct(event.target.value)));
  byId("search").addEventListener("input", () => {
    clearTimeout(searching);
    searching = setTimeout(() => void attempt(loadDevices), 250);
  });
  await loadProducts();
}

async function loadProducts(wanted) {
  const found = await listProducts();
  if (found === undefined) {
    askForKey();
    return;
  }
  products = found;
  byId("products").replaceChildren(...products.map(({ product_id: id, name }) => h("option", { value: id }, name)));
  await openProduct(wanted ?? products[0]?.product_id);
}

/** All of them on the platform's own machine; from another one the product of the MasterKey that the page was given. */
async function listProducts() {
  for (const key of ["", undefined]) {
    try {
      return await call("GET", "/products", {}, undefined, key);
    } catch (error) {
      if (!(error instanceof ApiError) || error.errno !== 1) throw error;
    }
  }
  return undefined;
}

function askForKey() {
  const fields = [{ name: "key", label: "MasterKey", type: "password", required: true }];
  ask("MasterKey of the product", fields, "Open", async ({ key }) => {
    useKey(key);
    await call("GET", "/products");
    await loadProducts();
  });
}

async function openProduct(productId) {
  product = products.find(({ product_id: id }) => id === productId);
  byId("product-settings").disabled = product === undefined;
  byId("new-device").disabled = product === undefined;
  if (product === undefined) {
    byId("main").replaceChildren(h("p", { class: "soft" }, "There is no product yet. Make one to begin."));
    return;
  }
  useKey(product.master_key);
  byId("products").value = productId;
  following.abort();
  following = new AbortController();
  void follow(following.signal, onEvent, (connected) => {
    byId("live").textContent = connected ? "live" : "not connected";
    byId("live").className = connected ? "tag good" : "tag";
    if (connected) void refresh();
  });
  byId("search").value = "";
  await loadDevices();
  await openDevice(devices[0]?.id);
}

async function openSettings() {
  view.leave();
  drawDevices();
  await attempt(() => showProduct(byId("main"), product, loadProducts));
}

async function openNewDevice(id) {
  await loadDevices();
  await openDevice(id);
}

async function loadDevices() {
  const key_words = byId("search").value.trim();
  const found = await call("GET", "/devices", { per_page: 100, key_words });
  devices = found.devices;
  total = found.total_count;
  if (key_words !== "" && devices.length === 0 && /^\d{4,15}$/.test(key_words)) {
    devices = (await call("GET", "/devices", { per_page: 100, auth_info: key_words })).devices;
  }
  byId("search-label").hidden = key_words === "" && total < SEARCH_FROM;
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
  const more =
    total > devices.length && byId("search").value === ""
      ? [h("li", { class: "soft" }, `and ${total - devices.length} more: search`)]
      : [];
  const none = h(
    "li",
    { class: "soft" },
    byId("search").value === "" ? "None yet. Make one with an IMEI and an IMSI." : "None like that.",
  );
  byId("devices").replaceChildren(...(items.length > 0 ? [...items, ...more] : [none]));
}

async function openDevice(deviceId) {
  if (deviceId === undefined) {
    view.leave();
    byId("main").replaceChildren(h("p", { class: "soft" }, "Choose or make a device."));
    return;
  }
  await attempt(() => view.show(deviceId));
  drawDevices();
}

function onEvent(event) {
  const isOpen = event.device_id === view.deviceId;
  if (event.kind === "datapoint" || event.kind === "message" || event.kind === "command") {
    if (isOpen) view.take(event);
    return;
  }
  clearTimeout(refreshing);
  refreshing = setTimeout(() => void refresh(), 150);
}

/** Fetches the list and the open device anew; several changes at once lead to one. */
async function refresh() {
  const before = view.deviceId;
  await attempt(async () => {
    await loadDevices();
    // Settings of the product are open.
    if (before === undefined && byId("main").childElementCount > 1) return;
    const known = devices.some(({ id }) => id === before) || byId("search").value !== "";
    await openDevice(known ? before : devices[0]?.id);
  });
}

start().catch((error) => toast(error.message));
