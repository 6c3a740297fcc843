/**
 * The names of an enumeration in the prose of a definition: "0: Idle (before …)", "1=Low battery power", "2<tab>Charge
 * Complete". The first one of a number counts; what stands for more than one number, or is reserved, has no name.
 *
 * @param range values outside of it are none of the enumeration
 * @returns `undefined` if fewer than two values have a name
 */
export function enumerated(
  description: string,
  range: readonly [number, number] | undefined,
): Readonly<Record<number, string>> | undefined {
  const names: Record<number, string> = {};
  for (const [, digits, text] of description.matchAll(ENTRY)) {
    const value = Number(digits);
    const name = shortened((text ?? "").trim());
    const [low, high] = range ?? [0, 255];
    if (value < low || value > high || value in names || name.startsWith("Reserved")) continue;
    names[value] = name;
  }
  return Object.keys(names).length < 2 ? undefined : names;
}

/** A number, what parts it from its name, and the name up to a stop. */
const ENTRY = /(?:^|[\s,(])(\d{1,2})(?: *[:=] *|\t)([A-Z][^,(:;[\t\n]{1,59}?)(?=\s*(?:[,(:;)[\t\n]|\.(?:\s|$)|$))/g;

/** "ACCEPTED" of "ACCEPTED The measured value is OK". */
function shortened(name: string): string {
  return /^([A-Z]{2,}(?: [A-Z]{2,})*) [A-Z][a-z]/.exec(name)?.[1] ?? name;
}
