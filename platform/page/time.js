/** Times of the API, "YYYY-MM-DD HH:MM:SS[.mmm]" in the time zone of the platform's machine. */

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** As short as it can be understood: without the day if that is today's; milliseconds only if they are asked for. */
export function brief(at, { milliseconds = false, today = localDay(new Date()) } = {}) {
  if (at === undefined) return "";
  const [day, time] = at.split(" ");
  const [year, month, date] = day.split("-").map(Number);
  const clock = milliseconds ? time : time.slice(0, 8);
  if (day === today) return clock;
  const name = `${date} ${months[month - 1]}`;
  return `${year === Number(today.slice(0, 4)) ? name : `${name} ${year}`}, ${clock}`;
}

/** Milliseconds of such a time, for differences. */
export const millisecondsOf = (at) => new Date(at.replace(" ", "T")).getTime();

/** "YYYY-MM-DD HH:MM:SS" in this machine's time zone. */
export function localTime(milliseconds) {
  const date = new Date(milliseconds);
  return `${localDay(date)} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":")}`;
}

const localDay = (date) => [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(two).join("-");

const two = (number) => String(number).padStart(2, "0");
