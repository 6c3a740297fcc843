import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readArguments, runTool } from "./arguments.js";
import { CONFORMANCE_IDS, type ConformanceId } from "./conformance/ids.js";
import { ROOT } from "./image.js";

const USAGE = `usage: npm run conformance -- [--check]

Writes test/conformance.md: which test shows which test of the OMA LwM2M enabler test specification. A test says so at
the end of its title: "registers anew after 4.04 [int-105]", or "[int-222 int-223]" for several.

Fails if a test is neither shown nor has a reason why it does not apply, or both.

  --check   writes nothing; fails as well if the file is not what would be written`;

const FILE = join(ROOT, "test", "conformance.md");

/** A test that shows an id. */
export interface Shown {
  readonly id: string;
  /** Without the ids. */
  readonly test: string;
  /** Path of the file in the project. */
  readonly file: string;
}

/** `npm run conformance`: gives the exit status. */
export function main(args: readonly string[]): Promise<number> {
  return runTool("conformance", USAGE, args, (rest) => {
    const { check } = readArguments(rest, { check: "flag" });
    const shown = shownByTests();
    const text = conformanceTable(shown);
    const wrong = unsettled(CONFORMANCE_IDS, shown);
    for (const line of wrong) console.error(line);
    console.log(`${CONFORMANCE_IDS.length} ids, ${wrong.length} of them neither shown nor explained, or both`);
    if (check !== true) writeFileSync(FILE, text);
    const fresh = readFileSync(FILE, "utf8") === text;
    if (!fresh) console.error("test/conformance.md is old: npm run conformance");
    return Promise.resolve(fresh && wrong.length === 0 ? 0 : 1);
  });
}

/** The ids that have neither a test nor a reason, or both, each with what is wrong. */
export function unsettled(ids: readonly ConformanceId[], shown: readonly Shown[]): string[] {
  const wrong: string[] = [];
  for (const { id, title, reason } of ids) {
    const isShown = shown.some((one) => one.id === id);
    if (!isShown && reason === undefined) wrong.push(`${id} (${title}) is shown by no test`);
    if (isShown && reason !== undefined) wrong.push(`${id} (${title}) is shown by a test, and has a reason not to be`);
  }
  return wrong;
}

/** What the titles of all tests and of all checks of a peer say. */
export function shownByTests(): Shown[] {
  const shown: Shown[] = [];
  const names = readdirSync(join(ROOT, "test"), { recursive: true, encoding: "utf8" });
  for (const name of names.filter((path) => path.endsWith(".ts")).sort()) {
    const file = `test/${name}`;
    shown.push(...shownIn(file, readFileSync(join(ROOT, file), "utf8")));
  }
  return shown;
}

/** What the titles in one source file say. */
export function shownIn(file: string, source: string): Shown[] {
  const shown: Shown[] = [];
  for (const [, test, ids] of source.matchAll(/["`]([^"`\n]*?) \[([a-z]+-\d+(?: [a-z]+-\d+)*)\]["`]/g)) {
    for (const id of (ids as string).split(" ")) shown.push({ id, test: test as string, file });
  }
  return shown;
}

/** The whole file. */
export function conformanceTable(shown: readonly Shown[]): string {
  const rows = CONFORMANCE_IDS.map(({ id, title, reason }) => {
    const tests = shown.filter((one) => one.id === id).map(({ test, file }) => `${cell(test)} (\`${file}\`)`);
    return `| ${id} | ${title} | ${tests.length > 0 ? tests.join("<br>") : (reason ?? "not shown yet")} |`;
  });
  return `${HEAD}${rows.join("\n")}\n`;
}

/** A title in a cell of a table; what a template fills in is shown as an ellipsis. */
function cell(text: string): string {
  return text.replaceAll(/\$\{[^}]*\}/g, "…").replaceAll("|", "\\|");
}

const HEAD = `# Conformance

Made by \`npm run conformance\` from the titles of the tests; not to be edited. \`int-101\` stands for
LightweightM2M-1.1-int-101 of OMA's enabler test specification (OMA-ETS-LightweightM2M_INT-V1_2, all of its ids), or
1.2-int where the test came with LwM2M 1.2; ids of another form are tests that other clients run besides. A test shows
an id by the end of its title, such as \`[int-101]\`; where there is none, the cell says why the test does not apply.

| id | title | shown by |
| --- | --- | --- |
`;
