import { join } from "node:path";
import { ONCE_STEPS, runOnce } from "../examples/server-room/once.js";
import { startStand } from "../examples/server-room/stand.js";
import { ESP32_HEAP } from "./firmware.js";
import type { Counts } from "./test.js";

export interface ExampleOptions {
  /** The XS engine; without it the firmware runs on Node, which counts as a skip. */
  readonly program: string | undefined;
  readonly folder: string;
  readonly log: (line: string) => void;
}

/** Each access mode with one of the forms of pushes, in the clear and encrypted. */
const RUNS = [
  { mode: "sdk", form: "older", batch: 1, encrypted: false },
  { mode: "module", form: "newer", batch: 10, encrypted: true },
] as const;

/** The run of `npm run example -- --once`, in both modes. A step that an earlier one's failure prevents is a failure. */
export async function runExample({ program, folder, log }: ExampleOptions): Promise<Counts> {
  const engine = { ...(program === undefined ? {} : { program }), heap: ESP32_HEAP };
  const counts: Counts = { passed: 0, failed: 0, skipped: program === undefined ? 1 : 0 };
  for (const { mode, ...push } of RUNS) {
    const stand = await startStand({ mode, engine, data: join(folder, mode), http: 0, log });
    try {
      const listen = { host: "127.0.0.1", port: 0 };
      const told = ({ text }: { text: string }): void => log(text);
      const steps = await runOnce(stand, { platform: stand, listen, ...push, told }, ({ ok, name, detail }) => {
        log(`${ok ? "ok    " : "FAILED"}  ${name}: ${detail}`);
      });
      const passed = steps.filter(({ ok }) => ok).length;
      counts.passed += passed;
      counts.failed += ONCE_STEPS - passed;
    } finally {
      await stand.close();
    }
  }
  return counts;
}
