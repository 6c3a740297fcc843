import { expect } from "chai";
import { EventEmitter, once } from "node:events";
import { lstatSync, mkdtempSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPlatform } from "../../platform/platform.js";
import { Api } from "../../tools/api.js";
import { ToolError } from "../../tools/arguments.js";
import { ESP32_HEAP, startFirmware } from "../../tools/firmware.js";
import { VIRTUAL_IMEI, VIRTUAL_IMSI } from "../../tools/identity.js";
import { startModule } from "../../tools/module.js";
import { ptyUart, serialUart } from "../../tools/serial.js";
import { tour } from "../../tools/tour.js";
import { UartLink, type Connect } from "../../tools/uart.js";
import { engineForTests } from "../support/xs/engine.js";

/** One end of a line, with what has come in and what was logged. */
class End extends EventEmitter {
  readonly log: string[] = [];
  #text = "";
  #link: UartLink | undefined;

  async open(connect: Connect): Promise<this> {
    this.#link = await UartLink.open(connect, (level, text) => {
      this.log.push(`${level}: ${text}`);
      this.emit("change");
    });
    this.#link.onBytes = (bytes) => {
      this.#text += Buffer.from(bytes).toString("latin1");
      this.emit("change");
    };
    return this;
  }

  write(text: string): void {
    this.#link?.write(Buffer.from(text, "latin1"));
  }

  /** What has come in, once that is as long as it will be. */
  async heard(length: number): Promise<string> {
    while (this.#text.length < length) await once(this, "change");
    return this.#text;
  }

  async logged(count: number): Promise<string[]> {
    while (this.log.length < count) await once(this, "change");
    return this.log;
  }

  close(): void {
    this.#link?.close();
  }
}

describe("tools/serial", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), "nblwm2m-serial-"));
  /** Of each test its own: the link of one goes some time after its end is closed. */
  let path = "";
  let paths = 0;
  const ends: End[] = [];
  let program: string;

  before(async function () {
    const engine = await engineForTests();
    if ("skipped" in engine) {
      console.log(`      skipped: ${engine.skipped}`);
      this.skip();
    } else program = engine.path;
  });

  beforeEach(() => (path = join(folder, `module${++paths}`)));
  afterEach(() => ends.splice(0).forEach((end) => end.close()));
  after(() => rmSync(folder, { recursive: true }));

  async function open(connect: Connect): Promise<End> {
    const end = await new End().open(connect);
    ends.push(end);
    return end;
  }

  async function refusal(connect: Connect): Promise<string> {
    const error = await open(connect).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(ToolError);
    return (error as Error).message;
  }

  it("carries every byte between a pseudo-terminal and who opens it as a serial port, both ways", async () => {
    const bytes = String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i));
    const module = await open(ptyUart(path));
    const device = await open(serialUart(path, 9600));
    device.write(bytes.repeat(20));
    expect(await module.heard(5120)).to.equal(bytes.repeat(20));
    module.write(bytes);
    expect(await device.heard(256)).to.equal(bytes);
    expect([...module.log, ...device.log]).to.deep.equal([]);
  });

  it("takes the place of a link that leads to nothing, and of nothing else", async () => {
    symlinkSync("/nowhere", path);
    const first = await open(ptyUart(path));
    expect(readlinkSync(path)).to.match(/^\/dev\//);
    expect(await refusal(ptyUart(path))).to.equal(`${path}: something is there already`);
    first.close();
    while (lstatSync(path, { throwIfNoEntry: false }) !== undefined) await new Promise(setImmediate);
    writeFileSync(path, "");
    expect(await refusal(ptyUart(path))).to.equal(`${path}: something is there already`);
    rmSync(path);
  });

  it("says what is wrong with a serial port that it cannot have", async () => {
    expect(await refusal(serialUart("/dev/nothing", 9600))).to.equal("/dev/nothing: there is no such serial port");
    expect(await refusal(serialUart("/dev/null", 9600))).to.equal("/dev/null: this is no serial port");
    await open(ptyUart(path));
    expect(await refusal(serialUart(path, 9601))).to.equal(
      `${path}: 9601 bits per second is no speed that a serial port here has`,
    );
  });

  it("says that it needs a compiler where there is none", async () => {
    const { CC } = process.env;
    process.env.CC = "/nowhere/cc";
    try {
      expect(await refusal(ptyUart(path))).to.equal(
        "serial ports need a C compiler once, and there is none (set CC, or install gcc or clang)",
      );
    } finally {
      if (CC === undefined) delete process.env.CC;
      else process.env.CC = CC;
    }
  });

  it("tries a serial port again that has gone", async () => {
    const module = await open(ptyUart(path));
    const device = await open(serialUart(path, 9600));
    module.close();
    expect(await device.logged(1)).to.deep.equal([`warning: ${path}: the port has gone; tried again every 2 s`]);
    const again = await open(ptyUart(path));
    expect((await device.logged(2))[1]).to.equal("info: the UART is there again");
    device.write("AT");
    expect(await again.heard(2)).to.equal("AT");
  });

  it("carries the whole tour between a module on a pseudo-terminal and the firmware on its link", async () => {
    const platform = await startPlatform({ bootstrapPort: 0, port: 0, httpPort: 0, data: join(folder, "platform") });
    const api = new Api(platform.url, platform.masterKey);
    const deviceId = await api.createDevice("Serial", VIRTUAL_IMEI, VIRTUAL_IMSI, false);
    const module = await startModule({
      model: "M5310-A",
      uart: ptyUart(path),
      imei: VIRTUAL_IMEI,
      imsi: VIRTUAL_IMSI,
      resolve: [{ name: "nbiotbt.heclouds.com", host: "127.0.0.1", port: platform.bootstrapPort }],
    });
    const firmware = await startFirmware({
      engine: program,
      uart: { device: path, baud: 9600 },
      settings: { mode: "sdk" },
      store: join(folder, "store"),
      heap: ESP32_HEAP,
      log: () => undefined,
      print: () => undefined,
    });
    const stop = (): Promise<number> => {
      firmware.stop();
      return firmware.ended;
    };
    const report = (): void => undefined;
    try {
      const steps = await tour({ api, deviceId, imei: VIRTUAL_IMEI, stop, report, ended: firmware.ended });
      expect(steps.filter(({ ok }) => !ok)).to.deep.equal([]);
      expect(steps).to.have.length(9);
    } finally {
      firmware.kill();
      await firmware.ended;
      await module.close();
      await platform.close();
    }
  });
});
