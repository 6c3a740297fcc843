import { h } from "./dom.js";

/**
 * Tabs as the ARIA pattern has them: arrow keys go from one to the next.
 * @param pages `[{id, name, element, onShow?}]`
 * @param open the page that is shown first
 */
export function tabs(pages, open, onOpen) {
  const buttons = pages.map(({ id, name }, index) =>
    h(
      "button",
      {
        type: "button",
        role: "tab",
        id: `tab-${id}`,
        "aria-controls": `panel-${id}`,
        onclick: () => show(index),
        onkeydown: (event) => {
          const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
          const end = { Home: 0, End: pages.length - 1 }[event.key];
          if (step === undefined && end === undefined) return;
          event.preventDefault();
          const next = end ?? (index + step + pages.length) % pages.length;
          show(next);
          buttons[next].focus();
        },
      },
      name,
    ),
  );
  const panels = pages.map(({ id, element }) =>
    h("div", { role: "tabpanel", id: `panel-${id}`, "aria-labelledby": `tab-${id}` }, element),
  );
  function show(chosen) {
    for (const [index, tab] of buttons.entries()) {
      tab.setAttribute("aria-selected", String(index === chosen));
      tab.tabIndex = index === chosen ? 0 : -1;
      panels[index].hidden = index !== chosen;
    }
    onOpen(pages[chosen].id);
    void pages[chosen].onShow?.();
  }
  show(
    Math.max(
      0,
      pages.findIndex(({ id }) => id === open),
    ),
  );
  return [h("div", { role: "tablist", class: "tabs" }, ...buttons), ...panels];
}
