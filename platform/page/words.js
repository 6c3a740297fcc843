/** CoAP's response codes as a device means them (RFC 7252 section 5.9, OMA LwM2M). */
const codes = new Map([
  ["4.00", "the device could not make sense of the request"],
  ["4.01", "the device does not allow this to the server"],
  ["4.02", "the device does not know an option of the request"],
  ["4.03", "the device forbids it"],
  ["4.04", "the device has nothing there"],
  ["4.05", "the device does not offer this operation there"],
  ["4.06", "the device has no format that would do"],
  ["4.08", "the device has lost a part of the request"],
  ["4.09", "the device is in a state that forbids it"],
  ["4.12", "a condition of the request does not hold"],
  ["4.13", "the request is too large for the device"],
  ["4.15", "the device does not know the format of the value"],
  ["5.00", "the device failed by itself"],
  ["5.01", "the device does not do such things"],
  ["5.03", "the device is busy, try again later"],
]);

/** Errors of the API that say nothing of a code (`errno`, its words). */
const numbers = new Map([
  [-1, "the platform does not answer"],
  [1, "the key does not fit"],
  [2001, "the device is offline"],
  [5006, "too much is waiting for this device, try again later"],
]);

/** An error of the API in a person's words, with the raw text and number behind. */
export function inWords(errno, raw) {
  const words = inShort(errno, raw);
  return words === undefined ? `${raw} (errno ${errno})` : `${capital(words)}. (${raw}, errno ${errno})`;
}

/** The parameter that an error of the API names: "invalid parameter: pmin is above pmax", "body: token is not …". */
export function fieldOf(raw) {
  return /^(?:invalid parameter|body): ([a-z_]+)\b(?! such)/.exec(raw)?.[1];
}

function inShort(errno, raw) {
  if (raw.includes("answered without observing"))
    return "the device answered, but does not observe it: it may observe as much as it can already";
  const code = /\((\d\.\d\d)\)/.exec(raw)?.[1];
  if (code !== undefined) return codes.get(code) ?? `the device refused it with ${code}`;
  if (raw.includes("device timeout")) return "the device did not answer in time";
  if (raw.includes("bad response")) return "the device's answer makes no sense";
  return numbers.get(errno);
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
