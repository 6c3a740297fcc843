import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import os from "node:os";
import path from "node:path";
import { Board } from "../../../tools/riscv-board.js";
import { buildRiscvImage } from "../../../tools/riscv-image.js";

interface BoardRun {
  readonly status: number;
  readonly lines: string[];
  readonly board: Board;
}

describe("the board for RV32IMC in the emulator", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), "nblwm2m-riscv-test-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  before(async function () {
    const made = await image("probe", "0;");
    if ("skipped" in made) {
      console.log(`      skipped: ${made.skipped}`);
      this.skip();
    }
  });

  function image(name: string, main: string): ReturnType<typeof buildRiscvImage> {
    const file = path.join(folder, `${name}.js`);
    const list = path.join(folder, `${name}.list`);
    writeFileSync(file, main);
    writeFileSync(list, `main\t${file}\n`);
    const sizes = { ram: 400 * 1024, nativeStack: 16 * 1024 };
    return buildRiscvImage({ name: "test", list, main: "main", ...sizes, log: () => undefined });
  }

  async function run(
    main: string,
    {
      settings = {},
      uart,
      onLine,
    }: Partial<ConstructorParameters<typeof Board>[0]> & { onLine?: (line: string, board: Board) => void } = {},
  ): Promise<BoardRun> {
    const made = await image("main", main);
    if ("skipped" in made) throw new Error(made.skipped);
    const lines: string[] = [];
    const print = (line: string): void => {
      lines.push(line);
      onLine?.(line, board);
    };
    const wire = uart === undefined ? {} : { uart };
    const board = new Board({
      image: made.path,
      settings,
      ...wire,
      log: (level, text) => print(`${level}: ${text}`),
      print,
    });
    const timer = setTimeout(() => board.kill(), 30_000);
    const status = await board.ended;
    clearTimeout(timer);
    return { status, lines, board };
  }

  it("ends with the status that the firmware gives, and gives its figures", async () => {
    const { status, lines, board } = await run(`hostPrint("here"); hostExit(7);`);
    expect(status).to.equal(7);
    expect(lines).to.deep.equal(["here"]);
    expect(board.stats?.stack.limit).to.equal(384);
    expect(board.stats?.aliases).to.equal(0);
    const { ram } = board;
    const parts = [ram?.data, ram?.bss, ram?.chunks, ram?.slots, ram?.stack, ram?.machine, ram?.tables, ram?.other];
    const sum = [...parts, ram?.nativeStack, ram?.free].reduce<number>((total, part) => total + (part ?? 0), 0);
    expect(ram?.size).to.equal(409_600);
    expect(sum).to.be.within(409_600 - 16, 409_600);
  });

  it("ends with 3 when memory is full, and no catch clause goes on", async () => {
    const { status, lines } = await run(
      `let kept = null; try { for (;;) kept = { kept }; } catch { hostPrint("caught"); }`,
    );
    expect(status).to.equal(3);
    expect(lines).to.have.lengthOf(1);
    expect(lines[0]).to.match(/memory full: slots: asked 1, in use 2047 of 2047/);
  });

  it("ends with 3 when the stack is", async () => {
    const { status, lines } = await run(`const deep = () => deep() + 1; deep();`);
    expect(status).to.equal(3);
    expect(lines[0]).to.match(/stack overflow: in use 3\d\d of 384 slots/);
  });

  it("ends with 1 and message and stack after an exception", async () => {
    const { status, lines } = await run(`function broken() { throw new Error("no luck"); } broken();`);
    expect(status).to.equal(1);
    expect(lines.join("\n")).to.match(/unhandled exception: Error: no luck\n at broken/);
  });

  it("has no parser, as the device has none", async () => {
    const { lines } = await run(`try { new Function("return 1"); } catch (error) { hostPrint(error.message); }`);
    expect(lines).to.deep.equal(["no parser on this device"]);
  });

  it("reads settings, a clock, chance and sensors", async () => {
    const main = `const before = hostNow(); hostPrint([hostOption("mode"), hostOption("none"), hostNow() >= before,
      hostWallClock() > 1700000000, hostRandom() !== hostRandom(), hostSample("load") >= 0, hostSample("freeMemory") > 1e5,
      typeof hostSample("nonsense")].join(" "));`;
    const { lines } = await run(main, { settings: { mode: "sdk", "mode ": "x" } });
    expect(lines).to.deep.equal(["sdk  true true true true true undefined"]);
  });

  it("computes with 64-bit doubles and prints them as every engine does", async () => {
    const main = `hostPrint([0.1 + 0.2, 1e21, 5e-324, 1 / 3, Number("2.2250738585072014e-308")].join(" "));`;
    const { lines } = await run(main);
    expect(lines).to.deep.equal(["0.30000000000000004 1e+21 5e-324 0.3333333333333333 2.2250738585072014e-308"]);
  });

  it("leaves large numbers as they are when it truncates them, which its C library does not", async () => {
    const main = `hostPrint([BigInt(1e21), Math.trunc(-1e300), Math.trunc(-2.5), Math.trunc(NaN), 1 / Math.trunc(-0.5)].join(" "));`;
    const { lines } = await run(main);
    expect(lines).to.deep.equal(["1000000000000000000000 -1e+300 -2 NaN -Infinity"]);
  });

  it("keeps its store over a restart, and nothing else", async () => {
    const main = `const kept = hostLoad("starts"); const starts = kept === undefined ? 1 : new Uint8Array(kept)[0] + 1;
      hostSave("starts", new Uint8Array([starts])); hostPrint("start " + starts);
      if (starts < 3) hostExit(75); hostErase("starts"); hostPrint(String(hostLoad("starts")));`;
    const { status, lines } = await run(main);
    expect(status).to.equal(0);
    expect(lines).to.deep.equal(["start 1", "start 2", "start 3", "undefined"]);
  });

  it("wakes for its alarm and for a key on the console", async () => {
    const main = `const began = hostNow(); hostEmit(2, "50");
      hostListen((kind) => { hostPrint("event " + kind + " " + (hostNow() - began >= 50)); if (kind === 3) hostExit(0); });`;
    const { status, lines } = await run(main, { onLine: (line, board) => line.startsWith("event 2") && board.stop() });
    expect(status).to.equal(0);
    expect(lines).to.deep.equal(["event 2 true", "event 3 true"]);
  });

  it("carries bytes over its UART as they are, in pieces of 128 at the most", async () => {
    const sent = Uint8Array.from({ length: 1000 }, (_, index) => index & 255);
    const received: Buffer[] = [];
    const server = createServer((socket: Socket) => {
      // What comes before the board has started its UART is lost, as on every board.
      socket.once("data", () => {
        socket.on("data", (bytes: Buffer) => received.push(bytes));
        socket.write(sent);
      });
      socket.on("error", () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const main = `let count = 0; hostEmit(1, "!"); hostListen((kind, payload) => { hostEmit(1, payload); count += payload.byteLength;
      if (payload.byteLength > 128) hostPrint("too long"); if (count === 1000) hostEmit(2, "100"); if (kind === 2) hostExit(0); });`;
    const { status, lines } = await run(main, { uart: { host: "127.0.0.1", port } });
    server.close();
    expect(status).to.equal(0);
    expect(lines).to.deep.equal([]);
    expect(Buffer.concat(received)).to.deep.equal(Buffer.from(sent));
  });
});
