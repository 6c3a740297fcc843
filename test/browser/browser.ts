import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { must } from "../interop/check.js";

/** Where Debian has it; CHROMIUM names another. */
export function findChromium(): string | undefined {
  const candidates = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  return candidates.find((path) => path !== undefined && path !== "" && existsSync(path));
}

/** Starts it without a window, and without the requests that it makes for itself. */
export function launch(executablePath: string): Promise<Browser> {
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
  const root = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, args: ["--disable-gpu", ...quiet, ...root] });
}

/** The size and the colours of a window. */
export interface Look {
  readonly width: number;
  readonly height: number;
  readonly colours: "light" | "dark";
  readonly touch?: boolean;
}

export const WIDE: Look = { width: 1280, height: 900, colours: "light" };
export const PHONE: Look = { width: 390, height: 844, colours: "dark", touch: true };

/** A window on the page, with what it asked for and what went wrong in it. */
export class Window {
  /** Requests that did not go to the page's own server. */
  readonly strangers: string[] = [];
  /** Errors that its scripts did not catch, and what the browser complained of. */
  readonly complaints: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
  ) {}

  static async open(browser: Browser, url: string, look: Look): Promise<Window> {
    const context = await browser.newContext({
      viewport: { width: look.width, height: look.height },
      colorScheme: look.colours,
      hasTouch: look.touch === true,
      reducedMotion: "reduce",
      locale: "en-GB",
    });
    const page = await context.newPage();
    const window = new Window(page, context);
    page.setDefaultTimeout(10_000);
    page.on("request", (request) => {
      if (new URL(request.url()).origin !== new URL(url).origin) window.strangers.push(request.url());
    });
    page.on("pageerror", (error) => window.complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") window.complaints.push(message.text());
    });
    await page.goto(url);
    return window;
  }

  /** What a screen reader would stumble over (WCAG 2.1 A and AA, by axe-core); nothing if all is well. */
  async stumbles(): Promise<string[]> {
    // The page's policy lets no foreign script in by an element; an evaluated one is the browser's own.
    await this.page.evaluate(axeSource());
    const tags = JSON.stringify(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]);
    const found = await this.page.evaluate(`axe.run(document, { runOnly: { type: "tag", values: ${tags} } })`);
    const { violations } = found as { violations: { id: string; nodes: { html: string }[] }[] };
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
  }

  /** Nothing sticks out at the side. */
  async mustFit(): Promise<void> {
    const [is, may] = (await this.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")) as number[];
    if ((is as number) <= (may as number)) return;
    const out = "[...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth)";
    const names = `${out}.slice(0, 5).map((e) => e.tagName + "." + e.className)`;
    must(false, `the page is ${is} pixels wide in a window of ${may}: ${String(await this.page.evaluate(names))}`);
  }

  close(): Promise<void> {
    return this.context.close();
  }
}

function axeSource(): string {
  return readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
}
