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

/** A button. While what `action` promises is under way it is busy, and cannot be pressed again. */
export function button(text, action, properties = {}) {
  const press = async ({ currentTarget }) => {
    const working = action();
    if (!(working instanceof Promise)) return;
    currentTarget.setAttribute("aria-disabled", "true");
    currentTarget.classList.add("busy");
    try {
      await working;
    } finally {
      currentTarget.removeAttribute("aria-disabled");
      currentTarget.classList.remove("busy");
    }
  };
  // Disabled for real it would lose the focus.
  const onclick = (event) => event.currentTarget.getAttribute("aria-disabled") !== "true" && void press(event);
  return h("button", { type: "button", ...properties, onclick }, text);
}

/** A section with a heading and what belongs beside the heading. */
export function card(title, beside, ...children) {
  return h("section", { class: "card" }, h("header", {}, h("h2", { class: "fill" }, title), ...beside), ...children);
}

/**
 * A table with column headings; an empty one says so. `name` says what it is to those who cannot see where it stands.
 * On a narrow screen its rows become blocks.
 */
export function table(columns, rows, empty, name, kind = "rows") {
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

/** A description list of names and texts or elements; what is undefined or empty is left out. */
export function facts(entries) {
  return Object.entries(entries)
    .filter(([, text]) => text !== undefined && text !== "")
    .flatMap(([name, text]) => [h("dt", {}, name), h("dd", {}, text)]);
}

/** A text with a button that copies it. `shown` stands for it on the page, if it is not to be seen. */
export function copyable(name, text, shown = text) {
  return h("span", { class: "key" }, h("span", {}, shown), " ", copyButton(name, text));
}

export function copyButton(name, text) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      toast(`${name} copied`);
    } catch {
      toast("The browser does not let the page copy: mark the text and copy it by hand", "bad");
    }
  };
  return button("Copy", copy, { class: "link", "aria-label": `Copy ${name}` });
}

/** Draws within `root` and gives the focus back to what has the same `data-key`, id or name as what had it. */
export function keepFocus(root, draw) {
  const { activeElement: focused } = document;
  const key = focused !== root && root.contains(focused) ? nameOf(focused) : undefined;
  draw();
  if (key === undefined || root.contains(document.activeElement)) return;
  [...root.querySelectorAll(focused.tagName)].find((one) => nameOf(one) === key)?.focus({ preventScroll: true });
}

const nameOf = (element) =>
  element.dataset.key ?? (element.id || (element.getAttribute("aria-label") ?? element.textContent));

let hiding;

/** Shows a line for some seconds, above any dialog; what went "bad" stays longer. */
export function toast(text, kind = "good") {
  const box = byId("toast");
  box.textContent = text;
  box.className = `toast ${kind}`;
  // The last one to be shown is on top.
  if (box.matches(":popover-open")) box.hidePopover();
  box.showPopover();
  clearTimeout(hiding);
  hiding = setTimeout(() => box.hidePopover(), kind === "bad" ? 12_000 : 6_000);
}

/** Runs what may fail by the API's word and shows that; gives what it gave, or undefined. */
export async function attempt(action, where = "") {
  try {
    return await action();
  } catch (error) {
    if (error.errno === undefined) throw error;
    toast(where === "" ? error.message : `${where}: ${error.message}`, "bad");
    return undefined;
  }
}
