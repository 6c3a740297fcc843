import { ApiError } from "./api.js";
import { button, byId, h } from "./dom.js";
import { field } from "./fields.js";

/**
 * Asks for values in a dialog. What is wrong with a field is said beside it, before anything is sent.
 *
 * @param fields as `field` takes them; those that are `advanced` are folded away
 * @param submit gets the values; what it throws is shown and the dialog stays
 * @param more `{danger, text}`: whether the action destroys something, and what is to be said before
 */
export function ask(title, fields, action, submit, { danger = false, text } = {}) {
  const dialog = byId("dialog");
  const all = fields.map((description) => ({ ...field(description), advanced: description.advanced === true }));
  const wrong = h("p", { class: "wrong", role: "alert", hidden: true });
  const go = h("button", danger ? { class: "danger filled" } : {}, action);
  const advanced = all.filter((one) => one.advanced);
  const folded = h("details", {}, h("summary", {}, "Advanced"), ...advanced.map(({ element }) => element));
  const form = h(
    "form",
    { method: "dialog", novalidate: true, onsubmit: (event) => void send(event) },
    h("h2", { id: "dialog-title" }, title),
    ...(text === undefined ? [] : [h("p", {}, text)]),
    ...all.filter((one) => !one.advanced).map(({ element }) => element),
    ...(advanced.length === 0 ? [] : [folded]),
    wrong,
    h(
      "div",
      { class: "actions" },
      button("Cancel", () => dialog.close(), { class: "quiet" }),
      go,
    ),
  );
  const complain = (message, where) => {
    wrong.textContent = message;
    wrong.hidden = where !== undefined;
    where?.complain(message);
    if (where?.advanced === true) folded.open = true;
    where?.focus();
  };
  async function send(event) {
    event.preventDefault();
    if (go.classList.contains("busy")) return;
    wrong.hidden = true;
    const bad = all.filter((one) => !one.validate());
    if (bad.some((one) => one.advanced)) folded.open = true;
    if (bad.length > 0) return bad[0].focus();
    go.classList.add("busy");
    try {
      await submit(Object.fromEntries(all.map((one) => [one.name, one.value()])));
      // The answer may have asked the next question in this dialog.
      if (form.isConnected) dialog.close();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      complain(
        error.message,
        all.find(({ name }) => name === error.field),
      );
    } finally {
      go.classList.remove("busy");
    }
  }
  dialog.replaceChildren(form);
  if (!dialog.open) dialog.showModal();
  // A question that destroys something is not answered by a second Enter.
  if (danger) form.querySelector(".actions button").focus();
  else all[0]?.focus();
}

/** Asks whether to do what cannot be undone. */
export function confirmed(title, text, action, submit) {
  ask(title, [], action, submit, { danger: true, text });
}

/** Shows a long text, to be read and copied. */
export function showText(title, label, text) {
  ask(title, [{ name: "text", label, type: "lines", value: text }], "Close", () => Promise.resolve());
}
