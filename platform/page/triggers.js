import { call } from "./api.js";
import { ask, confirmed } from "./dialogs.js";
import { button, card, h, table } from "./dom.js";

const TYPES = [
  [">", "rises above"],
  [">=", "reaches or exceeds"],
  ["<", "falls below"],
  ["<=", "reaches or falls below"],
  ["==", "is"],
  ["in", "comes into the range"],
  ["out", "leaves the range"],
  ["inout", "comes into or leaves the range"],
  ["change", "changes"],
  ["frozen", "has not come for (seconds)"],
  ["live", "comes again within (seconds)"],
];

/** What posts to an address of its own when a value does something. */
export function triggersCard(triggers, devices, redraw) {
  const rows = triggers.map((trigger) =>
    h(
      "tr",
      {},
      h("td", {}, trigger.title === "" ? `Trigger ${trigger.id}` : trigger.title),
      h("td", {}, condition(trigger)),
      h("td", { class: "soft" }, target(trigger, devices)),
      h("td", { class: "value" }, trigger.url),
      h(
        "td",
        {},
        button(
          "Remove",
          () =>
            confirmed(
              `Remove the trigger ${trigger.title || trigger.id}?`,
              "Nothing is posted by it any more.",
              "Remove",
              async () => {
                await call("DELETE", `/triggers/${trigger.id}`);
                await redraw();
              },
            ),
          { class: "danger", "aria-label": `Remove trigger ${trigger.title || trigger.id}` },
        ),
      ),
    ),
  );
  return card(
    "Triggers",
    [button("New trigger", () => newTrigger(devices, redraw))],
    table(
      ["Name", "When", "Where", "Address", ""],
      rows,
      "None. A trigger posts to an address when a value does something.",
      "Triggers",
    ),
  );
}

/**
 * Asks for a new trigger and makes it.
 * @param known `{ds_id?, device?}`: what it is about, if that is clear already
 */
export function newTrigger(devices, done, known = {}) {
  const fields = [
    { name: "title", label: "Name", required: true },
    {
      name: "ds_id",
      label: "Data stream",
      value: known.ds_id ?? "",
      required: true,
      pattern: "[0-9]+_[0-9]+_[0-9]+",
      hint: "object_instance_resource, such as 3300_0_5700",
    },
    { name: "device", label: "Device", value: known.device ?? "", options: [["", "every device"], ...devices.map(({ id, title }) => [id, title])] }, // prettier-ignore
    { name: "type", label: "When the value", options: TYPES },
    {
      name: "threshold",
      label: "Threshold",
      hint: "a number; of a range lower..upper, such as 10..20",
      check: wrongThreshold,
    },
    { name: "url", label: "Address", type: "url", required: true, hint: "an http or https address" },
  ];
  ask("New trigger", fields, "Create", async ({ device, threshold, ...values }) => {
    await call(
      "POST",
      "/triggers",
      {},
      {
        ...values,
        ...(device === "" ? {} : { dev_ids: [device] }),
        ...(threshold === "" ? {} : { threshold: thresholdOf(threshold) }),
      },
    );
    await done();
  });
}

const wrongThreshold = (text) =>
  /^-?\d+(\.\d+)?(\.\.-?\d+(\.\d+)?)?$/.test(text) ? undefined : "This is neither a number nor a range such as 10..20";

function thresholdOf(text) {
  const [low, high] = text.split("..").map(Number);
  return high === undefined ? low : { lolmt: low, uplmt: high };
}

function condition({ type, threshold }) {
  const words = TYPES.find(([name]) => name === type)?.[1] ?? type;
  if (threshold === undefined) return words;
  return `${words} ${typeof threshold === "object" ? `${threshold.lolmt}..${threshold.uplmt}` : threshold}`;
}

function target({ ds_id: stream, dev_ids: ids, invalid }, devices) {
  const names = ids?.map((id) => devices.find((device) => device.id === id)?.title ?? id).join(", ");
  return `${stream ?? "chosen streams"} of ${names ?? "every device"}${invalid ? " (gone)" : ""}`;
}
