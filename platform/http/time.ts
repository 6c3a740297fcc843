/** `2020-02-29 13:05:09`, or with milliseconds, in the machine's time zone: OneNET uses the local time of its place. */
export function formatTime(at: number, precision: "seconds" | "milliseconds" = "seconds"): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  const fraction = precision === "milliseconds" ? `.${String(date.getMilliseconds()).padStart(3, "0")}` : "";
  return `${day} ${time}${fraction}`;
}

/** Reads `2020-02-29T13:05:09`, a blank instead of the T and a fraction too; undefined if it is no time. */
export function parseTime(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,3})?$/.test(text)) return undefined;
  const at = new Date(text.replace(" ", "T")).getTime();
  return Number.isNaN(at) ? undefined : at;
}
