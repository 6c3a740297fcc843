/** Makes an element; a child that is a text is put in as text, never as markup. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** The same for a part of an SVG picture. */
export function s(tag, properties = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(properties)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** A button; `action` may be asynchronous and is told of its errors by the caller. */
export function button(text, action, properties = {}) {
  return h("button", { type: "button", ...properties, onclick: action }, text);
}

/** A section with a heading and what belongs beside the heading. */
export function card(title, beside, ...children) {
  return h("section", { class: "card" }, h("header", {}, h("h2", { class: "fill" }, title), ...beside), ...children);
}

/** A table with column headings; an empty one says so. `name` says what it is to those who cannot see where it stands. */
export function table(columns, rows, empty, name, kind = "") {
  if (rows.length === 0) return h("p", { class: "soft" }, empty);
  const head = columns.map((text) =>
    h("th", { scope: "col" }, text === "" ? h("span", { class: "unseen" }, "Actions") : text),
  );
  return h(
    "div",
    { class: `scroll ${kind}`, tabindex: "0", role: "region", "aria-label": name },
    h("table", {}, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...rows)),
  );
}

export const byId = (id) => document.getElementById(id);

/** A description list of names and texts; what is undefined is left out. */
export function facts(entries) {
  return Object.entries(entries)
    .filter(([, text]) => text !== undefined && text !== "")
    .flatMap(([name, text]) => [h("dt", {}, name), h("dd", {}, text)]);
}

let hiding;

/** Shows a line for some seconds. */
export function toast(text) {
  const box = byId("toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => (box.hidden = true), 6_000);
}

/** Runs what may fail by the API's word and shows that; gives what it gave, or undefined. */
export async function attempt(action, where = "") {
  try {
    return await action();
  } catch (error) {
    if (error.errno === undefined) throw error;
    toast(where === "" ? error.message : `${where}: ${error.message}`);
    return undefined;
  }
}
