import { fileURLToPath } from "node:url";
import { NB_IOT_TIMING, RFC_TIMING, type Timing } from "../../../modules/coap/timing.js";
import { Stretch, type Manner, type Tally, type Weather } from "./weather.js";

/** One row of the table: what was run, what came of it, and what the formula says. */
export interface LossRow {
  readonly weather: Weather;
  readonly timing: Timing;
  readonly manner: Manner;
  readonly tally: Tally;
  /** The share of exchanges that should succeed, and of those whose other end should do something. */
  readonly success: number;
  readonly execution: number;
}

/** Exchanges in each row. */
export const COUNT = 1000;

const RATES = [10, 30] as const;
const MANNERS: readonly Manner[] = ["piggybacked", "separate", "notification"];

/** Every combination of loss, doubling and reordering, each at 10 and 30 %, with the RFC's timing and ours. */
export function lossRows(): LossRow[] {
  const rows: LossRow[] = [];
  for (const loss of RATES) {
    for (const doubling of RATES) {
      for (const reordering of RATES) {
        for (const timing of [RFC_TIMING, NB_IOT_TIMING]) {
          for (const manner of MANNERS) rows.push(row({ loss, doubling, reordering }, timing, manner, rows.length + 1));
        }
      }
    }
  }
  return rows;
}

/** The table as it stands in the snapshot. */
export function lossTable(rows: readonly LossRow[]): string[] {
  const head = `loss doubled reordered  sent again at most  manner        executed  repeated  succeeded  expected  datagrams`;
  return [
    `# ${COUNT} exchanges in each row; expected: COUNT × (1 − f^(MAX_RETRANSMIT + 1)), f from loss and doubling (loss-table.ts)`,
    head,
    ...rows.map(({ weather, timing, manner, tally, success }) =>
      [
        `${weather.loss} %`.padStart(4),
        `${weather.doubling} %`.padStart(7),
        `${weather.reordering} %`.padStart(9),
        `${timing.maxRetransmit}`.padStart(19),
        ` ${manner.padEnd(12)}`,
        `${tally.executed}`.padStart(9),
        `${tally.repeated}`.padStart(9),
        `${tally.succeeded}`.padStart(10),
        (success * COUNT).toFixed(1).padStart(9),
        `${tally.datagrams}`.padStart(10),
      ].join(" "),
    ),
  ];
}

function row(weather: Weather, timing: Timing, manner: Manner, seed: number): LossRow {
  const tally = new Stretch(seed, weather, timing).run(manner, COUNT);
  return { weather, timing, manner, tally, ...expectation(weather, timing, manner) };
}

/**
 * A transmission is lost for good if all of its copies are: once with the probability p, or twice, p², where it was
 * doubled. One attempt of a Confirmable message fails if no copy of it arrives, or if for each copy that does every copy
 * of the reply to it is lost; a duplicate gets the reply again. All MAX_RETRANSMIT + 1 attempts must fail (RFC 7252
 * section 4.2). Of a separate response the request and the response are two such messages, and each need only arrive.
 * Being held back changes nothing, since no datagram is held for longer than the last timeout.
 */
export function expectation(
  weather: Weather,
  timing: Timing,
  manner: Manner,
): { readonly success: number; readonly execution: number } {
  const p = weather.loss / 100;
  const doubled = weather.doubling / 100;
  const attempts = timing.maxRetransmit + 1;
  const twice = (single: number): number => (1 - doubled) * single + doubled * single ** 2;
  const lost = twice(p);
  const failed = twice(p + (1 - p) * lost);
  const execution = 1 - lost ** attempts;
  return { execution, success: manner === "separate" ? execution ** 2 : 1 - failed ** attempts };
}

// node dist/test/modules/coap/loss-table.js > test/snapshots/coap-loss.txt
if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(lossTable(lossRows()).join("\n"));
