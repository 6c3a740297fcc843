/**
 * The place that the page's address names, so that a reload, a bookmark and the browser's Back lead there:
 * "#/PRODUCT", "#/PRODUCT/settings", "#/PRODUCT/DEVICE", "#/PRODUCT/DEVICE/TAB".
 */
export function readRoute(hash = location.hash) {
  const [product, second, tab] = hash.replace(/^#\/?/, "").split("/").filter((part) => part !== ""); // prettier-ignore
  if (second === "settings") return { product, settings: true };
  return { product, device: second, tab };
}

/** The address of such a place. */
export function routeText({ product, device, tab, settings }) {
  const parts = settings === true ? [product, "settings"] : [product, device, tab];
  return `#/${parts.slice(0, parts.includes(undefined) ? parts.indexOf(undefined) : undefined).join("/")}`;
}

/** Puts the place into the address; Back leads to the one before, but not to another tab, nor to a product alone. */
export function writeRoute(route) {
  const text = routeText(route);
  if (text === location.hash) return;
  const before = readRoute();
  const isWhole = before.device !== undefined || before.settings === true;
  const isSame = !isWhole || (before.device === route.device && route.settings !== true);
  history[isSame ? "replaceState" : "pushState"](undefined, "", text);
}
