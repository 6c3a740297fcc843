import { button, h } from "./dom.js";

let count = 0;

/**
 * One field of a dialog: what it is called, where it is filled in, a hint, and what is wrong with it.
 *
 * @param description `{name, label, type?, value?, required?, hint?, options?, pattern?, min?, max?, step?, check?,
 *   suggestions?, one?}`; `check` gives what is wrong with a text, if anything. Types besides those of inputs: "lines", a
 *   long text to be read; "instances", several values by their numbers, each as `one(known)` describes
 * @returns `{name, element, value(), validate(), complain(text), focus()}`; `validate` is true if all is well
 */
export function field(description) {
  return description.type === "instances" ? instancesField(description) : simpleField(description);
}

function simpleField(description) {
  const { name, label, type = "text", hint } = description;
  const id = `field-${(count += 1)}`;
  const wrong = h("small", { class: "wrong", id: `${id}-wrong`, hidden: true });
  const help = hint === undefined ? undefined : h("small", { class: "soft", id: `${id}-hint` }, hint);
  const input = inputOf(description, id);
  const describedBy = [help === undefined ? undefined : help.id, wrong.id].filter(Boolean).join(" ");
  if (input.type !== "checkbox") input.setAttribute("aria-describedby", describedBy);
  const complain = (text) => {
    wrong.textContent = text ?? "";
    wrong.hidden = text === undefined;
    if (text === undefined) input.removeAttribute("aria-invalid");
    else input.setAttribute("aria-invalid", "true");
  };
  const validate = () => {
    const text = wrongWith(input, description);
    complain(text);
    return text === undefined;
  };
  // Once told of it, a person sees at once when it is right; not before the first word is written.
  input.addEventListener("input", () => wrong.hidden || validate());
  input.addEventListener("change", () => input.value === "" || validate());
  const value = () => (input.type === "checkbox" ? input.checked : input.value.trim());
  const element =
    type === "checkbox"
      ? h("label", { class: "check" }, input, h("span", {}, label))
      : h(
          "div",
          { class: "field" },
          h("label", { for: id }, label),
          input,
          suggestionsOf(description, id),
          help,
          wrong,
        );
  return { name, element, value, validate, complain, focus: () => input.focus() };
}

function inputOf({ name, type = "text", value = "", required, options, pattern, min, max, step, ...rest }, id) {
  if (type === "checkbox") return h("input", { id, name, type, checked: value === true });
  if (type === "lines") return h("textarea", { id, name, rows: 12, readonly: true }, value);
  if (type === "json") return h("textarea", { id, name, rows: 4, spellcheck: "false" }, value);
  if (options !== undefined) {
    const choices = options.map(([key, text]) => h("option", { value: key, selected: key === String(value) }, text));
    return h("select", { id, name }, ...choices);
  }
  return h("input", {
    id,
    name,
    type,
    value: String(value),
    required,
    pattern,
    min,
    max,
    step: step ?? (type === "number" ? "any" : undefined),
    inputmode: rest.inputmode,
    list: rest.suggestions === undefined ? undefined : `${id}-list`,
    autocomplete: "off",
    spellcheck: "false",
  });
}

const suggestionsOf = ({ suggestions }, id) =>
  suggestions === undefined
    ? undefined
    : h("datalist", { id: `${id}-list` }, ...suggestions.map(([value, text]) => h("option", { value }, text)));

/** What is wrong with what was filled in, in words, if anything. */
function wrongWith(input, { check, hint, type, min, max }) {
  const { validity } = input;
  if (validity.badInput) return "This is not complete, or no number";
  if (validity.valueMissing) return "This is needed";
  if (validity.rangeUnderflow || validity.rangeOverflow) return rangeWords(min, max);
  if (validity.patternMismatch) return hint === undefined ? "This does not fit" : `This does not fit: ${hint}`;
  if (validity.typeMismatch)
    return type === "url" ? "This is not an address http://… or https://…" : "This does not fit";
  if (validity.stepMismatch) return "Give a whole number";
  return input.value === "" ? undefined : check?.(input.value.trim());
}

function rangeWords(min, max) {
  if (max === undefined) return `Give ${min} or more`;
  return min === undefined ? `Give ${max} or less` : `Give a number from ${min} to ${max}`;
}

/** Rows of a number and a value, as many as one likes. */
function instancesField({ name, label, value, one, hint }) {
  const rows = [];
  const list = h("div", { class: "instances" });
  const wrong = h("small", { class: "wrong", hidden: true });
  const complain = (text) => {
    wrong.textContent = text ?? "";
    wrong.hidden = text === undefined;
  };
  const add = (id, known) => {
    const number = simpleField({
      name: `${name}-id`,
      label: "Number",
      value: id,
      required: true,
      pattern: "[0-9]{1,5}",
    });
    const content = simpleField({ name, label: "Value", ...one(known), hint: undefined });
    const remove = button("Remove", () => {
      rows.splice(rows.indexOf(row), 1);
      row.element.remove();
    }, { class: "quiet", "aria-label": `Remove the value with number ${id}` }); // prettier-ignore
    const row = { number, content, element: h("div", { class: "instance" }, number.element, content.element, remove) };
    rows.push(row);
    list.append(row.element);
    return row;
  };
  for (const [id, known] of Object.entries(value)) add(id, known);
  if (rows.length === 0) add("0");
  const next = () => String(Math.max(-1, ...rows.map(({ number }) => Number(number.value()))) + 1);
  const more = button("One more", () => add(next()).content.focus(), { class: "quiet" });
  const element = h("fieldset", {}, h("legend", {}, label), list, more, h("small", { class: "soft" }, hint), wrong);
  const validate = () => {
    const fine = rows.map(({ number, content }) => [number.validate(), content.validate()]).flat().every(Boolean); // prettier-ignore
    const isTwice = new Set(rows.map(({ number }) => Number(number.value()))).size < rows.length;
    complain(rows.length === 0 ? "One value is needed" : isTwice ? "A number is there twice" : undefined);
    return fine && rows.length > 0 && !isTwice;
  };
  return {
    name,
    element,
    value: () => Object.fromEntries(rows.map(({ number, content }) => [Number(number.value()), content.value()])),
    validate,
    complain,
    focus: () => (rows[0]?.content ?? { focus: () => more.focus() }).focus(),
  };
}
