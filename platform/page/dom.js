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
