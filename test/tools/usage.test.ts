import { expect } from "chai";
import { createServer, type AddressInfo } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main as device } from "../../tools/device.js";
import { main as module } from "../../tools/module.js";
import { main as start } from "../../tools/start.js";
import { main as test } from "../../tools/test.js";

type Main = (args: readonly string[]) => Promise<number>;

/** Runs a tool's main function; gives its status and what it wrote to stderr. */
async function run(main: Main, line: string): Promise<{ status: number; said: string }> {
  const said: string[] = [];
  const { error, log } = console;
  console.error = (text: string) => said.push(text);
  console.log = () => undefined;
  try {
    return { status: await main(line === "" ? [] : line.split(" ")), said: said.join("\n") };
  } finally {
    Object.assign(console, { error, log });
  }
}

/** What is wrong, the tool, and the words that must be in the message. */
const MISTAKES: readonly (readonly [Main, string, string])[] = [
  [start, "--bogus", "unknown option --bogus"],
  [start, "extra", 'unexpected argument "extra"'],
  [start, "--module FOO", 'module "FOO" is not known; the known ones are M5310-A'],
  [start, "--mode fast", 'option --mode "fast": it is sdk or module'],
  [start, "--lifetime 5", 'option --lifetime "5": seconds from 16 to 268435454'],
  [start, "--http 70000", 'option --http takes a whole number from 0 to 65535, not "70000"'],
  [start, "--engine v8", 'option --engine takes xs or node, not "v8"'],
  [start, "--slots few", 'option --slots takes a whole number from 16 to 16777216, not "few"'],
  [device, "", "option --uart is needed: tcp:HOST:PORT, or a serial port"],
  [device, "--uart ttyUSB0", 'option --uart takes tcp:HOST:PORT or the path of a serial port, not "ttyUSB0"'],
  [module, "--pty /tmp/module --tcp 7000", "--tcp, --uart and --pty exclude each other"],
  [module, "--baud 9600", "--baud is for --uart"],
  [module, "--tcp 0 --mipl D", 'option --mipl takes C, Q, L, not "D"'],
  [module, "--tcp 0 --sockets udp", 'option --sockets takes nso, hex, raw, cip, not "udp"'],
  [module, "--tcp 0 --sockets cip", "option --sockets: M5310-A has nso, not cip"],
  [start, "--scenario none.json", "scenario none.json: there is no such file or folder"],
  [device, "--uart tcp:127.0.0.1:7000 --psk 12345678", "option --psk is for module mode"],
  [device, "--uart tcp:127.0.0.1:7000 --auth two-words", "option --auth: 1 to 16 letters and digits"],
  [module, "--uart /dev/ttyUSB0 --baud fast", 'option --baud takes a whole number from 300 to 921600, not "fast"'],
  [device, "--uart tcp:127.0.0.1", "option --uart takes HOST:PORT"],
  [device, "--uart tcp:127.0.0.1:7000 --imei 490154203237519", "check digit wrong"],
  [device, "--uart tcp:127.0.0.1:7000 --imei 49015420323751", "14 digits, 15 are wanted"],
  [device, "--uart tcp:127.0.0.1:7000 --imei 49015420323751x", "digits only"],
  [device, "--uart tcp:127.0.0.1:7000 --imsi 1234567890123456", "at most 15 of them"],
  [device, "--uart tcp:127.0.0.1:7000 --bootstrap 127.0.0.1", "it is HOST:PORT"],
  [device, "--uart tcp:127.0.0.1:7000 --server 127.0.0.1:0", "the port from 1 to 65535"],
  [device, "--uart tcp:127.0.0.1:7000 --server a:1 --bootstrap b:1", "exclude each other"],
  [device, "--uart tcp:127.0.0.1:7000 --mode module --endpoint me", "option --endpoint is for SDK mode"],
  [device, "--uart tcp:127.0.0.1:7000 --imei", "option --imei needs a value"],
  [test, "--only everything", 'no check "everything"'],
];

describe("the command lines of the tools", () => {
  for (const [main, line, words] of MISTAKES) {
    it(`"${line}" ends with status 2 and says: ${words}`, async () => {
      const { status, said } = await run(main, line);
      expect(status).to.equal(2);
      expect(said).to.contain(words);
      // The message stands last, or nearly: whoever called sees it without scrolling.
      expect(said.split("\n")).to.have.length(2);
      expect(said.endsWith("\nTry --help.")).to.equal(true);
    });
  }

  it("a UART that refuses ends with status 1 and says where", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const { status, said } = await run(device, `--engine node --uart tcp:127.0.0.1:${port}`);
    expect(status).to.equal(1);
    const why = "no module listens there (npm run module starts a virtual one)";
    expect(said).to.equal(`device: UART tcp:127.0.0.1:${port}: ${why}`);
  });

  it("a page's port that is in use ends npm start with status 1 and names the option", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    const data = mkdtempSync(join(tmpdir(), "nblwm2m-"));
    const { status, said } = await run(start, `--engine node --http ${port} --data ${data}`);
    server.close();
    rmSync(data, { recursive: true });
    expect(status).to.equal(1);
    expect(said).to.equal(`start: TCP port ${port} is in use: choose another with --http`);
  });
});
