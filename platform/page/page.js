import { ApiError, call, follow, useKey } from "./api.js";
import { DeviceList } from "./device-list.js";
import { DeviceView } from "./device.js";
import { newDevice } from "./devices.js";
import { ask } from "./dialogs.js";
import { attempt, button, byId, h, toast } from "./dom.js";
import { newProduct, showProduct } from "./product.js";
import { readRoute, writeRoute } from "./route.js";

/** Milliseconds in which many changes lead to one fetch. */
const GATHER = 300;

let products = [];
let product;
let list;
let view;
let following = new AbortController();
/** What is to be fetched anew, and the timer that does it. */
let changed;
let refreshing;

async function start() {
  const models = await call("GET", "/objects");
  view = new DeviceView({
    main: byId("main"),
    models: new Map(models.map((model) => [model.id, model])),
    onChange: refresh,
    onTab: noteRoute,
  });
  list = new DeviceList((id) => void openDevice(id));
  byId("new-product").addEventListener("click", () => newProduct(loadProducts));
  byId("product-settings").addEventListener("click", () => void openSettings());
  byId("new-device").addEventListener("click", () => newDevice(openNewDevice));
  byId("products").addEventListener("change", (event) => void attempt(() => openProduct(event.target.value)));
  window.addEventListener("popstate", () => void attempt(openRoute));
  await loadProducts(readRoute().product);
}

async function loadProducts(wanted) {
  const found = await listProducts();
  if (found === undefined) {
    askForKey();
    return;
  }
  products = found;
  byId("products").replaceChildren(...products.map(({ product_id: id, name }) => h("option", { value: id }, name)));
  const isThere = products.some(({ product_id: id }) => id === wanted);
  await openProduct(isThere ? wanted : products[0]?.product_id);
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
  const why = "From another machine than its own the platform shows the product whose MasterKey it is given.";
  const again = button("Give the MasterKey", askForKey);
  byId("main").replaceChildren(h("section", { class: "card" }, h("p", {}, why), again));
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
  if (readRoute().product !== productId) writeRoute({ product: productId });
  useKey(product.master_key);
  byId("products").value = productId;
  following.abort();
  following = new AbortController();
  view.leave();
  await list.reset();
  await openRoute();
  void follow(following.signal, onEvent, onConnection);
}

/** Opens what the address names, if it is of this product; else its first device. */
async function openRoute() {
  const route = readRoute();
  if (route.product !== product?.product_id) {
    if (products.some(({ product_id: id }) => id === route.product)) return openProduct(route.product);
    return openDevice(list.first);
  }
  return route.settings === true ? openSettings() : openDevice(route.device ?? list.first, route.tab);
}

async function openSettings() {
  view.leave();
  list.mark(undefined);
  writeRoute({ product: product.product_id, settings: true });
  await attempt(() => showProduct(byId("main"), product, loadProducts));
}

async function openNewDevice(id) {
  await list.load();
  await openDevice(id);
}

async function openDevice(deviceId, tab) {
  list.mark(deviceId);
  if (deviceId === undefined) {
    view.leave();
    byId("main").replaceChildren(h("p", { class: "soft" }, "Choose or make a device."));
    writeRoute({ product: product.product_id });
    return;
  }
  try {
    await view.show(deviceId, tab);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(error.message, "bad");
    // It was removed, here or elsewhere.
    if (error.errno !== -1 && deviceId !== list.first) await openDevice(list.first);
  }
}

/** Puts the tab that is open into the address. */
function noteRoute(tab) {
  writeRoute({ product: product.product_id, device: view.deviceId, tab: tab === "resources" ? undefined : tab });
}

function onConnection(isConnected) {
  byId("live").textContent = isConnected ? "live" : "not connected";
  byId("live").className = isConnected ? "tag good" : "tag bad";
  const wasLost = !byId("lost").hidden;
  byId("lost").hidden = isConnected;
  if (isConnected && wasLost) void refresh();
}

function onEvent(event) {
  const isOpen = event.device_id === view.deviceId;
  if (event.kind === "datapoint" || event.kind === "message" || event.kind === "command") {
    if (isOpen) view.take(event);
    return;
  }
  changed = { open: isOpen || changed?.open === true };
  refreshing ??= setTimeout(() => void refreshChanged(), GATHER);
}

async function refreshChanged() {
  const { open } = changed;
  changed = undefined;
  refreshing = undefined;
  await attempt(() => list.load());
  if (open && view.deviceId !== undefined) await openDevice(view.deviceId);
}

/** Fetches the list and the open device anew. */
async function refresh() {
  await attempt(async () => {
    await list.load();
    if (readRoute().settings !== true) await openDevice(view.deviceId ?? list.first);
  });
}

start().catch((error) => toast(error.message, "bad"));
