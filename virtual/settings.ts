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
}

/** Settings by the name of their command. */
export type SettingTable = Readonly<Record<string, Setting>>;

/** A text longer than any setting. */
const LONGEST = 120;

/** The settings of a running module. */
export class Settings {
  readonly #table: SettingTable;
  readonly #changed: { readonly name: string; text: string }[] = [];

  constructor(table: SettingTable) {
    this.#table = table;
  }

  /** What a setting holds; empty if the model has no such setting. */
  value(name: string): string {
    for (let i = 0; i < this.#changed.length; i++) {
      const entry = this.#changed[i];
      if (entry?.name === name) return entry.text;
    }
    return this.#table[name]?.initial ?? "";
  }

  /** Runs a command line, or gives `undefined` if it is about no setting of this model. */
  run(line: Exclude<CommandLine, { form: "basic" }>, port: Port): Reply | undefined {
    if (!Object.hasOwn(this.#table, line.name)) return undefined;
    const setting = this.#table[line.name] as Setting;
    switch (line.form) {
      case "read":
        port.info(line.name, this.value(line.name));
        return "ok";
      case "test":
        if (setting.test !== undefined) port.info(line.name, setting.test);
        return "ok";
      case "set":
        if (line.text.length > LONGEST) return { cme: Cme.parameter };
        if (setting.values !== undefined && !setting.values.includes(line.text)) return { cme: Cme.parameter };
        this.#keep(line.name, line.text);
        return "ok";
      case "execute":
        return { cme: Cme.notSupported };
    }
  }

  #keep(name: string, text: string): void {
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
