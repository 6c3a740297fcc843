import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import {
  portNumber,
  readArguments,
  runTool,
  ToolError,
  UsageError,
  wholeNumber,
  type OptionValues,
} from "../../tools/arguments.js";
import { type ApplicationOptions, StartError, startApplication } from "./application.js";
import { Refusal, Unreachable } from "./api.js";
import { limitOf } from "./limits.js";
import { ONCE_STEPS, runOnce } from "./once.js";
import { chooseEngine, type Stand, startStand } from "./stand.js";
import type { Told } from "./watch.js";

const USAGE = `usage: npm run example -- [options]

Watches a server room through the platform's API and push: an alarm when the machine's load is too high or its free
memory too low, and then a fan. Brings platform, virtual module and firmware along, unless --api names a platform.

  --load-limit LOAD     alarm above this load (default: the number of processors)
  --memory-limit MIB    alarm below so much free memory (default 64)
  --hysteresis PERCENT  an alarm ends when the value is so far back within its limit (default 10)
  --listen PORT         where the platform pushes to (default 8090; any free one with --once)
  --form older|newer    form of the pushes (default older)
  --encrypted           has the platform encrypt its pushes, with a key of this run
  --batch N             messages in one push at most (default 1: no list)
  --once                goes through a story with limits of its own, prints each step, and ends
  --verbose             shows the log of platform, module and device too

With the set-up of this repository:
  --mode sdk|module     the LwM2M client of our own, or the one inside the module (default sdk)
  --http PORT           the platform's page and API (default 8080; any free one with --once)
  --data DIR            where everything is kept (default .nblwm2m; a folder of its own with --once)
  --engine xs|node      what runs the firmware (default xs; node if there is no C compiler)

With a platform that runs elsewhere:
  --api URL --key MASTERKEY --imei IMEI
  --host HOST           address to listen on (default 127.0.0.1)
  --public-url URL      where that platform reaches this application, if it is not http://HOST:PORT/push

exit status: 0 done, 1 failed, 2 usage`;

const OPTIONS = {
  "load-limit": "text",
  "memory-limit": "text",
  hysteresis: "text",
  listen: "text",
  form: "text",
  batch: "text",
  encrypted: "flag",
  once: "flag",
  verbose: "flag",
  mode: "text",
  http: "text",
  data: "text",
  engine: "text",
  api: "text",
  key: "text",
  imei: "text",
  host: "text",
  "public-url": "text",
} as const;

type Options = OptionValues<typeof OPTIONS>;
/** All but the platform, which may have to be started first. */
type Wishes = Omit<ApplicationOptions, "platform">;

/** `npm run example`. */
export function main(args: readonly string[]): Promise<number> {
  return runTool("example", USAGE, args, async (rest) => {
    const options = readArguments(rest, OPTIONS);
    const platform = readPlatform(options);
    const wishes = readWishes(options);
    const mode = oneOf("mode", options.mode, ["sdk", "module"] as const);
    const http = options.http === undefined ? undefined : portNumber("http", options.http);
    try {
      if (platform !== undefined) return await runUntilStopped({ ...wishes, platform });
      const once = options.once === true;
      const data = options.data ?? (once ? mkdtempSync(join(tmpdir(), "nblwm2m-")) : ".nblwm2m");
      try {
        const engine = await chooseEngine(options);
        const log = options.verbose === true ? (line: string) => console.log(line) : () => undefined;
        const stand = await startStand({ mode, engine, data, http: http ?? (once ? 0 : 8080), log });
        return await withStand(stand, wishes, once);
      } finally {
        if (once && options.data === undefined) rmSync(data, { recursive: true, force: true });
      }
    } catch (error) {
      const isExpected = error instanceof StartError || error instanceof Refusal || error instanceof Unreachable;
      throw isExpected ? new ToolError(error.message) : error;
    }
  });
}

async function withStand(stand: Stand, wishes: Wishes, once: boolean): Promise<number> {
  try {
    const options = { ...wishes, platform: { url: stand.url, key: stand.key, imei: stand.imei } };
    if (!once) return await runUntilStopped(options, stand);
    const steps = await runOnce(stand, options, ({ ok, name, detail }) => {
      console.log(`${ok ? "ok    " : "FAILED"}  ${name}: ${detail}`);
    });
    const done = steps.filter(({ ok }) => ok).length;
    console.log(done === ONCE_STEPS ? "The example succeeded." : `The example failed: ${done} of ${ONCE_STEPS} steps.`);
    return done === ONCE_STEPS ? 0 : 1;
  } finally {
    await stand.close();
  }
}

async function runUntilStopped(options: ApplicationOptions, stand?: Stand): Promise<number> {
  const application = await startApplication(options);
  const stopped = new Promise<"stopped">((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve("stopped"));
  });
  try {
    console.log(
      `The platform: ${options.platform.url}\nPushes come to ${application.pushUrl}\nCtrl-C ends everything.\n`,
    );
    const device = await stand?.switchOn();
    const end = await Promise.race([stopped, ...(device === undefined ? [] : [device.ended])]);
    if (end !== "stopped") throw new StartError(`the firmware has ended with status ${end}; --verbose shows its log`);
    return (await stand?.switchOff()) ?? 0;
  } finally {
    await application.close();
  }
}

function readPlatform({ api, key, imei, once, ...rest }: Options): ApplicationOptions["platform"] | undefined {
  if (api === undefined && key === undefined && imei === undefined) return undefined;
  if (api === undefined || key === undefined || imei === undefined) {
    throw new UsageError("--api, --key and --imei belong together");
  }
  const own = (["mode", "http", "data", "engine"] as const).find((name) => rest[name] !== undefined);
  if (once === true || own !== undefined) throw new UsageError(`--${own ?? "once"} is not for a platform elsewhere`);
  return { url: httpUrl("api", api), key, imei };
}

function readWishes(options: Options): Wishes {
  const percent = wholeNumber("hysteresis", options.hysteresis ?? "10", 0, 100);
  const memory = wholeNumber("memory-limit", options["memory-limit"] ?? "64", 0, 1_000_000_000);
  const publicUrl = options["public-url"];
  return {
    limits: {
      load: limitOf("above", loadLimit(options["load-limit"]), percent),
      memory: limitOf("below", memory * 1_048_576, percent),
    },
    listen: {
      host: options.host ?? "127.0.0.1",
      port: portNumber("listen", options.listen ?? (options.once === true ? "0" : "8090")),
    },
    form: oneOf("form", options.form, ["older", "newer"] as const),
    encrypted: options.encrypted === true,
    batch: wholeNumber("batch", options.batch ?? "1", 1, 100),
    ...(publicUrl === undefined ? {} : { publicUrl: httpUrl("public-url", publicUrl) }),
    told: print,
  };
}

function loadLimit(text: string | undefined): number {
  if (text === undefined) return availableParallelism();
  if (!/^\d{1,6}(\.\d{1,6})?$/.test(text)) throw new UsageError(`option --load-limit takes a number, not "${text}"`);
  return Number(text);
}

/** One of the words; the first if nothing is given. */
function oneOf<T extends string>(option: string, text: string | undefined, words: readonly [T, ...T[]]): T {
  const word = text === undefined ? words[0] : words.find((each) => each === text);
  if (word === undefined) throw new UsageError(`option --${option} takes ${words.join(" or ")}, not "${text}"`);
  return word;
}

function httpUrl(option: string, text: string): string {
  if (!/^https?:\/\/[^/]/.test(text) || !URL.canParse(text)) {
    throw new UsageError(`option --${option} takes an address http://…, not "${text}"`);
  }
  return text;
}

function print({ kind, text }: Told): void {
  const time = new Date().toTimeString().slice(0, 8);
  console.log(`${time}  ${kind === "problem" ? "problem: " : ""}${text}`);
}
