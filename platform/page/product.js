import { call, curl } from "./api.js";
import { KINDS, editBootstrap } from "./bootstrap.js";
import { ask, confirmed } from "./dialogs.js";
import { attempt, button, card, copyButton, copyable, facts, h, keepFocus } from "./dom.js";
import { keysCard } from "./keys.js";
import { pushCard } from "./push.js";
import { secret } from "./secret.js";
import { brief } from "./time.js";
import { triggersCard } from "./triggers.js";

/** The settings of a product: its facts and keys, where events are pushed to, its triggers. */
export async function showProduct(main, product, onChange) {
  const redraw = () => attempt(() => showProduct(main, product, onChange));
  const [push, triggers, keys, devices] = await Promise.all([
    call("GET", "/push"),
    call("GET", "/triggers", { per_page: 100 }),
    call("GET", "/keys", { per_page: 100 }),
    call("GET", "/devices", { per_page: 100 }),
  ]);
  const cards = [
    factsCard(product, devices.total_count, onChange),
    keysCard(keys.keys, devices.devices, redraw),
    pushCard(push, redraw),
    triggersCard(triggers.triggers, devices.devices, redraw),
    apiCard(),
  ];
  keepFocus(main, () => main.replaceChildren(...cards));
  document.title = `${product.name} · Local LwM2M platform`;
}

/** Asks for a new product and makes it; `done` gets its id. */
export function newProduct(done) {
  const bootstrap = { name: "bootstrap", label: "Bootstrap of its devices", options: KINDS };
  ask("New product", [...productFields({}), bootstrap], "Create", async (values) => {
    const created = await call("POST", "/products", {}, { ...values, protocol: "LWM2M" });
    await done(created.product_id);
  });
}

function factsCard(product, deviceCount, onChange) {
  const { product_id: id } = product;
  return card(
    product.name,
    [
      button("Edit", () =>
        ask(`Edit ${product.name}`, productFields(product), "Save", async (values) => {
          await call("PUT", `/products/${id}`, {}, values);
          await onChange(id);
        }),
      ),
      button("Bootstrap", () => editBootstrap(product.name, product, `/products/${id}`, () => onChange(id))),
      button(
        "Delete",
        () =>
          confirmed(`Delete ${product.name}?`, "Its keys, push and triggers go with it.", "Delete", async () => {
            await call("DELETE", `/products/${id}`);
            await onChange(undefined);
          }),
        { class: "danger" },
      ),
    ],
    h(
      "dl",
      { class: "facts" },
      ...facts({
        "User id": product.user_id,
        "Product id": copyable("product id", id),
        Protocol: product.protocol,
        Description: product.desc,
        Bootstrap: KINDS.find(([kind]) => kind === product.bootstrap)?.[1],
        Created: brief(product.create_time),
        Devices: String(deviceCount),
      }),
      ...secret("MasterKey", product.master_key),
      ...secret("Access key", product.access_key),
    ),
  );
}

/** Where an application begins. */
function apiCard() {
  const calls = [["Devices", "GET", "/devices"], ["What happens, as it comes", "GET", "/events"]]; // prettier-ignore
  return card(
    "The same by the HTTP API",
    [h("a", { href: "/openapi.json" }, "All calls (OpenAPI)")],
    ...calls.flatMap(([name, method, path]) => [
      h("div", { class: "heading" }, h("h3", {}, name), copyButton(`the call: ${name}`, curl(method, path))),
      h(
        "pre",
        { tabindex: "0", role: "region", "aria-label": `The call: ${name}` },
        curl(method, path, {}, undefined, "…"),
      ),
    ]),
    h("p", { class: "soft" }, "The product's MasterKey is copied with them."),
  );
}

function productFields({ name, desc }) {
  return [
    { name: "name", label: "Name", value: name ?? "", required: true },
    { name: "desc", label: "Description", value: desc ?? "" },
  ];
}
