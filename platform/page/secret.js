import { button, copyButton, h } from "./dom.js";

/** A key as it may stand on the page: enough to tell it from another. */
export const masked = (key) => `${key.slice(0, 4)}${"•".repeat(8)}`;

/** Name and content of a description list for a key: hidden until it is asked for, and copied without being seen. */
export function secret(name, key) {
  const text = h("span", {}, masked(key));
  let isSeen = false;
  const see = button("Show", () => {
    isSeen = !isSeen;
    text.textContent = isSeen ? key : masked(key);
    see.textContent = isSeen ? "Hide" : "Show";
    see.setAttribute("aria-label", `${isSeen ? "Hide" : "Show"} ${name}`);
  }, { class: "link", "aria-label": `Show ${name}` }); // prettier-ignore
  return [h("dt", {}, name), h("dd", { class: "key" }, text, " ", see, " ", copyButton(name, key))];
}
