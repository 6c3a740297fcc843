import { call } from "./api.js";
import { ask, confirmed } from "./dialogs.js";
import { masked } from "./secret.js";
import { brief } from "./time.js";
import { button, card, copyable, h, table } from "./dom.js";

/** Keys of an application that may do less than the MasterKey. */
export function keysCard(keys, devices, redraw) {
  const rows = keys.map(({ title, key, create_time: made, permissions }) =>
    h(
      "tr",
      {},
      h("td", {}, title),
      h("td", { class: "value" }, copyable(`key ${title}`, key, masked(key))),
      h("td", { class: "soft" }, scope(permissions, devices)),
      h("td", { class: "soft" }, brief(made)),
      h(
        "td",
        {},
        button(
          "Remove",
          () =>
            confirmed(`Remove the key ${title}?`, "What uses it is refused from then on.", "Remove", async () => {
              await call("DELETE", `/keys/${encodeURIComponent(key)}`);
              await redraw();
            }),
          { class: "danger", "aria-label": `Remove key ${title}` },
        ),
      ),
    ),
  );
  return card(
    "Device keys",
    [button("New key", () => newKey(devices, redraw))],
    table(
      ["Name", "Key", "For", "Made", ""],
      rows,
      "None. The MasterKey opens every device of the product.",
      "Device keys",
    ),
  );
}

function newKey(devices, redraw) {
  const options = [["", "every device"], ...devices.map(({ id, title }) => [id, title])]; // prettier-ignore
  const fields = [
    { name: "title", label: "Name", required: true },
    { name: "device", label: "Device", options },
  ];
  ask("New device key", fields, "Create", async ({ title, device }) => {
    const permissions = device === "" ? [] : [{ resources: [{ dev_id: device }] }];
    await call("POST", "/keys", {}, { title, permissions });
    await redraw();
  });
}

function scope(permissions, devices) {
  const ids = permissions.flatMap(({ resources }) => resources ?? []).map(({ dev_id: id }) => id);
  if (ids.length === 0) return "every device";
  return ids.map((id) => devices.find((device) => device.id === id)?.title ?? id).join(", ");
}
