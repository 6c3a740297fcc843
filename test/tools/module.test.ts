import { expect } from "chai";
import { spawn } from "node:child_process";
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ToolError, UsageError } from "../../tools/arguments.js";
import { VIRTUAL_MODELS } from "../../virtual/models/index.js";
import { TalkWriter } from "../../tools/talk.js";
import { startModule, type ModuleOptions, type RunningModule } from "../../tools/module.js";

const MODELS = VIRTUAL_MODELS.map(({ name }) => name).join(", ");

/** A client of the AT port that waits for what the module prints. */
class Host {
  readonly socket: Socket;
  #text = "";

  constructor(port: number) {
    this.socket = connect(port, "127.0.0.1");
    this.socket.on("data", (bytes) => (this.#text += bytes.toString("latin1")));
    this.socket.on("error", () => undefined);
  }

  /** Types a line and waits until `end` has been printed; gives all that was. */
  async type(line: string, end = "\r\nOK\r\n"): Promise<string> {
    this.socket.write(`${line}\r\n`);
    return this.until(end);
  }

  async until(end: string): Promise<string> {
    while (!this.#text.includes(end)) await once(this.socket, "data");
    const at = this.#text.indexOf(end) + end.length;
    const text = this.#text.slice(0, at);
    this.#text = this.#text.slice(at);
    return text;
  }
}

describe("tools/module", () => {
  const running: { close(): unknown }[] = [];

  /** Starts a module and waits until it has booted. */
  async function start(options: Partial<ModuleOptions> = {}): Promise<RunningModule> {
    let booted = (): void => undefined;
    const boot = new Promise<void>((resolve) => (booted = resolve));
    const module = await startModule({
      model: "M5310-A",
      tcpPort: 0,
      imei: "490154203237518",
      imsi: "001010123456789",
      bootTime: 0,
      attachTime: 0,
      ...options,
      log: (level, text) => {
        if (text.includes("REBOOT_CAUSE")) booted();
        options.log?.(level, text);
      },
    });
    running.push(module);
    await boot;
    return module;
  }

  async function attached(module: RunningModule): Promise<Host> {
    const host = new Host(module.port);
    running.push({ close: () => host.socket.destroy() });
    while ((await host.type("AT+CGATT?")).includes("+CGATT:0"));
    return host;
  }

  afterEach(async () => {
    for (const one of running.splice(0).reverse()) await one.close();
  });

  it("boots by itself and talks to whoever connects", async () => {
    const host = await attached(await start());
    expect(await host.type("AT+CGMM")).to.equal("\r\nM5310-A\r\n\r\nOK\r\n");
    expect(await host.type("AT+CGSN=1")).to.equal("\r\n+CGSN:490154203237518\r\n\r\nOK\r\n");
  });

  it("keeps its state while clients come and go, and turns a second one away", async () => {
    const module = await start();
    const first = await attached(module);
    await first.type("AT+CMEE=1");
    const second = new Host(module.port);
    await once(second.socket, "close");
    expect(await first.type("AT+CMEE?")).to.equal("\r\n+CMEE:1\r\n\r\nOK\r\n");
    first.socket.end();
    await once(first.socket, "close");
    const third = await attached(module);
    expect(await third.type("AT+CMEE?")).to.equal("\r\n+CMEE:1\r\n\r\nOK\r\n");
  });

  it("boots anew by AT+NRB and by a pulse", async () => {
    const module = await start();
    const host = await attached(module);
    expect(await host.type("AT+NRB")).to.equal(
      "\r\nREBOOTING\r\n\r\nREBOOT_CAUSE_APPLICATION_AT\r\n\r\nM5310-A\r\n\r\nOK\r\n",
    );
    module.pulse("reset", 110);
    expect(await host.until("OK\r\n")).to.equal("\r\nREBOOT_CAUSE_SECURITY_RESET_PIN\r\n\r\nM5310-A\r\n\r\nOK\r\n");
  });

  it("takes down the talk with whoever is on the UART, and the pulses", async () => {
    const lines: string[] = [];
    const module = await start({
      record: new TalkWriter(
        (line) => lines.push(line),
        () => 7,
      ),
    });
    const host = await attached(module);
    lines.length = 0;
    await host.type("AT+CGMM");
    module.pulse("reset", 110);
    expect(lines.slice(0, 4)).to.deep.equal(["> AT+CGMM", "< M5310-A", "< OK", "= pulse reset 110"]);
  });

  it("plays a module with other commands than its model is taken for, and says which sockets a model may have", async () => {
    const host = await attached(await start({ variant: { mipl: "Q" } }));
    expect(await host.type("AT+MIPLCONFIG?")).to.contain("+MIPLCONFIG:1,183.230.40.39,5683");
    let failure: unknown;
    await start({ variant: { sockets: "cip" } }).catch((error: unknown) => (failure = error));
    expect(failure).to.be.instanceOf(UsageError);
    expect((failure as Error).message).to.equal("option --sockets: M5310-A has nso, not cip");
  });

  it("carries datagrams by the rules, both ways, and captures them", async () => {
    const folder = mkdtempSync(join(tmpdir(), "module-"));
    running.push({ close: () => rmSync(folder, { recursive: true }) });
    const pcap = join(folder, "run.pcap");
    const { server, port } = await echo();
    running.push({ close: () => server.close() });
    const module = await start({ resolve: [{ name: "platform.example", host: "127.0.0.1", port }], pcap });
    const host = await attached(module);
    expect(await host.type('AT+CMDNS="platform.example"', "2.1\r\n")).to.equal("\r\nOK\r\n\r\n+CMDNS:192.0.2.1\r\n");
    expect(await host.type('AT+NSOCR="DGRAM",17,0,1')).to.equal("\r\n0\r\n\r\nOK\r\n");
    await host.type("AT+NSOST=0,192.0.2.1,5683,3,0D2200", "+NSONMI:0,3\r\n");
    expect(await host.type("AT+NSORF=0,3")).to.equal("\r\n+NSORF:0,192.0.2.1,5683,3,0D2200,0\r\n\r\nOK\r\n");
    expect(module.datagrams).to.equal(2);
    await module.close();
    const file = readFileSync(pcap);
    expect(file.length).to.equal(24 + 2 * (16 + 28 + 3));
    // Out to the real port, back from it.
    expect(file.readUInt16BE(24 + 16 + 22)).to.equal(port);
    expect(file.readUInt16BE(24 + 47 + 16 + 20)).to.equal(port);
  });

  it("lets nothing out that no rule leads to", async () => {
    const warnings: string[] = [];
    const module = await start({ log: (level, text) => void (level === "warning" && warnings.push(text)) });
    const host = await attached(module);
    await host.type('AT+NSOCR="DGRAM",17,0,1');
    expect(await host.type("AT+NSOST=0,203.0.113.5,5683,1,00")).to.equal("\r\n0,1\r\n\r\nOK\r\n");
    expect(await host.type('AT+CMDNS="nowhere.example"', "FAIL\r\n")).to.equal("\r\nOK\r\n\r\n+CMDNS:FAIL\r\n");
    expect(module.datagrams).to.equal(0);
    expect(warnings).to.deep.equal(["datagrams to 203.0.113.5 stay here: no --resolve rule leads there"]);
  });

  it("masks the identity in its log", async () => {
    const log: string[] = [];
    const host = await attached(await start({ log: (_level, text) => log.push(text) }));
    await host.type("AT+CGSN=1");
    expect(log.join("\n")).to.contain("+CGSN:49***********18").and.not.contain("490154203237518");
  });

  it("says which modules there are when it knows none of that name", async () => {
    await fails(start({ model: "M9999" }), UsageError, `there is no module "M9999"; known are: ${MODELS}`);
  });

  it("says so when its port is in use", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    running.push({ close: () => server.close() });
    const { port } = server.address() as AddressInfo;
    await fails(start({ tcpPort: port }), ToolError, `TCP port ${port} is in use`);
  });

  it("ends with status 2 and a clear message when called wrongly, 1 when the port is in use, 0 on SIGINT", async function () {
    this.timeout(20_000);
    expect(await run(["--nope"])).to.deep.equal({ status: 2, message: "module: unknown option --nope" });
    const imei = 'module: IMEI "490154203237517": check digit wrong (the last digit would have to be 8)';
    expect(await run(["--imei", "490154203237517"])).to.deep.equal({ status: 2, message: imei });
    const imsi = 'module: IMSI "46000x": 1 to 15 digits are needed';
    expect(await run(["--imsi", "46000x"])).to.deep.equal({ status: 2, message: imsi });
    const model = `module: there is no module "M1"; known are: ${MODELS}`;
    expect(await run(["--module", "M1"])).to.deep.equal({ status: 2, message: model });
    const module = await start();
    const inUse = `module: TCP port ${module.port} is in use`;
    expect(await run(["--tcp", `${module.port}`])).to.deep.equal({ status: 1, message: inUse });
    expect(await run(["--tcp", "0", "--imei", "0001"], true)).to.deep.equal({ status: 0, message: "" });
  });
});

/** Runs the tool; with `interrupt` it gets a SIGINT once it has said where it listens. */
async function run(args: string[], interrupt = false): Promise<{ status: number; message: string }> {
  const script = fileURLToPath(new URL("../../tools/module.js", import.meta.url));
  const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let message = "";
  child.stderr.on("data", (text: Buffer) => (message += text.toString()));
  if (interrupt) child.stdout.once("data", () => child.kill("SIGINT"));
  const [status] = (await once(child, "close")) as [number];
  return { status, message: message.split("\n")[0] as string };
}

async function fails(promise: Promise<unknown>, kind: new (text: string) => Error, message: string): Promise<void> {
  let caught: unknown;
  await promise.catch((error: unknown) => (caught = error));
  expect(caught).to.be.instanceOf(kind);
  expect((caught as Error).message).to.equal(message);
}

/** A UDP server that sends back what it gets. */
async function echo(): Promise<{ server: UdpSocket; port: number }> {
  const server = createSocket("udp4");
  server.on("message", (bytes, { address, port }) => server.send(bytes, port, address));
  await new Promise<void>((resolve) => server.bind(0, "127.0.0.1", resolve));
  return { server, port: server.address().port };
}
