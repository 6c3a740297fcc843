import { describeFinal } from "../../modules/at/result.js";
import { shown } from "../../modules/at/wire.js";
import { Inquiry } from "../../modules/modem/inquiry.js";
import type { Profile } from "../../modules/modem/profile.js";
import { auto } from "../../modules/modem/profiles/auto.js";
import { profileOf } from "../../modules/modem/profiles/index.js";
import { knows, type Answer, type Findings } from "./prober.js";

/** The family whose sockets a dialect is, for a model that nobody knows. */
const FAMILY_OF = { nso: "hi2115", ipstart: "mt2625", "ipstart-prompt": "rda8909b", cip: "rda8908a" } as const;
const SOCKETS_OF = { nso: "nso", ipstart: "ipstart", "ipstart-prompt": "prompt", cip: "cip" } as const;

/** What the module says of itself to a command of one bare line; the empty text if it does not. */
export function bareLine(findings: Findings, command: string): string {
  const answer = findings.answers.find((one) => one.command === command && one.final.kind === "ok");
  const line = answer?.lines[0] ?? "";
  const colon = line.startsWith("+") ? line.indexOf(":") : -1;
  return line
    .slice(colon + 1)
    .trim()
    .replace(/^"|"$/g, "");
}

/**
 * The findings as the source of a profile: what it has in common with its family by name, and what the module told. The
 * answers themselves follow as comments. Identities are not in it: they were not asked for.
 */
export function profileRecord(findings: Findings, date: string): string[] {
  const model = bareLine(findings, "AT+CGMM") || "unknown";
  const firmware = bareLine(findings, "AT+CGMR") || "unknown";
  const known = profileOf(model);
  const notes: string[] = [];
  const inquiry = new Inquiry({ profile: known ?? auto, log: (_level, text) => notes.push(text) });
  inquiry.begin(model);
  while (inquiry.question !== undefined) inquiry.take(knows(findings, inquiry.question.send));
  const profile = inquiry.corrected();
  const family = known?.family ?? FAMILY_OF[profile.sockets.dialect];
  const name = model.toLowerCase().replace(/[^a-z0-9]/g, "") || "unknown";
  return [
    `// ${model}, firmware ${firmware}, found by npm run device -- --probe on ${date}.`,
    ...notes.map((note) => `// ${note}`),
    `export const ${/^[0-9]/.test(name) ? `m${name}` : name}: Profile = freeze({`,
    `  ...${family},`,
    `  model: ${JSON.stringify(model)},`,
    `  identifies: [${JSON.stringify(model)}],`,
    ...(findings.baud === 0 ? [] : [`  bauds: [${findings.baud}, ${findings.baud === 9600 ? 115_200 : 9600}],`]),
    `  sockets: ${SOCKETS_OF[profile.sockets.dialect]}Sockets,`,
    `  mipl: { ...generation${profile.mipl.generation}, create: ${JSON.stringify(profile.mipl.create)} },`,
    `  sources: {`,
    `    ...carried(${family}.sources, "its family"),`,
    ...sourceLines(findings, profile, firmware),
    `  },`,
    `});`,
    ...findings.answers.map(answerLine),
  ];
}

/** Only what the module itself confirmed is sourced. */
function sourceLines(findings: Findings, profile: Profile, firmware: string): string[] {
  const asked = findings.answers.filter((answer) => knows(findings, answer.command));
  const socket = asked.find(({ command }) => QUESTION_OF[profile.sockets.dialect] === command);
  const mipl = asked.find(({ command }) => command === MIPL_QUESTION_OF[profile.mipl.generation][profile.mipl.create]);
  const from = (command: string): string => JSON.stringify(`firmware ${firmware} knows ${command}`);
  const lines: string[] = [];
  if (findings.baud > 0) {
    const speed = JSON.stringify(`firmware ${firmware} answers at ${findings.baud}`);
    lines.push(`    bauds: { certainty: "sourced", from: ${speed} },`);
  }
  if (socket !== undefined) {
    lines.push(`    "sockets.dialect": { certainty: "sourced", from: ${from(socket.command)} },`);
  }
  if (mipl !== undefined) {
    lines.push(`    "mipl.generation": { certainty: "sourced", from: ${from(mipl.command)} },`);
    lines.push(`    "mipl.create": { certainty: "sourced", from: ${from(mipl.command)} },`);
  }
  return lines;
}

const QUESTION_OF = {
  nso: "AT+NSOCR=?",
  ipstart: "AT+IPRCFG=?",
  "ipstart-prompt": "AT+CMMUX=?",
  cip: "AT+CIPSTART=?",
} as const;

const MIPL_QUESTION_OF = {
  C: { host: "AT+MIPLCREATEEX=?", blob: "AT+MIPLCREATE=?", plain: "AT+MIPLCREATE=?" },
  Q: { host: "AT+MIPLCONFIG=?", blob: "AT+MIPLCONFIG=?", plain: "AT+MIPLCONFIG=?" },
  L: { host: "AT+MIPLCONF=?", blob: "AT+MIPLCONF=?", plain: "AT+MIPLCONF=?" },
} as const;

function answerLine({ command, lines, final }: Answer): string {
  const said = [...lines.map(shown), describeFinal(final)].join(" | ");
  return `// ${command.padEnd(22)} ${said}`;
}
