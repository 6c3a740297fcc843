import { call } from "./api.js";
import { ask } from "./dialogs.js";
import { attempt, button, card, facts, h, toast } from "./dom.js";
import { keysCard } from "./keys.js";
import { pushCard } from "./push.js";
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
  main.replaceChildren(
    factsCard(product, devices.total_count, onChange),
    keysCard(keys.keys, devices.devices, redraw),
    pushCard(push, redraw),
    triggersCard(triggers.triggers, devices.devices, redraw),
  );
}

/** Asks for a new product and makes it; `done` gets its id. */
export function newProduct(done) {
  ask("New product", productFields({}), "Create", async (values) => {
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
      button(
        "Delete",
        () =>
          ask(`Delete ${product.name}?`, [], "Delete", async () => {
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
        "Product id": id,
        Protocol: product.protocol,
        Description: product.desc,
        Bootstrap: product.bootstrap === "onenet" ? "as OneNET does" : "as LwM2M 1.1 has it",
        Created: product.create_time,
        Devices: String(deviceCount),
      }),
      ...secret("MasterKey", product.master_key),
      ...secret("Access key", product.access_key),
    ),
  );
}

/** A key that can be copied. */
export function secret(name, key) {
  const copy = button("Copy", async () => {
    try {
      await navigator.clipboard.writeText(key);
      toast(`${name} copied`);
    } catch {
      toast("The browser does not let the page copy: mark the key and copy it by hand");
    }
  }, { class: "link", "aria-label": `Copy ${name}` }); // prettier-ignore
  return [h("dt", {}, name), h("dd", { class: "key" }, key, " ", copy)];
}

function productFields({ name, desc, bootstrap }) {
  const options = [["onenet", "as OneNET does"], ["standard", "as LwM2M 1.1 has it"]]; // prettier-ignore
  return [
    { name: "name", label: "Name", value: name ?? "", required: true },
    { name: "desc", label: "Description", value: desc ?? "" },
    { name: "bootstrap", label: "Bootstrap of its devices", value: bootstrap ?? "onenet", options },
  ];
}
