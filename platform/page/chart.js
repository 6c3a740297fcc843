import { h, s } from "./dom.js";

const HEIGHT = 220;
const LEFT = 64;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 28;

/**
 * A line chart as SVG, with the value under the pointer told below it. A value holds until the next one comes, so the
 * line goes in steps.
 * @param points `[{at: milliseconds, value: number}]`, the oldest first; at least one
 * @param title what it shows, for those who cannot see it
 * @param width in pixels
 * @param tell gives the words for a point
 */
export function lineChart(points, title, width, tell) {
  const first = points[0].at;
  const last = Math.max(points.at(-1).at, first + 1_000);
  const { low, high, ticks } = scale(points);
  const x = (at) => LEFT + ((at - first) / (last - first)) * (width - LEFT - RIGHT);
  const y = (value) => TOP + (1 - (value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  let path = `M${x(first)} ${y(points[0].value).toFixed(1)}`;
  for (const { at, value } of points.slice(1)) path += `H${x(at).toFixed(1)}V${y(value).toFixed(1)}`;
  const chart = s("svg", { class: "chart", viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": title });
  for (const tick of ticks) {
    chart.append(
      s("line", { class: "grid", x1: LEFT, x2: width - RIGHT, y1: y(tick), y2: y(tick) }),
      s("text", { x: LEFT - 8, y: y(tick) + 4, "text-anchor": "end" }, short(tick)),
    );
  }
  const times = width < 500 ? [[0, "start"], [1, "end"]] : [[0, "start"], [0.5, "middle"], [1, "end"]]; // prettier-ignore
  for (const [part, anchor] of times) {
    const at = first + part * (last - first);
    chart.append(s("text", { x: x(at), y: HEIGHT - 8, "text-anchor": anchor }, clock(at, last - first)));
  }
  chart.append(s("path", { class: "line", d: path }));
  if (points.length <= 60) {
    for (const { at, value } of points) chart.append(s("circle", { cx: x(at), cy: y(value), r: 2.5 }));
  }
  return h("figure", {}, chart, pointed(chart, points, { x, y, tell, width }));
}

/** The line below the chart: the last value, or the one that holds where the pointer is. */
function pointed(chart, points, { x, y, tell, width }) {
  const mark = s("circle", { class: "mark", r: 4.5 });
  const line = h("figcaption", { class: "soft" }, tell(points.at(-1)));
  chart.addEventListener("pointermove", ({ clientX }) => {
    const { left, width: wide } = chart.getBoundingClientRect();
    const where = ((clientX - left) / wide) * width;
    const point = points.findLast(({ at }) => x(at) <= where) ?? points[0];
    mark.setAttribute("cx", x(point.at));
    mark.setAttribute("cy", y(point.value));
    chart.append(mark);
    line.textContent = tell(point);
  });
  chart.addEventListener("pointerleave", () => {
    mark.remove();
    line.textContent = tell(points.at(-1));
  });
  return line;
}

/** Round numbers around the values, three to six of them. */
function scale(points) {
  let least = Infinity;
  let most = -Infinity;
  for (const { value } of points) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (least === most) {
    const around = Math.abs(least) / 10 || 1;
    least -= around;
    most += around;
  }
  const rough = (most - least) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? 10 * power;
  const ticks = [];
  const low = Math.floor(least / step) * step;
  const high = Math.ceil(most / step) * step;
  for (let tick = low; tick <= high + step / 2; tick += step) ticks.push(tick);
  return { low, high, ticks };
}

const PREFIXES = [[1e12, " T"], [1e9, " G"], [1e6, " M"], [1, ""]]; // prettier-ignore

/** A number as it fits beside an axis: 24.6 G, not 24600000000. */
function short(number) {
  const [size, prefix] = PREFIXES.find(([least]) => Math.abs(number) >= least) ?? [1, ""];
  return `${new Intl.NumberFormat("en", { maximumSignificantDigits: 5, useGrouping: false }).format(number / size)}${prefix}`;
}

function clock(at, span) {
  const date = new Date(at);
  const day = { month: "short", day: "numeric" };
  const time = {
    hour: "2-digit",
    minute: "2-digit",
    ...(span < 3_600_000 ? { second: "2-digit" } : {}),
    hour12: false,
  };
  return date.toLocaleString("en", span > 86_400_000 ? { ...day, ...time } : time);
}
