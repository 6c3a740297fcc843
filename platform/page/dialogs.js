import { ApiError } from "./api.js";
import { byId, h } from "./dom.js";

/**
 * Asks for values in a dialog.
 * @param fields `{name, label, type?, value?, required?, hint?, options?, pattern?, min?, step?, check?}`; `check` gives
 *   what is wrong with a text, if anything; type "lines" shows a long text
 * @param submit gets the values; what it throws is shown and the dialog stays
 */
export function ask(title, fields, action, submit) {
  const dialog = byId("dialog");
  const wrong = h("p", { class: "wrong", role: "alert", hidden: true });
  const go = h("button", {}, action);
  const form = h(
    "form",
    { method: "dialog", onsubmit: (event) => void send(event) },
    h("h2", { id: "dialog-title" }, title),
    ...fields.map(field),
    wrong,
    h(
      "div",
      { class: "actions" },
      h("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, "Cancel"),
      go,
    ),
  );
  async function send(event) {
    event.preventDefault();
    go.disabled = true;
    try {
      await submit(valuesOf(form));
      // The answer may have asked the next question in this dialog.
      if (form.isConnected) dialog.close();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      wrong.textContent = error.message;
      wrong.hidden = false;
    } finally {
      go.disabled = false;
    }
  }
  dialog.replaceChildren(form);
  if (!dialog.open) dialog.showModal();
}

function field({ name, label, type = "text", value = "", required = false, hint, options, pattern, min, step, check }) {
  if (type === "checkbox") {
    return h("label", { class: "check" }, h("input", { name, type, checked: value === true }), h("span", {}, label));
  }
  if (type === "lines") {
    return h("label", {}, h("span", {}, label), h("textarea", { name, rows: 10, readonly: true }, value));
  }
  const input =
    options === undefined
      ? h("input", {
          name,
          type,
          value: String(value),
          required,
          pattern,
          autocomplete: "off",
          min,
          step: step ?? (type === "number" ? "any" : undefined),
          title: pattern === undefined ? undefined : hint,
          oninput:
            check === undefined ? undefined : ({ target }) => target.setCustomValidity(check(target.value) ?? ""),
        })
      : h(
          "select",
          { name },
          ...options.map(([key, text]) => h("option", { value: key, selected: key === String(value) }, text)),
        );
  return h(
    "label",
    {},
    h("span", {}, label),
    input,
    hint === undefined ? undefined : h("small", { class: "soft" }, hint),
  );
}

function valuesOf(form) {
  const inputs = [...form.elements].filter((input) => input.name !== "");
  return Object.fromEntries(
    inputs.map((input) => [input.name, input.type === "checkbox" ? input.checked : input.value.trim()]),
  );
}
