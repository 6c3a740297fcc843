import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { Checks, must, type Check } from "../interop/check.js";
import { findChromium, launch, PHONE, WIDE, Window } from "./browser.js";
import { Place } from "./place.js";
import * as modern from "./modern.js";
import * as steps from "./steps.js";

export interface BrowserRun {
  readonly skipped?: string;
  readonly checks: readonly Check[];
}

export interface BrowserOptions {
  /** Path of the XS engine's program; without it the firmware runs on Node. */
  readonly engine: string | undefined;
  /** For the platform's and the device's data. */
  readonly folder: string;
  /** Where screenshots go; none are made without it. */
  readonly pictures?: string;
  readonly log: (line: string) => void;
}

/** Drives the page through OneNET's steps with a real browser and a device of ours, on a wide and a small window. */
export async function runBrowser(options: BrowserOptions): Promise<BrowserRun> {
  const program = findChromium();
  if (program === undefined) return { skipped: "no chromium (on Debian: chromium)", checks: [] };
  const browser = await launch(program);
  const place = await Place.open(options.folder, options.engine);
  const checks = new Checks("page", options.log);
  try {
    await new Tour(browser, place, checks, options.pictures).run();
  } catch (error) {
    if (!(error instanceof Over)) throw error;
  } finally {
    await browser.close();
    await place.close();
  }
  return { checks: checks.all };
}

/** Thrown when what failed makes the rest pointless. */
class Over extends Error {}

class Tour {
  constructor(
    private readonly browser: Browser,
    private readonly place: Place,
    private readonly checks: Checks,
    private readonly pictures: string | undefined,
  ) {
    if (pictures !== undefined) mkdirSync(pictures, { recursive: true });
  }

  async run(): Promise<void> {
    const wide = await Window.open(this.browser, this.place.platform.url, WIDE);
    await this.mission(wide);
    await this.phone();
    await this.keyboard();
    await this.away(wide);
    await this.modern(wide);
    await this.many(wide);
    await this.clean("the wide window", wide);
    await this.restart(wide);
    await wide.close();
  }

  /** Steps 1 to 6, from an empty platform on. */
  private async mission(window: Window): Promise<void> {
    const { checks, place } = this;
    const { page } = window;
    const { url } = place.platform;
    await this.needed("1. creates a product", () => steps.createProduct(page));
    await this.accessible("the product's settings", window);
    await this.needed("2. creates a device", () => steps.createDevice(page));
    await this.accessible("a device that was never online", window);
    await place.switchOn();
    await this.needed("4. shows the online tag", () => steps.comeOnline(page));
    await this.needed("5. shows the resource list", () => steps.seeResources(page));
    await steps.unfold(page, 3300);
    await this.picture(window, "resources");
    await checks.run("6. reads", () => steps.read(page));
    await checks.run("6. writes", () => steps.write(page));
    await checks.run("6. executes", () => steps.execute(page));
    await checks.run("6. observes", () => steps.observe(page));
    await this.accessible("the property page", window);
    await checks.run("6. shows details and a chart", () => steps.seeDetails(page));
    await this.picture(window, "details");
    await this.accessible("the details", window);
    await page.keyboard.press("Escape");
    await checks.run("shows the messages, decoded and filtered", () => steps.seeMessages(page));
    await this.accessible("the messages", window);
    await checks.run("configures push and trigger", () => steps.configurePush(page, url));
    await this.accessible("push and triggers", window);
  }

  private async phone(): Promise<void> {
    const window = await Window.open(this.browser, this.place.platform.url, PHONE);
    const { page } = window;
    await page.getByLabel("Product").selectOption({ label: "Server room" });
    await this.checks.run("on a phone everything fits, in dark colours", async () => {
      await page.locator("details.object").nth(4).waitFor();
      await window.mustFit();
      await steps.unfold(page, 3300);
      await window.mustFit();
      return "390 pixels";
    });
    await this.checks.run("on a phone reads", () => steps.read(page));
    await this.accessible("on a phone, dark", window);
    await this.picture(window, "phone");
    await this.clean("the phone", window);
    await window.close();
  }

  /** Without a mouse: to the object, into the details and out, along the tabs. */
  private async keyboard(): Promise<void> {
    const window = await Window.open(this.browser, this.place.platform.url, WIDE);
    const { page } = window;
    await page.getByLabel("Product").selectOption({ label: "Server room" });
    await this.checks.run("by keyboard alone reads and sees details", async () => {
      await page.locator("details.object").nth(4).waitFor();
      await tabTo(page, "summary", "Digital Output");
      await page.keyboard.press("Enter");
      await tabTo(page, "summary", "Generic Sensor");
      await page.keyboard.press("Enter");
      await tabTo(page, "button", "Details of /3300/0/5700 Sensor Value");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Sensor Value /3300/0/5700" }).waitFor();
      await page.keyboard.press("Escape");
      const focused = String(await page.evaluate("document.activeElement.ariaLabel"));
      must(focused === "Details of /3300/0/5700 Sensor Value", `after the dialog the focus is on ${focused}`);
      await tabTo(page, "button", "Read /3300/0/5700");
      await page.keyboard.press("Enter");
      await page.locator("#toast", { hasText: "Read: /3300/0/5700" }).waitFor();
      await page.getByRole("tab", { name: "Resources" }).focus();
      await page.keyboard.press("ArrowRight");
      const selected = await page.getByRole("tab", { selected: true }).textContent();
      must(selected === "Messages", `the arrow led to ${selected}`);
      return "Tab, Enter, Escape, arrows";
    });
    await this.checks.run("by keyboard alone observes and stops it, and keeps the focus", async () => {
      await page.getByRole("tab", { name: "Messages" }).focus();
      await page.keyboard.press("ArrowLeft");
      await tabTo(page, "button", "Observe /3201/0/5550");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Observe /3201/0/5550" }).waitFor();
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Observed /3201/0/5550, stop it" }).waitFor();
      await focusIsOn(page, "Observed /3201/0/5550, stop it");
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Observe /3201/0/5550" }).waitFor();
      await focusIsOn(page, "Observe /3201/0/5550");
      return "Enter, Enter, Enter";
    });
    await this.clean("the keyboard's window", window);
    await window.close();
  }

  /** A command waits for the device while it is away. */
  private async away(window: Window): Promise<void> {
    const { page } = window;
    await this.place.switchOff();
    await page.getByRole("button", { name: /Rack 1/ }).click();
    await this.checks.run("shows that the device is offline", () => steps.goOffline(page));
    await this.checks.run("keeps a command for it", () => steps.keepCommand(page));
    await this.accessible("cached commands", window);
    await this.place.switchOn();
    await this.checks.run("carries it out once the device is back", () => steps.commandDone(page));
  }

  /** What LwM2M 1.1 has beyond 1.0, after the device was told to bootstrap as that has it. */
  private async modern(window: Window): Promise<void> {
    const { checks, place } = this;
    const { page } = window;
    await place.switchOff();
    await checks.run("sets how the device bootstraps", () => modern.chooseBootstrap(page));
    await place.switchOn("full");
    await this.needed("shows that it speaks LwM2M 1.1", () => modern.speaks11(page));
    await checks.run("holds a number to its range before it is written", () => modern.refuseRange(page));
    await this.needed("creates an instance", () => modern.create(page));
    await checks.run("writes a resource with several values", () => modern.writeSeveral(page));
    await checks.run("reads and writes several resources at once", () => modern.composite(page));
    await checks.run("observes several resources at once", () => modern.observeTogether(page));
    await this.accessible("several resources at once", window);
    await checks.run("writes attributes, and takes them away", () => modern.attributes(page));
    await checks.run("reads in a format that was chosen", () => modern.readInFormat(page));
    await checks.run("keeps its place over a reload and by Back", () => modern.keepPlace(page));
    await checks.run("asks before it deletes one", () => modern.askBeforeDelete(page));
    await this.accessible("the question before something is deleted", window);
    await checks.run("deletes it", () => modern.confirmDelete(page));
  }

  /** A product with more devices than a page of the list holds. */
  private async many(window: Window): Promise<void> {
    await this.checks.run("lists many devices by pages, and searches them", () =>
      modern.pageThrough(window.page, this.place.platform.url),
    );
    await this.accessible("a long list", window);
  }

  /** The platform goes away and comes back, under an open page. */
  private async restart({ page }: Window): Promise<void> {
    const banner = page.getByText("The platform does not answer.");
    await this.checks.run("says that the platform is away, and goes on when it is back", async () => {
      await this.place.restart(() => banner.waitFor());
      await banner.waitFor({ state: "hidden" });
      await page.locator("#live", { hasText: /^live$/ }).waitFor();
      return "a banner, then live again";
    });
  }

  /** A check without which those after it make no sense. */
  private async needed(what: string, body: () => Promise<string>): Promise<void> {
    if (!(await this.checks.run(what, body))) throw new Over();
  }

  private async accessible(what: string, window: Window): Promise<void> {
    await this.checks.run(`is fit for a screen reader: ${what}`, async () => {
      const stumbles = await window.stumbles();
      must(stumbles.length === 0, stumbles.join("; "));
      return "axe-core finds nothing";
    });
  }

  private async clean(what: string, { strangers, complaints }: Window): Promise<void> {
    await this.checks.run(`asks nobody but its own server, and nothing goes wrong: ${what}`, async () => {
      must(strangers.length === 0, `requests to ${strangers.join(", ")}`);
      must(complaints.length === 0, complaints.join("; "));
      return "";
    });
  }

  private async picture(window: Window, name: string): Promise<void> {
    if (this.pictures === undefined) return;
    await window.page.evaluate('document.querySelector("#toast:popover-open")?.hidePopover()');
    await window.page.screenshot({ path: join(this.pictures, `${name}.png`) });
  }
}

/** Waits until it is: what a change redraws gets the focus back. */
async function focusIsOn(page: import("playwright-core").Page, name: string): Promise<void> {
  await page.waitForFunction(`document.activeElement?.ariaLabel === ${JSON.stringify(name)}`);
}

/** Presses Tab until such an element has the focus. */
async function tabTo(page: import("playwright-core").Page, tag: string, name: string): Promise<void> {
  for (let presses = 0; presses < 120; presses++) {
    await page.keyboard.press("Tab");
    const there = `(({ tagName, ariaLabel, textContent }) => tagName.toLowerCase() === ${JSON.stringify(tag)}
      && (ariaLabel ?? textContent).includes(${JSON.stringify(name)}))(document.activeElement)`;
    if ((await page.evaluate(there)) === true) return;
  }
  must(false, `Tab never leads to the ${tag} "${name}"`);
}
