import { expect } from "chai";
import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const tool = fileURLToPath(new URL("../../platform/cli.js", import.meta.url));

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly error: string;
}

describe("platform/cli", function () {
  this.timeout(20_000);
  let folder: string;

  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "cli-"))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function run(
    args: readonly string[],
    onOut: (text: string, child: ChildProcess) => void = () => undefined,
  ): Promise<Ended> {
    const child = spawn(process.execPath, [tool, ...args], { stdio: ["ignore", "pipe", "pipe"], cwd: folder });
    let [out, error] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => onOut((out += text), child));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (error += text));
    return new Promise((resolve) => child.on("close", (status) => resolve({ status, out, error })));
  }

  const free = ["--bootstrap-port", "0", "--port", "0", "--http", "0"];

  it("prints its options", async () => {
    const { status, out, error } = await run(["--help"]);
    expect([status, error]).to.deep.equal([0, ""]);
    for (const option of ["--bootstrap-port", "--port", "--http", "--data", "--access-host", "--content-format"])
      expect(out).to.contain(option);
  });

  const wrong: [string[], string][] = [
    [["--colour"], "platform: Unknown option '--colour'"],
    [["--port"], "platform: Option '--port <value>' argument missing"],
    [["--port", "65536"], 'platform: --port is a port from 0 to 65535, not "65536"'],
    [["--http", "web"], 'platform: --http is a port from 0 to 65535, not "web"'],
    [["--content-format", "11543"], 'platform: --content-format is 1542 or 11542, not "11543"'],
    [["more"], "platform: Unexpected argument 'more'"],
    [["--push-url", "http://127.0.0.1:1"], "platform: --push-url and --push-token go together"],
    [
      ["--push-url", "ftp://a", "--push-token", "abc"],
      'platform: --push-url is an address http://… or https://…, not "ftp://a"',
    ],
    [
      ["--push-url", "http://127.0.0.1:1", "--push-token", "a b"],
      "platform: --push-token is 3 to 32 letters, digits, _ or -",
    ],
  ];
  for (const [args, message] of wrong) {
    it(`exits 2 upon ${args.join(" ")}`, async () => {
      const { status, out, error } = await run(args);
      expect([status, out, error]).to.deep.equal([2, "", `${message}\nTry --help.\n`]);
      expect(await readdir(folder)).to.deep.equal([]);
    });
  }

  it("names the port that is in use and its option, and exits 1", async () => {
    const other = createSocket("udp4");
    await new Promise<void>((resolve) => other.bind(0, "127.0.0.1", resolve));
    const { port } = other.address();
    for (const option of ["--bootstrap-port", "--port"]) {
      const { status, error } = await run([...free, option, String(port)]);
      expect([status, error]).to.deep.equal([
        1,
        `platform: UDP port ${port} is in use: choose another with ${option}\n`,
      ]);
    }
    other.close();
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`tells where it listens, and ends upon ${signal} with 0`, async () => {
      const { status, out, error } = await run(free, (text, child) => {
        if (/page and API +http:\/\/127\.0\.0\.1:\d+\n/.test(text)) child.kill(signal);
      });
      expect([status, error]).to.deep.equal([0, ""]);
      expect(out.split("\n").length).to.equal(4);
      expect(await readdir(join(folder, ".nblwm2m", "platform"))).to.deep.equal(["platform.db"]);
    });
  }
});
