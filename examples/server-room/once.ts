import { limitOf } from "./limits.js";
import { type ApplicationOptions, startApplication } from "./application.js";
import type { Stand } from "./stand.js";
import type { Told, Watch } from "./watch.js";

/** Milliseconds within which each thing must have happened. */
const PATIENCE = 60_000;

/** One step of the run and what came of it. */
export interface OnceStep {
  readonly name: string;
  readonly ok: boolean;
  /** What was seen, or what went wrong. */
  readonly detail: string;
}

/** What a step works on. */
interface Scene {
  readonly stand: Stand;
  readonly watch: Watch;
  readonly story: Story;
}

const STEPS: readonly (readonly [name: string, run: (scene: Scene) => Promise<string>])[] = [
  ["the device comes online", comes],
  ["its values come", values],
  ["an alarm, as the limit is set below the load", alarm],
  ["the fan is switched on, and read back", ({ story }) => story.next("on")],
  ["the alarm is cleared, as the limit is set above the load", clear],
  ["the fan is switched off, and read back", ({ story }) => story.next("off")],
  ["the device goes offline", goes],
  ["an alarm meanwhile", alarm],
  ["a cached command waits for the device", ({ story }) => story.next("cached")],
  ["the device comes back", comes],
  ["the result of the cached command", result],
  ["the fan is on, as read back", ({ story }) => story.next("on")],
];

/** How many steps there are. */
export const ONCE_STEPS = STEPS.length;

/** Runs the application through its story with a device that is off at first; ends at the first step that fails. */
export async function runOnce(
  stand: Stand,
  options: Omit<ApplicationOptions, "limits">,
  report: (step: OnceStep) => void,
): Promise<OnceStep[]> {
  const story = new Story();
  const told = (one: Told): void => {
    options.told(one);
    story.add(one);
  };
  // No alarm before the story wants one: no load is so high, and there is always some memory.
  const limits = { load: limitOf("above", 1e6, 10), memory: limitOf("below", 0, 0) };
  const { watch, close } = await startApplication({ ...options, limits, told });
  const done: OnceStep[] = [];
  try {
    for (const [name, run] of STEPS) {
      const step = await run({ stand, watch, story }).then(
        (detail) => ({ name, ok: true, detail }),
        (error: Error) => ({ name, ok: false, detail: error.message }),
      );
      report(step);
      done.push(step);
      if (!step.ok) break;
    }
    return done;
  } finally {
    await close();
  }
}

async function comes({ stand, story }: Scene): Promise<string> {
  await stand.switchOn();
  return story.next("online");
}

async function values({ story }: Scene): Promise<string> {
  return `${await story.next("load")}, ${await story.next("memory")}`;
}

/** The load is what it is; so the limit comes to it. Half of it, as it changes meanwhile; even no load at all is above. */
function alarm({ watch, story }: Scene): Promise<string> {
  watch.setLimit("load", limitOf("above", (watch.value("load") ?? 0) / 2 - 0.01, 10));
  return story.next("alarm");
}

function clear({ watch, story }: Scene): Promise<string> {
  watch.setLimit("load", limitOf("above", (watch.value("load") ?? 0) * 2 + 1, 10));
  return story.next("clear");
}

async function goes({ stand, story }: Scene): Promise<string> {
  const status = await stand.switchOff();
  if (status !== 0) throw new Error(`the firmware ended with status ${status}`);
  return story.next("offline");
}

async function result({ story }: Scene): Promise<string> {
  const text = await story.next("result");
  if (!text.endsWith("is done")) throw new Error(text);
  return text;
}

/** What was told, to be gone through in order. */
class Story {
  readonly #told: Told[] = [];
  #wake: (() => void) | undefined;

  add(told: Told): void {
    this.#told.push(told);
    this.#wake?.();
  }

  /** The text of the next one of this kind; what was told before it is passed over, except a problem. */
  async next(kind: Told["kind"]): Promise<string> {
    const end = Date.now() + PATIENCE;
    for (;;) {
      for (let told = this.#told.shift(); told !== undefined; told = this.#told.shift()) {
        if (told.kind === "problem") throw new Error(told.text);
        if (told.kind === kind) return told.text;
      }
      if (Date.now() >= end) throw new Error(`nothing came within ${PATIENCE / 1_000} s`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(1, end - Date.now()));
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}
