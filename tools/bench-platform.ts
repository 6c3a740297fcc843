import { readArguments, runTool, UsageError, wholeNumber } from "./arguments.js";
import { type LoadFigures, runLoad } from "./load/run.js";
import { leshanTarget, platformTarget, type Target } from "./load/targets.js";

const USAGE = `usage: npm run bench:platform -- [options]

Devices without a firmware register with the local platform, are observed, report a value every ten seconds, and are
read twenty times a second meanwhile. Then the same is done with Leshan, and set beside as a ratio.

  --devices N,N…     how many, one run after the other (default 1000,10000)
  --seconds N        how long they report (default 60)
  --alone            without Leshan
  --json             prints the figures as JSON, for a program

The platform keeps everything in its database, on this machine's disk, and is asked by HTTP. Leshan keeps all of it in
memory, and is asked through a pipe; its JVM may take 1 GB.
Exit status: 0 done, 1 failed, or a device did not get through with the platform, 2 usage`;

const OPTIONS = { devices: "text", seconds: "text", alone: "flag", json: "flag" } as const;
const MOST_DEVICES = 15_000;

interface Run {
  readonly devices: number;
  readonly server: string;
  readonly figures: LoadFigures;
}

/** `npm run bench:platform`. */
export function main(args: readonly string[]): Promise<number> {
  return runTool("bench:platform", USAGE, args, async (rest) => {
    const options = readArguments(rest, OPTIONS);
    const counts = (options.devices ?? "1000,10000")
      .split(",")
      .map((text) => wholeNumber("devices", text, 1, MOST_DEVICES));
    const seconds = wholeNumber("seconds", options.seconds ?? "60", 1, 3_600);
    if (counts.length > 8) throw new UsageError("option --devices takes at most 8 numbers");
    const runs: Run[] = [];
    for (const devices of counts) {
      runs.push(await measured(await platformTarget(), devices, seconds));
      const leshan = options.alone === true ? "not asked for" : await leshanTarget();
      if (typeof leshan === "string") console.error(`without Leshan: ${leshan}`);
      else runs.push(await measured(leshan, devices, seconds));
    }
    if (options.json === true) console.log(JSON.stringify(runs, undefined, 2));
    else for (const devices of counts) print(runs.filter((run) => run.devices === devices));
    return runs.filter(({ server }) => server === "platform").every(isWhole) ? 0 : 1;
  });
}

async function measured(target: Target, devices: number, seconds: number): Promise<Run> {
  try {
    console.error(`${target.name}: ${devices} devices …`);
    return { devices, server: target.name, figures: await runLoad(target, devices, seconds) };
  } finally {
    await target.close();
  }
}

const isWhole = ({ devices, figures }: Run): boolean =>
  figures.registered === devices && figures.observed === devices && figures.lost === 0 && figures.failedReads === 0;

const ROWS: readonly [string, (figures: LoadFigures) => number, number][] = [
  ["registered", (figures) => figures.registered, 0],
  ["registrations a second", (figures) => figures.registrationsPerSecond, 0],
  ["observed", (figures) => figures.observed, 0],
  ["notifications acknowledged", (figures) => figures.notified, 0],
  ["notifications lost", (figures) => figures.lost, 0],
  ["messages sent again by devices", (figures) => figures.resent, 0],
  ["reads answered", (figures) => figures.reads, 0],
  ["reads failed", (figures) => figures.failedReads, 0],
  ["p50 of a read, ms", (figures) => figures.readP50, 1],
  ["p99 of a read, ms", (figures) => figures.readP99, 1],
  ["memory, MB", (figures) => figures.memory / 1_048_576, 0],
];

function print(runs: readonly Run[]): void {
  const [ours, theirs] = runs.map(({ figures }) => figures);
  if (ours === undefined) return;
  console.log(
    `\n${row(`${runs[0]?.devices ?? 0} devices`, [...runs.map(({ server }) => server), ...(theirs ? ["ratio"] : [])])}`,
  );
  for (const [name, value, digits] of ROWS) {
    const values = [ours, ...(theirs === undefined ? [] : [theirs])].map(value);
    const [a = 0, b = 0] = values;
    const ratio = theirs === undefined ? [] : [b === 0 ? "" : (a / b).toFixed(2)];
    console.log(row(name, [...values.map((each) => each.toFixed(digits)), ...ratio]));
  }
}

const row = (name: string, values: readonly string[]): string =>
  name.padEnd(34) + values.map((value) => value.padStart(12)).join("");
