import { LoadDevice } from "./device.js";
import { inParallel, type Target } from "./targets.js";

/** So many registrations, and so many observes, are under way at a time. */
const WIDTH = 64;
/** Each device reports so often. */
const REPORT_EVERY = 10_000;
/** A read begins so often while devices report. */
const READ_EVERY = 50;

export interface LoadFigures {
  readonly registered: number;
  readonly registrationsPerSecond: number;
  readonly observed: number;
  /** Notifications acknowledged, and those that were given up after four retransmissions. */
  readonly notified: number;
  readonly lost: number;
  readonly resent: number;
  readonly reads: number;
  readonly failedReads: number;
  /** Milliseconds. */
  readonly readP50: number;
  readonly readP99: number;
  /** Bytes, at the end of the reports. */
  readonly memory: number;
}

/** Registers so many devices, observes each, lets them report for a time, and reads from them meanwhile. */
export async function runLoad(target: Target, count: number, seconds: number): Promise<LoadFigures> {
  const endpoints = Array.from({ length: count }, (_, index) => endpointOf(index));
  await target.prepare(endpoints);
  const devices: LoadDevice[] = [];
  for (let index = 0; index < count; index += 1) devices.push(await LoadDevice.open("127.0.0.1", target.port));
  try {
    const started = performance.now();
    const registered = await countOf(devices, (device, index) => device.register(endpoints[index] ?? ""));
    const took = performance.now() - started;
    const observed = await countOf(devices, (_device, index) => target.observe(endpoints[index] ?? ""));
    const [reads] = await Promise.all([readFor(target, endpoints, seconds), reportFor(devices, seconds)]);
    const memory = target.memory();
    const counts = devices.map((device) => device.counts);
    const sum = (of: "notified" | "failed" | "resent"): number => counts.reduce((total, each) => total + each[of], 0);
    const taken = reads.taken.sort((a, b) => a - b);
    return {
      registered,
      registrationsPerSecond: registered / (took / 1_000),
      observed,
      notified: sum("notified"),
      lost: sum("failed"),
      resent: sum("resent"),
      reads: taken.length,
      failedReads: reads.failed,
      readP50: quantile(taken, 0.5),
      readP99: quantile(taken, 0.99),
      memory,
    };
  } finally {
    for (const device of devices) device.close();
  }
}

/** IMEI with its check digit, and IMSI, of no real device: both count up. */
export function endpointOf(index: number): string {
  const digits = `869990${String(index).padStart(8, "0")}`;
  let sum = 0;
  for (let place = 0; place < 14; place += 1) {
    const digit = Number(digits[place]) * (place % 2 === 1 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return `${digits}${(10 - (sum % 10)) % 10};46000${String(index).padStart(10, "0")}`;
}

/** The least value that so large a part of the sorted ones does not exceed; not a number if there are none. */
export function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? NaN;
}

async function countOf(
  devices: readonly LoadDevice[],
  work: (device: LoadDevice, index: number) => Promise<boolean>,
): Promise<number> {
  let count = 0;
  const indices = devices.map((_, index) => index);
  await inParallel(indices, WIDTH, async (index) => {
    const device = devices[index];
    if (device !== undefined && (await work(device, index))) count += 1;
  });
  return count;
}

/** Every device reports every ten seconds, all of them spread evenly over the time. */
async function reportFor(devices: readonly LoadDevice[], seconds: number): Promise<void> {
  const rounds = Math.max(1, Math.round((seconds * 1_000) / REPORT_EVERY));
  const started = performance.now();
  const all = devices.map(async (device, index) => {
    for (let round = 0; round < rounds; round += 1) {
      await waitUntil(started + round * REPORT_EVERY + (index / devices.length) * REPORT_EVERY);
      await device.notify((20 + (round % 10) / 10).toFixed(1));
    }
  });
  await Promise.all(all);
}

async function readFor(
  target: Target,
  endpoints: readonly string[],
  seconds: number,
): Promise<{ taken: number[]; failed: number }> {
  const result = { taken: [] as number[], failed: 0 };
  const reads: Promise<void>[] = [];
  const started = performance.now();
  for (let number = 0; number * READ_EVERY < seconds * 1_000; number += 1) {
    await waitUntil(started + number * READ_EVERY);
    // A prime step goes through all of them in no order that a cache would like.
    const endpoint = endpoints[(number * 7_919) % endpoints.length] ?? "";
    const begun = performance.now();
    reads.push(
      target.read(endpoint).then((ok) => {
        if (ok) result.taken.push(performance.now() - begun);
        else result.failed += 1;
      }),
    );
  }
  await Promise.all(reads);
  return result;
}

const waitUntil = (at: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, at - performance.now())));
