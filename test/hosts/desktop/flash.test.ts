import { expect } from "chai";
import { engineForTests, runEngine } from "../../support/xs/engine.js";

describe("the flash image of the XS engine", function () {
  this.timeout(120_000);
  let program: string;

  before(async function () {
    const engine = await engineForTests();
    if ("skipped" in engine) {
      console.log(`      skipped: ${engine.skipped}`);
      this.skip();
    } else program = engine.path;
  });

  describe("preloaded modules", () => {
    const table = `export const table = Object.freeze([Object.freeze({ a: 1, text: "one" })]);
      export class Counter { #count = 0; static limit = 3; step() { return ++this.#count; } }
      export function add(a, b) { return a + b; }`;

    it("cost nothing at run time", async () => {
      const without = await runEngine(program, { main: `0;` });
      const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`modules/m${i}`, table]));
      const result = await runEngine(program, { ...many, main: `0;` });
      expect(result.stderr).to.equal("");
      expect(result.stats).to.deep.include({ aliases: 0, modules: 21 });
      expect(result.stats?.slots.live).to.equal(without.stats?.slots.live);
      expect(result.stats?.chunks.live).to.equal(without.stats?.chunks.live);
    });

    it("are frozen: functions, classes, prototypes and built-ins", async () => {
      const main = `import { add, Counter, table } from "modules/table";
        const tries = [() => { add.x = 1 }, () => { Counter.prototype.x = 1 }, () => { Counter.limit = 4 }, () => { table.push(1) },
          () => { Array.prototype.x = 1 }, () => { class E extends Error { constructor() { super(); this.name = "E"; } } new E() },
          () => { Math.x = 1 }, () => { Promise.prototype.then = 0 }];
        for (const each of tries) try { each(); hostPrint("writable"); } catch (error) { hostPrint(error.constructor.name); }`;
      const result = await runEngine(program, { "modules/table": table, main });
      expect(result.stdout).to.equal("TypeError\n".repeat(8));
    });

    it("work with strings, big integers and private fields of their own", async () => {
      const source = `const big = 12345678901234567890n; const names = Object.freeze(["x", "y"]);
        export class Box { #value; constructor(value) { this.#value = value; } get text() { return names[0] + this.#value + big; } }`;
      const main = `import { Box } from "modules/box"; let text = "";
        for (let i = 0; i < 2000; i++) text = new Box("-" + i + "-").text;
        hostPrint(text);`;
      const result = await runEngine(program, { "modules/box": source, main });
      expect(result).to.deep.include({ status: 0, stdout: "x-1999-12345678901234567890\n", stderr: "" });
    });

    it("that leave something unfrozen are named, and it stays writable for an alias each", async () => {
      const source = `export const state = { count: 0 }; const list = [{}]; let total = 0;
        export function step() { list.push(total); return ++state.count + ++total; }`;
      const main = `import { state, step } from "modules/state"; step(); hostPrint(String(step() + state.count));`;
      const result = await runEngine(program, { "modules/state": source, main });
      expect(result.stdout).to.equal("6\n");
      expect(result.stderr.split("\n").sort()).to.deep.equal([
        "",
        "nblwm2m-xs: warning: modules/state: state is not frozen",
        "nblwm2m-xs: warning: modules/state: step > list is not frozen",
        "nblwm2m-xs: warning: modules/state: step > list[0] is not frozen",
        "nblwm2m-xs: warning: modules/state: step > total is not const",
      ]);
      expect(result.stats?.aliases).to.equal(4);
    });

    const live = {
      "a Map": "new Map()",
      "a Set": "new Set()",
      "a typed array": "new Uint8Array(4)",
      "a RegExp": "/a/",
      "an ArrayBuffer": "new ArrayBuffer(4)",
      "a Date": "new Date()",
    };
    for (const [kind, expression] of Object.entries(live)) {
      it(`with ${kind} at module level are refused, with the name of the module that made it`, async () => {
        const modules = {
          "modules/user": `import { use } from "./cache.js"; export const again = () => use();`,
          "modules/cache": `const kept = ${expression}; export function use() { return kept; }`,
          main: `hostPrint("not reached")`,
        };
        const result = await runEngine(program, modules);
        expect(result.status).to.equal(1);
        expect(result.stdout).to.equal("");
        const line = `nblwm2m-xs: modules/cache: use > kept is ${kind}: a preloaded module must not hold one`;
        expect(result.stderr.split("\n")).to.include(line);
        expect(result.stderr).to.not.include("modules/user");
      });
    }

    it("cannot call the host while they are preloaded", async () => {
      const result = await runEngine(program, { "modules/early": `export const at = hostNow();`, main: `` });
      expect(result.status).to.equal(1);
      expect(result.stderr).to.match(/hostNow cannot be called while a module is preloaded/);
      expect(result.stderr).to.match(/in module modules\/early/);
    });

    it("find each other by relative names, the host by a bare one", async () => {
      const modules = {
        host: `export * from "hosts/desktop/host";`,
        "hosts/desktop/host": `export const name = "desktop";`,
        "modules/a/deep/one": `import { two } from "../../b/two.js"; export const one = two + 1;`,
        "modules/b/two": `export const two = 2;`,
        main: `import { name } from "host"; import { one } from "./modules/a/deep/one.js"; hostPrint(name + one);`,
      };
      expect(await runEngine(program, modules)).to.deep.include({ status: 0, stdout: "desktop3\n", stderr: "" });
    });

    it("do not include a module that the list keeps out of flash", async () => {
      const modules = {
        "!modules/lazy": `export const cache = new Map();`,
        main: `import { cache } from "modules/lazy"; cache.set(1, 2); hostPrint(String(cache.get(1)));`,
      };
      expect(await runEngine(program, modules)).to.deep.include({ status: 0, stdout: "2\n", stderr: "" });
      const wrong = { ...modules, "modules/eager": `import "modules/lazy";` };
      const result = await runEngine(program, wrong);
      expect(result.status).to.equal(1);
      expect(result.stderr).to.match(/modules\/lazy is not to be preloaded, but a preloaded module imports it/);
    });
  });
});
