import type { CommandLine } from "./at/line.js";
import type { Port, Reply } from "./at/port.js";
import { Cme } from "./parts.js";

/** A setting that the module only keeps: what it takes is what it gives back. */
export interface Setting {
  readonly initial: string;
  /** The information text of the test form. */
  readonly test?: string;
  /** The only texts that it takes; any text if not given. */
  readonly values?: readonly string[];
  /** Whether a blank follows the colon though the model has none elsewhere. */
  readonly blank?: boolean;
}

/** Settings by the name of their command. */
export type SettingTable = Readonly<Record<string, Setting>>;

/** A text longer than any setting. */
const LONGEST = 120;

/** The settings of a running module. */
export class Settings {
  readonly #tables: readonly SettingTable[];
  readonly #changed: { readonly name: string; text: string }[] = [];

  constructor(tables: readonly SettingTable[]) {
    this.#tables = tables;
  }

  /** What a setting holds; empty if the model has no such setting. */
  value(name: string): string {
    for (let i = 0; i < this.#changed.length; i++) {
      const entry = this.#changed[i];
      if (entry?.name === name) return entry.text;
    }
    return this.#find(name)?.initial ?? "";
  }

  /** Runs a command line, or gives `undefined` if it is about no setting of this model. */
  run(line: Exclude<CommandLine, { form: "basic" }>, port: Port): Reply | undefined {
    const setting = this.#find(line.name);
    if (setting === undefined) return undefined;
    switch (line.form) {
      case "read":
        if (setting.blank === true) port.line(`${line.name}: ${this.value(line.name)}`);
        else port.info(line.name, this.value(line.name));
        return "ok";
      case "test":
        if (setting.test !== undefined) port.info(line.name, setting.test);
        return "ok";
      case "set":
        if (line.text.length > LONGEST) return { cme: Cme.parameter };
        if (setting.values !== undefined && !setting.values.includes(line.text)) return { cme: Cme.parameter };
        this.keep(line.name, line.text);
        return "ok";
      case "execute":
        return { cme: Cme.notSupported };
    }
  }

  #find(name: string): Setting | undefined {
    for (let i = 0; i < this.#tables.length; i++) {
      const table = this.#tables[i] as SettingTable;
      if (Object.hasOwn(table, name)) return table[name];
    }
    return undefined;
  }

  /** Keeps a text, whatever the table says of it. */
  keep(name: string, text: string): void {
    for (let i = 0; i < this.#changed.length; i++) {
      const entry = this.#changed[i];
      if (entry?.name === name) {
        entry.text = text;
        return;
      }
    }
    this.#changed.push({ name, text });
  }
}
