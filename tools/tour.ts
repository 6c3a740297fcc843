import { ApiRefusal, type Api, type InstanceValues, type Point } from "./api.js";

/** What the tour works on. */
export interface TourSubject {
  readonly api: Api;
  readonly deviceId: string;
  readonly imei: string;
  /** Makes the device deregister; resolves when the firmware has ended. */
  readonly stop: () => Promise<number>;
  /** Takes each step with its result as it is done. */
  readonly report: (step: TourStep) => void;
  /** The firmware's end; the tour does not wait for a device that is gone. */
  readonly ended: Promise<number>;
}

/** One step of the tour and what came of it. */
export interface TourStep {
  readonly number: number;
  readonly name: string;
  readonly ok: boolean;
  /** What was seen, or what went wrong. */
  readonly detail: string;
}

/** Ids of the objects and resources that the tour looks at (OMA registry). */
const GENERIC_SENSOR = 3300;
const DIGITAL_OUTPUT = 3201;
const OUTPUT_STATE = 5550;
const SENSOR_VALUE = 5700;
const MIN_MEASURED = 5601;
const MAX_MEASURED = 5602;
const RESET_MIN_MAX = 5605;
const MISSING_RESOURCE = 5999;

const VALUE_PATH = { obj_id: GENERIC_SENSOR, obj_inst_id: 0, res_id: SENSOR_VALUE };
const STREAM = `${GENERIC_SENSOR}_0_${SENSOR_VALUE}`;

/** Seconds of the observation's minimum and maximum period. */
const PMIN = 1;
const PMAX = 2;
/** Milliseconds that a notification may be late for the way from the device to the platform's clock. */
const SLACK = 400;
/** Milliseconds within which something must have happened. */
const PATIENCE = 60_000;
const POLL = 100;

type Step = readonly [name: string, run: (subject: TourSubject) => Promise<string>];

const STEPS: readonly Step[] = [
  ["online", online],
  ["resource list", resourceList],
  ["read resource, instance, object", reads],
  ["write and read back", writeAndReadBack],
  ["execute: reset minimum and maximum", execute],
  ["observe with pmin 1 and pmax 2", observe],
  ["cancel the observation", cancel],
  ["read what is not there", missing],
  ["deregister and go offline", deregister],
];

/** The names of the tour's steps, in order. */
export const TOUR_STEPS: readonly string[] = STEPS.map(([name]) => name);

/**
 * Runs the tour: what a person would do on the platform with a device that has just been switched on. A step that fails
 * does not end it, except the first one: without a device online nothing else can be said.
 */
export async function tour(subject: TourSubject): Promise<TourStep[]> {
  const done: TourStep[] = [];
  for (const [index, [name, run]] of STEPS.entries()) {
    const step = await runStep(index + 1, name, run, subject);
    subject.report(step);
    done.push(step);
    if (index === 0 && !step.ok) break;
  }
  return done;
}

async function runStep(number: number, name: string, run: Step[1], subject: TourSubject): Promise<TourStep> {
  try {
    return { number, name, ok: true, detail: await run(subject) };
  } catch (error) {
    return { number, name, ok: false, detail: (error as Error).message };
  }
}

async function online({ api, deviceId, ended }: TourSubject): Promise<string> {
  let status: number | undefined;
  void ended.then((value) => (status = value));
  await until("the device is not online", async () => {
    if (status !== undefined) throw new Error(`the firmware has ended with status ${status}`);
    return (await api.device(deviceId)).online;
  });
  return "the platform shows the online tag";
}

async function resourceList({ api, imei }: TourSubject): Promise<string> {
  const { item } = await api.resources(imei);
  const sensor = item.find(({ obj_id }) => obj_id === GENERIC_SENSOR);
  const output = item.find(({ obj_id }) => obj_id === DIGITAL_OUTPUT);
  check(sensor !== undefined && sensor.instances.length === 2, `object ${GENERIC_SENSOR} has not two instances`);
  check(output !== undefined && output.instances.length === 1, `object ${DIGITAL_OUTPUT} has not one instance`);
  for (const { inst_id, resources } of sensor.instances) {
    check(resources.includes(SENSOR_VALUE), `/${GENERIC_SENSOR}/${inst_id} does not list ${SENSOR_VALUE}`);
  }
  check(output.instances[0]?.resources.includes(OUTPUT_STATE) === true, `/${DIGITAL_OUTPUT}/0 lacks ${OUTPUT_STATE}`);
  return item
    .map(({ obj_id, instances }) => {
      const attributes = new Set(instances.flatMap(({ resources }) => resources)).size;
      return `/${obj_id}: ${instances.length} × ${attributes}`;
    })
    .join(", ");
}

async function reads({ api, imei }: TourSubject): Promise<string> {
  const one = await api.read(imei, VALUE_PATH);
  const value = valueIn(one, 0, SENSOR_VALUE);
  check(typeof value === "number", `${STREAM} is ${JSON.stringify(value)}, not a number`);
  check(one.length === 1 && one[0]?.res.length === 1, "a read of one resource gave more than that");
  const instance = await api.read(imei, { obj_id: GENERIC_SENSOR, obj_inst_id: 0 });
  check(instance.length === 1, "a read of one instance did not give one");
  for (const resource of [SENSOR_VALUE, MIN_MEASURED, MAX_MEASURED]) {
    check(typeof valueIn(instance, 0, resource) === "number", `/${GENERIC_SENSOR}/0/${resource} is not a number`);
  }
  const object = await api.read(imei, { obj_id: GENERIC_SENSOR });
  check(object.length === 2, `a read of the object gave ${object.length} instances, not 2`);
  const free = valueIn(object, 1, SENSOR_VALUE);
  check(typeof free === "number" && free > 0, `/${GENERIC_SENSOR}/1/${SENSOR_VALUE} is ${JSON.stringify(free)}`);
  return `load ${value}, free memory ${Math.round(free / 1_048_576)} MiB`;
}

async function writeAndReadBack({ api, imei }: TourSubject): Promise<string> {
  const path = { obj_id: DIGITAL_OUTPUT, obj_inst_id: 0, res_id: OUTPUT_STATE };
  for (const state of [true, false, true]) {
    await api.write(imei, DIGITAL_OUTPUT, 0, OUTPUT_STATE, state);
    const found = valueIn(await api.read(imei, path), 0, OUTPUT_STATE);
    check(found === state, `${state} was written and ${JSON.stringify(found)} read back`);
  }
  return "on, off, on";
}

async function execute({ api, imei }: TourSubject): Promise<string> {
  await api.execute(imei, GENERIC_SENSOR, 0, RESET_MIN_MAX);
  const instance = await api.read(imei, { obj_id: GENERIC_SENSOR, obj_inst_id: 0 });
  const [value, min, max] = [SENSOR_VALUE, MIN_MEASURED, MAX_MEASURED].map((id) => valueIn(instance, 0, id));
  check(min === value || max === value, `value ${value} is neither the minimum ${min} nor the maximum ${max} after it`);
  check(Number(min) <= Number(value) && Number(value) <= Number(max), `value ${value} is not within ${min} and ${max}`);
  return `value ${value}, minimum ${min}, maximum ${max}`;
}

async function observe({ api, imei, deviceId }: TourSubject): Promise<string> {
  const before = (await api.points(deviceId, STREAM)).length;
  await api.observe(imei, { ...VALUE_PATH, pmin: PMIN, pmax: PMAX }, false);
  // The answer to the observe is the first point, three notifications follow it.
  const points = await until("three notifications have not come", async () => {
    const all = await api.points(deviceId, STREAM);
    return all.length >= before + 4 ? all.slice(before, before + 4) : undefined;
  });
  const gaps = points.slice(1).map(({ at }, index) => at - (points[index] as Point).at);
  for (const gap of gaps) {
    check(gap >= PMIN * 1000 - SLACK, `a notification came ${gap} ms after the one before, pmin is ${PMIN} s`);
    check(gap <= PMAX * 1000 + SLACK, `a notification came ${gap} ms after the one before, pmax is ${PMAX} s`);
  }
  return `notifications after ${gaps.map((gap) => `${(gap / 1000).toFixed(2)} s`).join(", ")}`;
}

async function cancel({ api, imei, deviceId }: TourSubject): Promise<string> {
  await api.observe(imei, VALUE_PATH, true);
  const before = (await api.points(deviceId, STREAM)).length;
  // Silence can only be seen by waiting: two maximum periods would have brought a notification each.
  const quiet = 2 * PMAX * 1000 + SLACK;
  await pause(quiet);
  const more = (await api.points(deviceId, STREAM)).length - before;
  check(more === 0, `${more} more values came within ${quiet} ms`);
  return `nothing more for ${(quiet / 1000).toFixed(1)} s`;
}

async function missing({ api, imei }: TourSubject): Promise<string> {
  try {
    await api.read(imei, { obj_id: GENERIC_SENSOR, obj_inst_id: 0, res_id: MISSING_RESOURCE });
  } catch (error) {
    check(error instanceof ApiRefusal, (error as Error).message);
    check(/not found.*4\.04/.test(error.message), `the refusal does not name 4.04: ${error.message}`);
    return error.message;
  }
  throw new Error(`/${GENERIC_SENSOR}/0/${MISSING_RESOURCE} was read although it is not there`);
}

async function deregister({ api, deviceId, stop }: TourSubject): Promise<string> {
  const status = await stop();
  check(status === 0, `the firmware ended with status ${status}`);
  await until("the device is still online", async () => !(await api.device(deviceId)).online);
  return "the firmware has ended, the online tag is gone";
}

function valueIn(instances: readonly InstanceValues[], instance: number, resource: number): unknown {
  const found = instances.find(({ obj_inst_id }) => obj_inst_id === instance);
  return found?.res.find(({ res_id }) => res_id === resource)?.val;
}

/** Asks again and again until there is something, but not for longer than the tour's patience. */
async function until<T>(otherwise: string, ask: () => Promise<T | false | undefined>): Promise<T> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = await ask();
    if (found !== undefined && found !== false) return found;
    if (Date.now() >= end) throw new Error(`${otherwise} after ${PATIENCE / 1000} s`);
    await pause(POLL);
  }
}

function check(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
