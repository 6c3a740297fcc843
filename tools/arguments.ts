import { parseArgs } from "node:util";

/** A mistake in how a tool was called; its message is for the person who called it, and the exit status is 2. */
export class UsageError extends Error {}

/** Something that a person can understand and mend, such as a port in use; exit status 1, without a stack trace. */
export class ToolError extends Error {}

/** The options that a tool knows, by long name. All values are texts; a flag has none. */
export type OptionTable = Readonly<Record<string, "text" | "texts" | "flag">>;

/** The values of the options that were given. */
export type OptionValues<T extends OptionTable> = {
  readonly [K in keyof T]?: T[K] extends "flag" ? boolean : T[K] extends "texts" ? readonly string[] : string;
};

/**
 * Reads a tool's arguments. `--name value` and `--name=value` are the same; a "texts" option may be given repeatedly.
 *
 * @throws UsageError naming the option that is unknown, lacks its value, or has one too many
 */
export function readArguments<const T extends OptionTable>(args: readonly string[], table: T): OptionValues<T> {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, kind]) => [name, { type: kind === "flag" ? "boolean" : "string" } as const]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const values: Record<string, string | boolean | string[]> = {};
  for (const token of tokens) {
    if (token.kind === "positional") throw new UsageError(`unexpected argument ${JSON.stringify(token.value)}`);
    if (token.kind === "option-terminator") continue;
    const kind = Object.hasOwn(table, token.name) ? table[token.name] : undefined;
    if (kind === undefined) throw new UsageError(`unknown option ${token.rawName}`);
    if (kind === "flag") {
      if (token.value !== undefined) throw new UsageError(`option --${token.name} takes no value`);
      values[token.name] = true;
      continue;
    }
    const value = token.value;
    if (value === undefined || (!token.inlineValue && value.startsWith("--"))) {
      throw new UsageError(`option --${token.name} needs a value`);
    }
    if (kind === "texts") values[token.name] = [...((values[token.name] as string[] | undefined) ?? []), value];
    else if (values[token.name] !== undefined) throw new UsageError(`option --${token.name} is given twice`);
    else values[token.name] = value;
  }
  return values as OptionValues<T>;
}

/**
 * The whole number that an option's text writes.
 *
 * @throws UsageError naming the option and the range
 */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (!(value >= least && value <= most)) {
    throw new UsageError(`option --${option} takes a whole number from ${least} to ${most}, not "${text}"`);
  }
  return value;
}

/** A UDP or TCP port; 0 lets the system choose. */
export function portNumber(option: string, text: string): number {
  return wholeNumber(option, text, 0, 65_535);
}

/** A place on the network. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/**
 * "HOST:PORT", or "HOST" where there is a default port. IPv6 literals stand in brackets.
 *
 * @throws UsageError naming the option
 */
export function hostPort(option: string, text: string, defaultPort?: number): HostPort {
  const match = /^(\[[0-9A-Fa-f:.]+\]|[^\s:[\]]+)(?::(\d{1,5}))?$/.exec(text);
  const port = match?.[2] === undefined ? defaultPort : Number(match[2]);
  if (match === null || port === undefined || port < 1 || port > 65_535) {
    const shape = defaultPort === undefined ? "HOST:PORT" : "HOST[:PORT]";
    throw new UsageError(`option --${option} takes ${shape}, not "${text}"`);
  }
  return { host: (match[1] as string).replace(/^\[|\]$/g, ""), port };
}

/**
 * Runs a tool: `--help` prints its usage; a usage error gives status 2, another expected error status 1, both with a
 * message on stderr and no stack trace.
 */
export async function runTool(
  name: string,
  usage: string,
  args: readonly string[],
  run: (args: readonly string[]) => Promise<number>,
): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    console.log(usage);
    return 0;
  }
  try {
    return await run(args);
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${name}: ${error.message}\nTry --help.`);
      return 2;
    }
    if (error instanceof ToolError) {
      console.error(`${name}: ${error.message}`);
      return 1;
    }
    throw error;
  }
}
