import { s } from "./dom.js";

const WIDTH = 720;
const HEIGHT = 220;
const LEFT = 64;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 28;

/**
 * A line chart as SVG. A value holds until the next one comes, so the line goes in steps.
 * @param points `[{at: milliseconds, value: number}]`, the oldest first; at least one
 * @param title what it shows, for those who cannot see it
 */
export function lineChart(points, title) {
  const first = points[0].at;
  const last = Math.max(points.at(-1).at, first + 1_000);
  const { low, high, ticks } = scale(points);
  const x = (at) => LEFT + ((at - first) / (last - first)) * (WIDTH - LEFT - RIGHT);
  const y = (value) => TOP + (1 - (value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  let path = `M${x(first)} ${y(points[0].value)}`;
  for (const { at, value } of points.slice(1)) path += `H${x(at).toFixed(1)}V${y(value).toFixed(1)}`;
  const chart = s("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": title });
  for (const tick of ticks) {
    chart.append(
      s("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y(tick), y2: y(tick) }),
      s("text", { x: LEFT - 8, y: y(tick) + 4, "text-anchor": "end" }, brief(tick)),
    );
  }
  for (const [part, anchor] of [
    [0, "start"],
    [0.5, "middle"],
    [1, "end"],
  ]) {
    // prettier-ignore
    const at = first + part * (last - first);
    chart.append(s("text", { x: x(at), y: HEIGHT - 8, "text-anchor": anchor }, clock(at, last - first)));
  }
  chart.append(s("path", { class: "line", d: path }));
  if (points.length <= 60) {
    for (const { at, value } of points) chart.append(s("circle", { cx: x(at), cy: y(value), r: 2.5 }));
  }
  return chart;
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

function brief(number) {
  return new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 5 }).format(number);
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
