/**
 * The globals of the desktop engine's suite mode (hosts/desktop/natives.d.ts) on the Moddable SDK, so that the suites'
 * support runs there unchanged. To be imported first.
 */
import Debug from "debug";
import Timer from "timer";

/** Idle turns, of a millisecond each, after which nothing more can be expected of promise jobs either. */
const PATIENCE = 100;

type Place = Record<string, unknown> & { readonly screen: { postMessage(message: string): void } };

const place = globalThis as unknown as Place;
const state = { rejected: undefined as ((reason: unknown) => void) | undefined };

/** The SDK's engine asks this when it would give up; `false` lets it go on. */
function gaveUp(why: string, error: unknown): boolean {
  if (why !== "unhandled rejection" && why !== "unhandled exception") return true;
  if (state.rejected === undefined || place.onerror === undefined) {
    trace(`${why}: ${String(error)}\n`);
    return true;
  }
  try {
    state.rejected(error);
  } catch {
    trace(`${why}: ${String(error)}\n`);
    return true;
  }
  return false;
}

/**
 * Runs turns on a timer, for promise jobs to run in between, until there is nothing left to do. Between two of them
 * garbage is collected, because only then, and not before the end of that call, the engine tells of rejections.
 */
function idle(turn: () => boolean): void {
  let collected = false;
  let empty = 0;
  Timer.repeat(() => {
    collected = !collected;
    if (collected) Debug.gc();
    else if (turn()) empty = 0;
    else if (++empty >= PATIENCE) hostExit(0);
  }, 1);
}

Object.assign(place, {
  hostPrint: (text: string) => trace(`${text}\n`),
  hostEmit: (kind: number, text: string) => trace(`counts\t${kind}\t${text}\n`),
  hostExit: (status: number) => place.screen.postMessage(`exit ${status}`),
  suiteIdle: idle,
  suiteRejected: (receiver: (reason: unknown) => void) => (state.rejected = receiver),
  suiteCollect: () => Debug.gc(),
  abort: gaveUp,
});
