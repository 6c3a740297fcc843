/** An IMEI or IMSI for a log: the first four and the last two digits of a long one, nothing of a short one. */
export function maskIdentity(digits: string): string {
  if (digits.length < 10) return "*".repeat(digits.length);
  return `${digits.slice(0, 4)}${"*".repeat(digits.length - 6)}${digits.slice(-2)}`;
}
