/** What came of one check; `detail` says what was seen, or what was seen instead. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Thrown by a check that does not hold. */
export class Mismatch extends Error {}

/** Ends the check that calls it unless `holds`. */
export function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Mismatch(otherwise);
}

/** Collects checks in the order in which they were made, and tells the log of each. */
export class Checks {
  readonly all: Check[] = [];

  constructor(
    private readonly area: string,
    private readonly log: (line: string) => void,
  ) {}

  /** Runs one check: the text that `body` gives is its detail, whatever it throws makes it fail. Tells if it held. */
  async run(what: string, body: () => Promise<string>): Promise<boolean> {
    const name = `${this.area}: ${what}`;
    let check: Check;
    try {
      check = { name, ok: true, detail: await body() };
    } catch (error) {
      check = { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
    }
    this.all.push(check);
    this.log(`${check.ok ? "ok  " : "FAIL"} ${name}${check.detail === "" ? "" : ` (${check.detail})`}`);
    return check.ok;
  }
}
