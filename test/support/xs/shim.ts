/**
 * What mocha and chai expect of a place and XS does not have. To be imported before them. Time is virtual: when there is
 * nothing else to do, the clock jumps to the next timer, so that a wait costs nothing and a test that waits for what
 * never comes reaches its time limit at once.
 */

interface Timer {
  readonly id: number;
  readonly callback: () => void;
  readonly every: number | undefined;
  at: number;
}

type Place = Record<string, unknown> & {
  onerror?: (text: string, file: string, line: number, column: number, error: unknown) => void;
};

const place = globalThis as unknown as Place;
const timers: Timer[] = [];
let now = 0;
let lastId = 0;

function add(callback: (...values: unknown[]) => void, delay: unknown, repeat: boolean, values: unknown[]): number {
  const wait = Math.max(repeat ? 1 : 0, Number(delay) || 0);
  timers.push({ id: ++lastId, callback: () => callback(...values), every: repeat ? wait : undefined, at: now + wait });
  return lastId;
}

function remove(id: unknown): void {
  const index = timers.findIndex((timer) => timer.id === id);
  if (index >= 0) timers.splice(index, 1);
}

/** The timer that is due first; of those for one moment, the one that was set first. */
function next(): Timer | undefined {
  let first = timers[0];
  for (const timer of timers) if (first === undefined || timer.at < first.at) first = timer;
  return first;
}

/** Tells mocha of an error that no test is there to catch. */
function uncaught(error: unknown): void {
  if (place.onerror === undefined) throw error;
  place.onerror(String(error), "", 0, 0, error);
}

function turn(): boolean {
  const timer = next();
  if (timer === undefined) return false;
  now = Math.max(now, timer.at);
  if (timer.every === undefined) remove(timer.id);
  else timer.at = now + timer.every;
  try {
    timer.callback();
  } catch (error) {
    uncaught(error);
  }
  return true;
}

/** A line for a person: `%s` and its like are filled in as mocha's reporters want it. */
function format(values: unknown[]): string {
  const [first, ...rest] = values.map((value) => (typeof value === "string" ? value : String(value)));
  if (first === undefined) return "";
  const filled = first.replace(/%[sdijo%]/g, (mark) => (mark === "%%" ? "%" : (rest.shift() ?? mark)));
  return [filled, ...rest].join(" ");
}

const print = (...values: unknown[]): void => hostPrint(format(values));

class Event {
  readonly type: string;
  constructor(type: string) {
    this.type = type;
  }
}

class EventTarget {
  readonly #listeners: { type: string; listener: (event: Event) => void }[] = [];
  addEventListener(type: string, listener: (event: Event) => void): void {
    this.#listeners.push({ type, listener });
  }
  removeEventListener(type: string, listener: (event: Event) => void): void {
    const index = this.#listeners.findIndex((each) => each.type === type && each.listener === listener);
    if (index >= 0) this.#listeners.splice(index, 1);
  }
  dispatchEvent(event: Event): boolean {
    for (const each of [...this.#listeners]) if (each.type === event.type) each.listener(event);
    return true;
  }
}

suiteIdle(turn);
suiteRejected(uncaught);
Object.assign(place, {
  setTimeout: (callback: () => void, delay?: unknown, ...values: unknown[]) => add(callback, delay, false, values),
  setInterval: (callback: () => void, delay?: unknown, ...values: unknown[]) => add(callback, delay, true, values),
  setImmediate: (callback: () => void, ...values: unknown[]) => add(callback, 0, false, values),
  clearTimeout: remove,
  clearInterval: remove,
  clearImmediate: remove,
  queueMicrotask: (callback: () => void) => void Promise.resolve().then(callback),
  console: { log: print, info: print, warn: print, error: print, debug: print },
  location: { search: "" },
  Event,
  EventTarget,
  // mocha's bundle brings a Buffer that writes over methods of Uint8Array unless it is told that there is none.
  TYPED_ARRAY_SUPPORT: false,
});

export {};
