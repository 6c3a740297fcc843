import { expect } from "chai";
import { createServer, type AddressInfo } from "node:net";
import { main } from "../../../examples/server-room/main.js";

/** Runs the command; gives its status and what it wrote to stderr. */
async function run(line: string): Promise<{ status: number; said: string }> {
  const said: string[] = [];
  const { error, log } = console;
  console.error = (text: string) => said.push(text);
  console.log = () => undefined;
  try {
    return { status: await main(line.split(" ")), said: said.join("\n") };
  } finally {
    Object.assign(console, { error, log });
  }
}

describe("examples/server-room: the command line", () => {
  for (const [line, words] of [
    ["--bogus", "unknown option --bogus"],
    ["--load-limit high", 'option --load-limit takes a number, not "high"'],
    ["--memory-limit -1", 'option --memory-limit takes a whole number from 0 to 1000000000, not "-1"'],
    ["--form odd", 'option --form takes older or newer, not "odd"'],
    ["--api http://127.0.0.1:1", "--api, --key and --imei belong together"],
    ["--api 127.0.0.1 --key k --imei 1", 'option --api takes an address http://…, not "127.0.0.1"'],
    ["--api http://127.0.0.1:1 --key k --imei 1 --once", "--once is not for a platform elsewhere"],
  ] as const) {
    it(`"${line}" ends with status 2 and says: ${words}`, async () => {
      const { status, said } = await run(line);
      expect([status, said.split("\n")[0]]).to.deep.equal([2, `example: ${words}`]);
    });
  }

  it("a platform that is not there ends with status 1 and its address", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const { status, said } = await run(`--api http://127.0.0.1:${port} --key k --imei 1`);
    const words = `example: the platform at http://127.0.0.1:${port} cannot be reached: ECONNREFUSED`;
    expect([status, said]).to.deep.equal([1, words]);
  });

  it("a port in use ends with status 1 and says which", async function () {
    this.timeout(60_000);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const { status, said } = await run(`--once --engine node --listen ${port}`);
      expect([status, said]).to.deep.equal([1, `example: --listen ${port}: the port is in use`]);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
