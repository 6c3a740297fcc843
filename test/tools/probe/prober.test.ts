import { expect } from "chai";
import { asciiBytes, latinText } from "../../../modules/base/text.js";
import { PROBE_COMMANDS, Prober, SPEEDS, type Findings } from "../../../tools/probe/prober.js";
import { profileRecord } from "../../../tools/probe/record.js";

/** What a module answers, at one speed. */
interface Script {
  readonly baud: number;
  readonly known: Readonly<Record<string, readonly string[]>>;
}

/** Probes a scripted module on virtual time. */
function probe({ baud, known }: Script): { findings: Findings | undefined; speeds: number[]; at: number } {
  const prober = new Prober(SPEEDS, () => undefined);
  const speeds: number[] = [];
  let now = 0;
  prober.start(now);
  for (let turn = 0; turn < 10_000; turn++) {
    const out = prober.poll();
    if (out?.kind === "done") return { findings: out.findings, speeds, at: now };
    if (out?.kind === "baud") speeds.push(out.baud);
    else if (out?.kind === "write") {
      if (speeds.at(-1) !== baud) continue;
      const command = latinText(out.bytes).trim();
      for (const line of known[command] ?? ["+CME ERROR: 4"]) prober.bytes(asciiBytes(`\r\n${line}\r\n`), now);
    } else {
      const deadline = prober.deadline();
      if (deadline === undefined) throw new Error("the prober waits for nothing");
      now = deadline;
      prober.expire(now);
    }
  }
  throw new Error("no end");
}

const KNOWN = {
  AT: ["OK"],
  ATE0: ["OK"],
  "AT+CGMM": ["XN-7", "OK"],
  "AT+CGMR": ["+CGMR: V2", "OK"],
  "AT+CMMUX=?": ["+CMMUX:(0,1)", "OK"],
  "AT+MIPLCREATE=?": ["OK"],
  "AT+MIPLCONFIG=?": ["OK"],
  // No line of the record may show whose card or module it was.
  ATI: ["XN-7", "IMEI 490154203237518", "OK"],
};

describe("npm run device -- --probe", () => {
  it("finds the speed, then asks each command once", () => {
    const { findings, speeds } = probe({ baud: 57_600, known: KNOWN });
    expect(speeds).to.deep.equal([115_200, 9600, 57_600]);
    expect(findings?.baud).to.equal(57_600);
    expect(findings?.answers.map(({ command }) => command)).to.deep.equal(PROBE_COMMANDS);
  });

  it("asks for nobody's identity and changes nothing but echo and error numbers", () => {
    for (const command of PROBE_COMMANDS) {
      expect(command).to.match(/^(AT\+[A-Z]+(=\?|\?)|AT\+CMEE=1|AT\+CGM[IMR]|ATE0|ATI)$/);
      expect(command).to.not.match(/CGSN|CIMI|CCID/);
    }
  });

  it("comes to an end with a module that answers at no speed", () => {
    const { findings, speeds, at } = probe({ baud: 1, known: KNOWN });
    expect(findings).to.equal(undefined);
    expect(speeds).to.deep.equal(SPEEDS);
    expect(at).to.be.lessThan(120_000);
  });

  it("comes to an end with a module that says ERROR to everything", () => {
    expect(probe({ baud: 9600, known: { AT: ["ERROR"] } }).findings).to.equal(undefined);
  });

  it("writes the findings as a profile, with what was confirmed as sourced and identities masked", () => {
    const { findings } = probe({ baud: 9600, known: KNOWN });
    if (findings === undefined) throw new Error("no findings");
    const lines = profileRecord(findings, "2026-11-25");
    expect(lines.slice(0, 20)).to.deep.equal([
      "// XN-7, firmware V2, found by npm run device -- --probe on 2026-11-25.",
      '// no profile is for "XN-7"; auto is taken',
      "// the module has MIPL Q, plain; its profile says C, host",
      "export const xn7: Profile = freeze({",
      "  ...rda8909b,",
      '  model: "XN-7",',
      '  identifies: ["XN-7"],',
      "  bauds: [9600, 115200],",
      "  sockets: promptSockets,",
      '  mipl: { ...generationQ, create: "plain" },',
      "  sources: {",
      '    ...carried(rda8909b.sources, "its family"),',
      '    bauds: { certainty: "sourced", from: "firmware V2 answers at 9600" },',
      '    "sockets.dialect": { certainty: "sourced", from: "firmware V2 knows AT+CMMUX=?" },',
      '    "mipl.generation": { certainty: "sourced", from: "firmware V2 knows AT+MIPLCONFIG=?" },',
      '    "mipl.create": { certainty: "sourced", from: "firmware V2 knows AT+MIPLCONFIG=?" },',
      "  },",
      "});",
      "// ATE0                   OK",
      "// AT+CMEE=1              +CME ERROR: 4 (operation not supported)",
    ]);
    expect(lines).to.include("// AT+CMMUX=?             +CMMUX:(0,1) | OK");
    expect(lines.join("\n")).to.not.include("490154203237518");
  });
});
