/** True for 15 digits with a right check digit (3GPP TS 23.003 annex B), or 4 digits, which are OneNET's test devices. */
export function isImei(text: string): boolean {
  if (/^\d{4}$/.test(text)) return true;
  return /^\d{15}$/.test(text) && luhnSum(text) % 10 === 0;
}

export const isImsi = (text: string): boolean => /^\d{1,15}$/.test(text);

function luhnSum(digits: string): number {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum;
}
