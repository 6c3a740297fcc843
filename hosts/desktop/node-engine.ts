import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from "node:fs";
import { register } from "node:module";
import { Socket } from "node:net";
import { freemem, loadavg } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

/**
 * The firmware's compiled files on Node instead of the XS engine: the same natives, the same frames, no memory ceiling.
 * For machines without a C compiler.
 */

const FRAME_HEAD_BYTES = 5;
const MAX_FRAME_BYTES = 65_536;
const FRAMES_IN = 3;
const FRAMES_OUT = 4;

const { values } = parseArgs({
  strict: false,
  options: {
    modules: { type: "string" },
    main: { type: "string" },
    store: { type: "string" },
    pace: { type: "string" },
    option: { type: "string", multiple: true },
  },
});
const store = String(values.store);
/** How many times as fast as real time the clocks run. */
const pace = Number(values.pace ?? 1);
const started = Date.now();
const options = new Map<string, string>();
for (const option of (values.option ?? []) as string[]) {
  const equals = option.indexOf("=");
  options.set(option.slice(0, equals), option.slice(equals + 1));
}
const list = readFileSync(String(values.modules), "utf8").trim().split("\n");
const paths = new Map(list.map((line) => line.split("\t") as [string, string]));

let handler: (kind: number, payload: ArrayBuffer) => void = () => undefined;

Object.assign(globalThis, {
  hostListen: (listener: typeof handler) => (handler = listener),
  hostEmit: emit,
  hostNow: () => Math.floor(performance.now() * pace),
  hostWallClock: () => Math.floor((started + (Date.now() - started) * pace) / 1000),
  hostRandom: () => randomBytes(4).readUInt32BE(0),
  hostOption: (name: string) => options.get(name),
  hostPrint: (text: string) => console.log(text),
  hostSample: sample,
  hostLoad: load,
  hostSave: save,
  hostErase: (key: string) => rmSync(join(store, key), { force: true }),
  hostExit: (status: number) => process.exit(status),
});

mkdirSync(store, { recursive: true });
const place = pathToFileURL(paths.get("hosts/desktop/host") as string).href;
const hooks = `export function resolve(name, context, next) {
  return name === "host" ? { url: ${JSON.stringify(place)}, shortCircuit: true } : next(name, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
await import(pathToFileURL(paths.get(String(values.main ?? "main")) as string).href);
receive();

function receive(): void {
  const input = new Socket({ fd: FRAMES_IN, writable: false });
  let pending: Buffer = Buffer.alloc(0);
  input.on("data", (bytes) => {
    pending = Buffer.concat([pending, bytes]);
    while (pending.length >= FRAME_HEAD_BYTES) {
      const length = pending.readUInt32BE(1);
      if (length > MAX_FRAME_BYTES) {
        console.error(`frame of ${length} bytes, at most ${MAX_FRAME_BYTES} are taken`);
        process.exit(1);
      }
      if (pending.length < FRAME_HEAD_BYTES + length) return;
      const payload = new Uint8Array(pending.subarray(FRAME_HEAD_BYTES, FRAME_HEAD_BYTES + length));
      const kind = pending.readUInt8(0);
      pending = pending.subarray(FRAME_HEAD_BYTES + length);
      handler(kind, payload.buffer);
    }
  });
  input.on("end", () => process.exit(0));
}

function emit(kind: number, payload: ArrayBuffer | Uint8Array | string = ""): void {
  const body =
    typeof payload === "string"
      ? Buffer.from(payload)
      : payload instanceof Uint8Array
        ? Buffer.from(payload)
        : Buffer.from(new Uint8Array(payload));
  const head = Buffer.alloc(FRAME_HEAD_BYTES);
  head.writeUInt8(kind, 0);
  head.writeUInt32BE(body.length, 1);
  const frame = Buffer.concat([head, body]);
  for (let at = 0; at < frame.length;) at += writeAgain(frame, at);
}

/** Writes what the pipe takes; a full pipe is tried again. */
function writeAgain(frame: Buffer, at: number): number {
  try {
    return writeSync(FRAMES_OUT, frame, at);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return 0;
    throw error;
  }
}

function sample(sensor: string): number | undefined {
  if (sensor === "load") return loadavg()[0];
  if (sensor === "freeMemory") return availableMemory() ?? freemem();
  return sensor === "temperature" ? temperature() : undefined;
}

function availableMemory(): number | undefined {
  const line = readIfThere("/proc/meminfo")?.match(/^MemAvailable:\s+(\d+) kB$/m);
  return line ? Number(line[1]) * 1024 : undefined;
}

function temperature(): number | undefined {
  const folder = "/sys/class/thermal";
  try {
    for (const zone of readdirSync(folder).sort()) {
      const millidegrees = readIfThere(join(folder, zone, "temp"));
      if (millidegrees !== undefined && millidegrees.trim() !== "") return Number(millidegrees) / 1000;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  return undefined;
}

function load(key: string): ArrayBuffer | undefined {
  try {
    return new Uint8Array(readFileSync(join(store, key))).buffer;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function save(key: string, bytes: Uint8Array): void {
  const file = openSync(join(store, key), "w");
  writeSync(file, bytes);
  fsyncSync(file);
  closeSync(file);
}

/** A file of the kernel that not every machine has, or that a sensor refuses to give. */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
