import { expect } from "chai";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { engineForTests, frame, runEngine, type EngineRun } from "../../support/xs/engine.js";

describe("the XS engine under a fixed memory", function () {
  this.timeout(120_000);
  let program: string;

  before(async function () {
    const engine = await engineForTests();
    if ("skipped" in engine) {
      console.log(`      skipped: ${engine.skipped}`);
      this.skip();
    } else program = engine.path;
  });

  const run = (main: string, options?: Parameters<typeof runEngine>[2]): Promise<EngineRun> =>
    runEngine(program, { main }, options);

  describe("what runs out", () => {
    it("is named when slots do, and no catch clause goes on", async () => {
      const result = await run(`let kept = null; try { for (;;) kept = { kept }; } catch { hostPrint("caught"); }`);
      expect(result.status).to.equal(3);
      expect(result.stdout).to.equal("");
      expect(result.stderr).to.match(
        /memory full: slots: asked 1, in use 2047 of 2047, live at the last collection 2047/,
      );
      expect(result.stats?.slots.largestLive).to.equal(2047);
    });

    it("is named when chunks do, with the bytes asked for", async () => {
      const main = `const kept = []; try { for (;;) kept.push(new ArrayBuffer(1000)); } catch { hostPrint("caught"); }`;
      const result = await run(main);
      expect(result.status).to.equal(3);
      expect(result.stdout).to.equal("");
      expect(result.stderr).to.match(
        /memory full: chunks: asked \d+ bytes, in use \d+ of 32768, live at the last collection \d+/,
      );
    });

    it("is chunks when one request alone is larger than all of them", async () => {
      const result = await run(`try { new ArrayBuffer(40000); } catch { hostPrint("caught"); }`);
      expect(result.status).to.equal(3);
      expect(result.stdout).to.equal("");
      expect(result.stderr).to.match(/memory full: chunks: asked 400\d\d bytes/);
    });

    it("is named when the stack does", async () => {
      const result = await run(`const deep = () => deep() + 1; try { deep(); } catch { hostPrint("caught"); }`);
      expect(result.status).to.equal(3);
      expect(result.stdout).to.equal("");
      expect(result.stderr).to.match(/stack overflow: in use 3\d\d of 384 slots/);
      expect(result.stderr).to.match(/calls: deep < deep < deep/);
    });

    it("is named when keys do", async () => {
      const main = `const o = {}; try { for (let i = 0; ; i++) o["name" + i] = 1; } catch { hostPrint("caught"); }`;
      const result = await run(main);
      expect(result.status).to.equal(3);
      expect(result.stdout).to.equal("");
      expect(result.stderr).to.match(/no more keys: asked 1, in use 32 of 32/);
    });

    it("is not the stack where numbers are worked out: what they borrow of it is no depth", async () => {
      const without = await run(`let text = ""; for (const each of ["1.5", "2.5"]) text = each; hostPrint(text);`);
      const numbers = "[5e-324, 1.7976931348623157e308, 0.1 + 0.2]";
      const result = await run(`let text = ""; for (const each of ${numbers}) text = String(each); hostPrint(text);`);
      expect(result.stdout).to.equal("0.30000000000000004\n");
      expect(result.stats?.stack.peak).to.be.within(1, (without.stats?.stack.peak ?? 0) + 16);
    });

    it("is more when the command line gives more", async () => {
      const main = `let kept = null; for (let i = 0; i < 3000; i++) kept = { kept }; hostPrint("fits")`;
      const result = await run(main, { args: ["--slots", "8000"] });
      expect(result.status).to.equal(0);
      expect(result.stdout).to.equal("fits\n");
      expect(result.stats?.slots.limit).to.equal(7999);
    });
  });

  describe("the end of a run", () => {
    it("is 0 when nothing is left to do", async () => {
      const result = await run(`hostPrint("done")`);
      expect(result).to.deep.include({ status: 0, stdout: "done\n", stderr: "" });
    });

    it("has the status that the firmware gives, and the figures still come", async () => {
      const result = await run(`hostExit(7); hostPrint("not reached")`);
      expect(result).to.deep.include({ status: 7, stdout: "", stderr: "" });
      expect(result.stats?.stack.limit).to.equal(384);
    });

    it("is 1 with message and stack after an exception", async () => {
      const result = await run(`function broken() { throw new Error("no luck"); } broken();`);
      expect(result.status).to.equal(1);
      expect(result.stderr).to.match(/unhandled exception: Error: no luck\n at broken/);
    });

    it("is 1 after a rejection that nobody handles", async () => {
      const result = await run(`Promise.reject(new Error("no luck")); hostListen(() => 0);`);
      expect(result.status).to.equal(1);
      expect(result.stderr).to.match(/unhandled rejection: Error: no luck/);
    });

    it("is 1 after an exception in the receiver of events", async () => {
      const result = await run(`hostListen(() => { throw new Error("no luck"); });`, { input: [frame(1, "x")] });
      expect(result.status).to.equal(1);
      expect(result.stderr).to.match(/unhandled exception: Error: no luck/);
    });

    it("is 1 when the main module waits for what never comes", async () => {
      const result = await run(`await new Promise(() => 0);`);
      expect(result.status).to.equal(1);
      expect(result.stderr).to.match(/the main module waits for something that never comes/);
    });

    it("is 1 when a module that is imported is not there", async () => {
      const result = await run(`import "modules/nowhere";`);
      expect(result.status).to.equal(1);
      expect(result.stderr).to.match(/modules\/nowhere/);
    });

    it("is 1 with file and line after a syntax error", async () => {
      const result = await run(`const a = 1;\nconst = 2;`);
      expect(result.status).to.equal(1);
      expect(result.stderr).to.match(/main\.js:2: /);
    });

    it("is 2 after an unknown option", async () => {
      const result = await run(``, { args: ["--sluts", "1"] });
      expect(result.status).to.equal(2);
      expect(result.stderr).to.match(/unknown option --sluts\nusage: /);
    });

    it("is 2 after a number that is none", async () => {
      const result = await run(``, { args: ["--slots", "many"] });
      expect(result.status).to.equal(2);
      expect(result.stderr).to.match(/--slots needs a number above 0, not "many"/);
    });
  });

  describe("events", () => {
    const echo = `hostListen((kind, payload) => hostEmit(kind + 1, payload));`;

    it("go in and out whole, also when they come in pieces", async () => {
      const bytes = Buffer.concat([frame(1, "first"), frame(2, new Uint8Array(3000).fill(7)), frame(3, "")]);
      const pieces = [bytes.subarray(0, 2), bytes.subarray(2, 7), bytes.subarray(7, 20), bytes.subarray(20)];
      const result = await run(echo, { input: pieces });
      expect(result.status).to.equal(0);
      expect(result.frames.map((each) => [each.kind, each.payload.length])).to.deep.equal([
        [2, 5],
        [3, 3000],
        [4, 0],
      ]);
      expect(result.frames[0]?.payload.toString()).to.equal("first");
    });

    it("may be strings and parts of buffers on the way out", async () => {
      const main = `hostEmit(1, "grüße 😀"); hostEmit(2, new Uint8Array([1, 2, 3, 4]).subarray(1, 3)); hostEmit(3);`;
      const result = await run(main);
      expect(result.frames.map((each) => each.payload.toString("hex"))).to.deep.equal([
        Buffer.from("grüße 😀").toString("hex"),
        "0203",
        "",
      ]);
    });

    it("run promise jobs before the next one", async () => {
      const main = `hostListen(async (kind) => { await null; hostEmit(kind); });`;
      const result = await run(main, { input: [Buffer.concat([frame(1, ""), frame(2, "")])] });
      expect(result.frames.map((each) => each.kind)).to.deep.equal([1, 2]);
    });

    it("leave nothing behind in memory", async () => {
      const once = await run(echo, { input: [frame(1, new Uint8Array(100))] });
      const often = await run(echo, { input: Array.from({ length: 500 }, () => frame(1, new Uint8Array(100))) });
      expect(often.frames.length).to.equal(500);
      expect(often.stats?.slots.live).to.equal(once.stats?.slots.live);
      expect(often.stats?.chunks.live).to.equal(once.stats?.chunks.live);
    });

    it("of kind 4 are answered with what is alive after a collection", async () => {
      const main = `let kept = new ArrayBuffer(1000); hostListen(() => { kept = undefined; });`;
      const result = await run(main, { input: [frame(4, ""), frame(1, ""), frame(4, "")] });
      expect(result.frames.map((each) => each.kind)).to.deep.equal([6, 6]);
      const [before, after] = result.frames.map(
        (each) => JSON.parse(each.payload.toString()) as Record<string, number>,
      );
      expect(after?.chunks).to.equal((before?.chunks ?? 0) - 1008);
      expect(after?.slots).to.equal((before?.slots ?? 0) - 3);
    });

    it("of more than 65536 bytes end the run", async () => {
      const header = Buffer.from([1, 0, 1, 0, 1]);
      const result = await run(echo, { input: [header] });
      expect(result.status).to.equal(1);
      expect(result.stderr).to.match(/an event of 65537 bytes came in, the limit is 65536/);
    });

    it("of more than 65536 bytes cannot go out", async () => {
      const main = `try { hostEmit(1, new ArrayBuffer(65537)); } catch (error) { hostPrint(error.message); }`;
      const result = await run(main, { args: ["--chunks", "100000"] });
      expect(result.stdout).to.equal("hostEmit: 65537 bytes are more than 65536\n");
      expect(result.frames).to.deep.equal([]);
    });

    it("that end within a frame end the run", async () => {
      const result = await run(echo, { input: [Buffer.from([1, 0, 0, 0, 9, 1])] });
      expect(result.status).to.equal(1);
      expect(result.stderr).to.match(/ended within a frame/);
    });
  });

  describe("the place", () => {
    it("has a store that keeps bytes between runs", async () => {
      const folder = mkdtempSync(path.join(os.tmpdir(), "nblwm2m-store-"));
      const args = ["--store", path.join(folder, "store")];
      const write = `hostSave("record.a", new Uint8Array([1, 2, 255])); hostSave("gone", "x"); hostErase("gone"); hostErase("gone");`;
      expect(await run(write, { args })).to.deep.include({ status: 0, stderr: "" });
      expect(readFileSync(path.join(folder, "store", "record.a"))).to.deep.equal(Buffer.from([1, 2, 255]));
      const read = `hostPrint(String(new Uint8Array(hostLoad("record.a")))); hostPrint(String(hostLoad("gone")));`;
      expect(await run(read, { args })).to.deep.include({ status: 0, stdout: "1,2,255\nundefined\n" });
      rmSync(folder, { recursive: true });
    });

    it("has a store that says what is wrong", async () => {
      const main = `for (const key of ["../x", "", ".x", "a b"]) try { hostLoad(key); } catch (error) { hostPrint(error.message); }
        try { hostSave("a", "x"); } catch (error) { hostPrint(error.message); }`;
      const result = await run(main, { args: ["--store", "/proc/nowhere"] });
      expect(result.stdout.split("\n")).to.deep.equal([
        `"../x" cannot be a key of the store`,
        `"" cannot be a key of the store`,
        `".x" cannot be a key of the store`,
        `"a b" cannot be a key of the store`,
        `/proc/nowhere/a: No such file or directory`,
        "",
      ]);
    });

    it("gives options, a clock, chance and sensors", async () => {
      const main = `const before = hostNow(); hostPrint([hostOption("mode"), hostOption("none"), hostNow() >= before,
        hostWallClock() > 1700000000, hostRandom() !== hostRandom(), hostSample("load") >= 0, hostSample("freeMemory") > 1e6,
        typeof hostSample("nonsense")].join(" "));`;
      const result = await run(main, { args: ["--option", "mode=sdk", "--option", "mode=module"] });
      expect(result.stdout).to.equal("module  true true true true true undefined\n");
    });

    it("has no parser, as the device has none", async () => {
      const result = await run(`try { new Function("return 1"); } catch (error) { hostPrint(error.message); }`);
      expect(result.stdout).to.equal("no parser on this device\n");
    });
  });
});
