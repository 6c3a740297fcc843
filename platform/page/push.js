import { call } from "./api.js";
import { ask, confirmed } from "./dialogs.js";
import { attempt, button, card, copyable, facts, h, toast } from "./dom.js";
import { masked } from "./secret.js";

const STATES = {
  off: "off",
  idle: "nothing to send",
  sending: "sending",
  waiting: "waiting for the next try",
  stopped: "given up after too many failures",
};

/** Where the product's events are pushed to, and how that fares. `push` is the reply of GET /push. */
export function pushCard(push, redraw) {
  const buttons = [button(push === null ? "Set up" : "Change", () => change(push, redraw))];
  if (push !== null) {
    buttons.push(
      button("Check the address", async () => {
        const checked = await attempt(() => call("POST", "/push/check"));
        if (checked !== undefined)
          toast(
            checked.ok ? "The address knows the token" : `The check failed: ${checked.why}`,
            checked.ok ? "good" : "bad",
          );
      }),
      button(
        "Remove",
        () =>
          confirmed("Remove the push?", "What waits to be pushed is lost.", "Remove", async () => {
            await call("DELETE", "/push");
            await redraw();
          }),
        { class: "danger" },
      ),
    );
  }
  return card(
    "Push to an application",
    buttons,
    push === null
      ? h(
          "p",
          { class: "soft" },
          "Values, online and offline, and results of cached commands can be posted to an address of yours.",
        )
      : h(
          "dl",
          { class: "facts" },
          ...facts({
            Address: push.url,
            Token: copyable("token", push.token, masked(push.token)),
            Encrypted: push.has_aes_key ? "yes" : "no",
            Form: push.form === "older" ? "older (msg_signature)" : "newer (signature)",
            "In one request": String(push.batch),
            State: push.enabled ? STATES[push.state] : "off",
            Sent: String(push.sent),
            Waiting: String(push.pending),
            "Failures in a row": push.failures === 0 ? undefined : String(push.failures),
            Lost: push.lost === 0 ? undefined : String(push.lost),
            "Last error": push.last_error,
          }),
        ),
  );
}

function change(push, redraw) {
  const fields = [
    {
      name: "url",
      label: "Address",
      value: push?.url ?? "",
      required: true,
      type: "url",
      hint: "an http or https address",
    },
    {
      name: "token",
      label: "Token",
      value: push?.token ?? "",
      required: true,
      pattern: "[A-Za-z0-9_\\-]{3,32}",
      hint: "3 to 32 letters, digits, _ or -",
    },
    {
      name: "aes_key",
      label: "AES key",
      pattern: "[A-Za-z0-9+\\/]{43}",
      hint: push?.has_aes_key
        ? "43 characters; there is one, empty keeps it"
        : "43 characters; empty sends in the clear",
    },
    ...(push?.has_aes_key ? [{ name: "clear", label: "Encrypt no longer", type: "checkbox" }] : []),
    { name: "form", label: "Form", value: push?.form ?? "older", options: [["older", "older (msg_signature)"], ["newer", "newer (signature)"]] }, // prettier-ignore
    { name: "batch", label: "Messages in one request", type: "number", value: push?.batch ?? 1, min: 1, step: 1 },
    { name: "enabled", label: "Push", type: "checkbox", value: push?.enabled ?? true },
  ];
  ask("Push to an application", fields, "Save", async ({ aes_key: key, clear, ...values }) => {
    const kept = key === "" && push?.has_aes_key === true && clear !== true;
    await call(
      "PUT",
      "/push",
      {},
      { ...values, batch: Number(values.batch), ...(kept ? {} : { aes_key: clear === true ? "" : key }) },
    );
    await redraw();
  });
}
