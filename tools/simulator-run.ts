import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { RESTART_STATUS } from "../hosts/desktop/frames.js";
import { ToolError } from "./arguments.js";
import type { Firmware } from "./firmware.js";
import { ROOT } from "./image.js";
import { buildApp, eachLine, headlessProgram, type App, type Sdk } from "./moddable.js";
import type { Routes } from "./routes.js";

export interface SimulatorOptions {
  /** Name of the app, which keeps one of another name apart. */
  readonly name: string;
  /** The firmware's settings, and those of the virtual module, by name. */
  readonly settings: Readonly<Record<string, string>>;
  /** Where the virtual module's names lead. */
  readonly routes: Routes;
  /** Folder of the preferences. */
  readonly store: string;
}

/** Builds the firmware for the simulator of this machine. */
export function buildSimulator(sdk: Sdk, { name, settings, routes, store }: SimulatorOptions): Promise<App> {
  const folder = isAbsolute(store) ? store : resolve(store);
  mkdirSync(folder, { recursive: true });
  const table = routes.table.map((route) => `${route.name},${route.alias},${route.address},${route.port ?? 0}`);
  return buildApp(sdk, name, {
    include: [join(ROOT, "manifest.json")],
    config: { ...settings, routes: table.join(";"), file: { root: `${folder}/` } },
  });
}

export interface RunOptions {
  /** Takes the lines of the firmware's and of the virtual module's log. */
  readonly log: (part: string, level: string, text: string) => void;
  /** Takes what else is printed. */
  readonly print: (line: string) => void;
  /** Seconds after which the run is ended; 0 for never. */
  readonly seconds?: number;
}

/** A firmware that runs in the simulator. */
export type Run = Pick<Firmware, "stop" | "kill" | "ended">;

/** Runs a built app without a window, and once more when it asks for that. */
export function runHeadless(sdk: Sdk, app: App, options: RunOptions): Run {
  const program = headlessProgram(sdk);
  if (typeof program === "string") throw new ToolError(program);
  let child: ChildProcess;
  const once = (): Promise<number> => {
    // Detached: Ctrl-C goes to the whole group of the terminal, but the firmware must live on to deregister.
    const started = spawn(program.path, [`${options.seconds ?? 0}`, app.path], {
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    child = started;
    eachLine(started.stdout, (line) => takeLine(line, options));
    eachLine(started.stderr, options.print);
    return new Promise((resolve) => {
      started.on("error", (error) => {
        options.print(error.message);
        resolve(1);
      });
      started.on("close", (status) => resolve(status ?? 1));
    });
  };
  const run = async (): Promise<number> => {
    for (;;) {
      const status = await once();
      if (status !== RESTART_STATUS) return status;
    }
  };
  return { ended: run(), stop: () => void child.kill("SIGTERM"), kill: () => void child.kill("SIGKILL") };
}

function takeLine(line: string, { log, print }: RunOptions): void {
  const [part, level, ...text] = line.split("\t");
  if (level === undefined || text.length === 0) print(line);
  else log(part as string, level, text.join("\t"));
}
