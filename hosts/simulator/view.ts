import Poco from "commodetto/Poco";
import Resource from "Resource";
import type { LogLevel } from "../../modules/base/log.js";
import { wrap } from "./wrap.js";

/** The font's cell in pixels, and the height of a line. */
const CELL = 8;
const LINE = 10;
const MARGIN = 4;

/** Bytes of native memory in which a screen full of characters has room. */
const DISPLAY_LIST = 65_536;

/** Lines at the top: title and state, with a blank one behind. */
const HEAD_LINES = 3;

/** What the log says when the device has come into another state. */
const STATES: readonly string[] = Object.freeze([
  "power-up",
  "the module",
  "attach",
  "registered",
  "registration",
  "not registered",
  "deregistered",
  "bootstrap done",
]);

/** The simulator's screen: the device's name and state, and the last lines of its log. */
export class View {
  readonly #poco: Poco;
  readonly #font: Resource;
  readonly #lines: string[] = [];
  #title = "";
  #state = "starting";

  /** `screen` is the simulator's own. */
  constructor(screen: unknown) {
    this.#poco = new Poco(screen, { displayListLength: DISPLAY_LIST });
    this.#font = new Resource("8x8font.dat");
  }

  /** Takes a line of the log, and shows it if it is no talk with the module. */
  log(level: LogLevel, text: string): void {
    if (level === "wire") return;
    if (this.#title === "") this.#title = text;
    for (let i = 0; i < STATES.length; i++) if (text.startsWith(STATES[i] as string)) this.#state = text;
    const columns = Math.floor((this.#poco.width - 2 * MARGIN) / CELL);
    const most = Math.floor((this.#poco.height - 2 * MARGIN) / LINE) - HEAD_LINES;
    const mark = level === "info" ? "" : `${level}: `;
    const lines = wrap(`${mark}${text}`, columns);
    for (let i = 0; i < lines.length; i++) this.#lines.push(lines[i] as string);
    if (this.#lines.length > most) this.#lines.splice(0, this.#lines.length - most);
    this.#draw(columns);
  }

  #draw(columns: number): void {
    const poco = this.#poco;
    const black = poco.makeColor(0, 0, 0);
    const white = poco.makeColor(255, 255, 255);
    poco.begin();
    poco.fillRectangle(black, 0, 0, poco.width, poco.height);
    this.#text(this.#title.slice(0, columns), white, 0);
    this.#text((wrap(this.#state, columns)[0] as string).toUpperCase(), poco.makeColor(0, 255, 0), 1);
    for (let i = 0; i < this.#lines.length; i++) this.#text(this.#lines[i] as string, white, HEAD_LINES + i);
    poco.end();
  }

  #text(text: string, color: number, line: number): void {
    this.#poco.drawText(text, this.#font, color, MARGIN, MARGIN + line * LINE);
  }
}
