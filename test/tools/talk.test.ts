import { expect } from "chai";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asciiBytes } from "../../modules/base/text.js";
import { ToolError } from "../../tools/arguments.js";
import { recordTo, TalkWriter } from "../../tools/talk.js";

/** What a writer makes of something; the time is what `at` says. */
function written(does: (writer: TalkWriter, at: { now: number }) => void): string[] {
  const lines: string[] = [];
  const at = { now: 0 };
  does(
    new TalkWriter(
      (line) => lines.push(line),
      () => at.now,
    ),
    at,
  );
  return lines;
}

describe("tools/talk", () => {
  it("writes lines of both sides, with the time where it has moved on", () => {
    const lines = written((writer, at) => {
      writer.option("mode", "sdk");
      writer.did("pulse reset 110");
      at.now = 600;
      writer.host(asciiBytes("AT+CSQ\r\n"));
      writer.module(asciiBytes("\r\n+CSQ: 20,0\r\n\r\nOK\r\n"));
      writer.given("load 0.25");
      at.now = 700;
      writer.act("stop");
    });
    expect(lines).to.deep.equal([
      "# option mode=sdk",
      "@ 0",
      "= pulse reset 110",
      "@ 600",
      "> AT+CSQ",
      "< +CSQ: 20,0",
      "< OK",
      "? load 0.25",
      "@ 700",
      "! stop",
    ]);
  });

  it("writes all that is no whole line of printable characters with JSON's escapes, and loses nothing", () => {
    const lines = written((writer) => {
      writer.module(asciiBytes("AT\r\r\nOK\r\n\n"));
      writer.module(asciiBytes("\r\n>"));
      writer.host(asciiBytes('\r\n"\u00ff\u0000'));
      writer.module(asciiBytes("\r\n+RECEIVE,0,3:\r\nA\r\n"));
      writer.module(asciiBytes("\r\n x\r\n"));
      writer.module(asciiBytes("\r\n\r\n"));
    });
    expect(lines).to.deep.equal([
      "@ 0",
      '[ "AT\\r"',
      "< OK",
      '[ "\\n"',
      '[ "\\r\\n>"',
      '] "\\r\\n\\"\u00ff\\u0000"',
      "< +RECEIVE,0,3:",
      '[ "A\\r\\n"',
      '[ "\\r\\n x\\r\\n"',
      '[ "\\r\\n\\r\\n"',
    ]);
  });

  it("writes to a file as it goes, and says why it cannot", () => {
    const folder = mkdtempSync(join(tmpdir(), "nblwm2m-talk-"));
    try {
      const file = join(folder, "talk.txt");
      const recorder = recordTo(file);
      recorder.host(asciiBytes("AT\r\n"));
      expect(readFileSync(file, "utf8")).to.match(/^@ \d+\n> AT\n$/);
      recorder.close();
      recorder.host(asciiBytes("AT\r\n"));
      expect(readFileSync(file, "utf8")).to.match(/^@ \d+\n> AT\n$/);
      expect(() => recordTo(join(folder, "none", "talk.txt"))).to.throw(ToolError, "no such file or folder");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
