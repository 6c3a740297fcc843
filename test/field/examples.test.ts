import { expect } from "chai";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { PROFILES } from "../../modules/modem/profiles/index.js";
import { readField } from "../../tools/field.js";
import { ROOT } from "../../tools/image.js";
import { Field } from "./field.js";

const EXAMPLES = join(ROOT, "examples", "scenarios");

/** Milliseconds after which nothing of any example goes on any more. */
const OVER = 330_000;
const PATIENCE = 45 * 60_000;

describe("the scenarios among the examples", () => {
  for (const name of readdirSync(EXAMPLES)) {
    for (const mode of ["sdk", "module"] as const) {
      it(`${name}: every module in ${mode} mode comes through`, () => {
        for (const { model } of PROFILES) {
          const field = new Field({
            module: model,
            mode,
            ...readField({ scenario: join(EXAMPLES, name) }),
            settings: { lifetime: "300" },
          });
          field.start();
          field.pass(OVER);
          let answer: string | undefined;
          while (answer === undefined && field.now < PATIENCE) {
            if (field.pass(60_000, () => field.server.registration !== undefined))
              answer = field.read("/3300/0/5700", 60_000);
          }
          expect(answer, `${model}:\n${field.host.logged.slice(-12).join("\n")}`).to.equal("2.05 Content 302E3235");
        }
      });
    }
  }
});
