import { expect } from "chai";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "../../tools/arguments.js";
import { readField } from "../../tools/field.js";
import { ROOT } from "../../tools/image.js";

const EXAMPLES = join(ROOT, "examples", "scenarios");

describe("tools/field", () => {
  let folder = "";

  before(() => (folder = mkdtempSync(join(tmpdir(), "nblwm2m-field-"))));
  after(() => rmSync(folder, { recursive: true }));

  function file(text: string): string {
    const path = join(folder, "scenario.json");
    writeFileSync(path, text);
    return path;
  }

  it("gives nothing where nothing is asked for", () => {
    expect(readField({})).to.deep.equal({});
  });

  it("knows four radios", () => {
    expect(readField({ radio: "none" }).radio).to.deep.equal({ factor: 0, coverage: 0 });
    expect(readField({ radio: "good" }).radio).to.deep.equal({ factor: 1, coverage: 0 });
    expect(readField({ radio: "weak" }).radio).to.deep.equal({ factor: 1, coverage: 1 });
    expect(readField({ radio: "extreme" }).radio).to.deep.equal({ factor: 1, coverage: 2 });
    expect(() => readField({ radio: "bad" })).to.throw(
      UsageError,
      'option --radio takes none, good, weak, extreme, not "bad"',
    );
    expect(() => readField({ radio: "toString" })).to.throw(UsageError, /not "toString"$/);
  });

  it("says which file and which place in it is wrong", () => {
    const path = file('{ "steps": [{ "at": 1, "do": "reboot" }, { "at": 2, "do": "late" }] }');
    expect(() => readField({ scenario: path })).to.throw(UsageError, `scenario ${path}: steps[1].by: is missing`);
    expect(() => readField({ scenario: file("{") })).to.throw(UsageError, `scenario ${path}: `);
    const missing = join(folder, "none.json");
    expect(() => readField({ scenario: missing })).to.throw(
      UsageError,
      `scenario ${missing}: there is no such file or folder`,
    );
  });

  const examples = readdirSync(EXAMPLES);

  it("has examples", () => {
    expect(examples).to.have.length.greaterThan(3);
  });

  for (const name of examples) {
    it(`reads the example ${name}, which says what it is about`, () => {
      const { scenario } = readField({ scenario: join(EXAMPLES, name) });
      expect(scenario?.title).to.have.length.greaterThan(20);
      expect(scenario?.steps).to.have.length.greaterThan(2);
    });
  }
});
