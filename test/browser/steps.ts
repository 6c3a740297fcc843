import type { Locator, Page } from "playwright-core";
import { VIRTUAL_IMEI, VIRTUAL_IMSI } from "../../tools/identity.js";
import { must } from "../interop/check.js";

/** OneNET's access steps as a person takes them on the page. Each gives what was seen. */

/** Step 1. */
export async function createProduct(page: Page): Promise<string> {
  await page.getByRole("button", { name: "New product" }).click();
  await fill(page, { Name: "Server room", Description: "Keeps an eye on a machine" });
  await submit(page, "Create");
  await page.getByRole("button", { name: "Product settings" }).click();
  const productId = await fact(page, "Product id");
  const userId = await fact(page, "User id");
  const hidden = await fact(page, "MasterKey");
  must(hidden.includes("••••"), `the MasterKey is to be seen: "${hidden}"`);
  await page.getByRole("button", { name: "Show MasterKey" }).click();
  const key = await fact(page, "MasterKey");
  must(/^\d+$/.test(productId) && /^\d+$/.test(userId), `product id ${productId}, user id ${userId}`);
  must(key.length > 20, `the MasterKey is "${key}"`);
  return `product id ${productId}, user id ${userId}`;
}

/** Step 2, with a wrong check digit first. */
export async function createDevice(page: Page): Promise<string> {
  await page.getByRole("button", { name: "New device" }).click();
  const wrong = `${VIRTUAL_IMEI.slice(0, -1)}${(Number(VIRTUAL_IMEI.at(-1)) + 1) % 10}`;
  await fill(page, { IMEI: wrong, IMSI: VIRTUAL_IMSI, Name: "Rack 1", Tags: "rack, north", Location: "29.56, 106.55" });
  const imei = dialog(page).getByLabel("IMEI");
  await dialog(page).getByRole("button", { name: "Create" }).click();
  const said = (await dialog(page).locator(".wrong:visible").textContent()) ?? "";
  must(said.includes("check digit is wrong"), `of a wrong IMEI it says "${said}"`);
  must((await imei.getAttribute("aria-invalid")) === "true", "the wrong IMEI is not marked");
  must(await imei.evaluate((element) => element.matches(":focus")), "the wrong IMEI has not the focus");
  await imei.fill(VIRTUAL_IMEI);
  await submit(page, "Create");
  await page.getByRole("button", { name: /Rack 1 offline/ }).waitFor();
  return `device id ${await fact(page, "Device id")}; ${said}`;
}

/** Step 4: the tag changes by itself. */
export async function comeOnline(page: Page): Promise<string> {
  await page.getByRole("button", { name: /Rack 1 online/ }).waitFor({ timeout: 60_000 });
  await page.locator("main .tag", { hasText: "online" }).waitFor();
  return "the online tag, without reload";
}

/** Step 5. */
export async function seeResources(page: Page): Promise<string> {
  const rows = page.locator("details.object summary");
  await rows.nth(4).waitFor();
  const texts = (await rows.allTextContents()).map((text) => text.replace(/\s+/g, " ").trim());
  must(
    texts.some((text) => text.startsWith("Generic Sensor /3300 2 instances, 6 attributes")),
    texts.join("; "),
  );
  must(
    texts.some((text) => text.startsWith("Digital Output /3201 1 instance, 2 attributes")),
    texts.join("; "),
  );
  return texts.join("; ");
}

/** Step 6: read. */
export async function read(page: Page): Promise<string> {
  await unfold(page, 3300);
  await page.getByRole("button", { name: "Read /3300/0/5700" }).click();
  await toast(page, "Read: /3300/0/5700");
  const value = await valueOf(page, "3300_0_5700");
  must(Number.isFinite(Number(value.split(" ")[0])), `the value is "${value}"`);
  return value;
}

/** Step 6: write, by a form that knows the type, and what the device then says. */
export async function write(page: Page): Promise<string> {
  await unfold(page, 3201);
  for (const wanted of ["true", "false"]) {
    await page.getByRole("button", { name: "Write /3201/0/5550" }).click();
    await dialog(page).getByLabel("Value").selectOption(wanted);
    await submit(page, "Write");
    await page.locator('[data-stream="3201_0_5550"]', { hasText: wanted }).waitFor();
  }
  return "true, then false, read back";
}

/** Step 6: execute. */
export async function execute(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Execute /3300/0/5605" }).click();
  await submit(page, "Execute");
  await toast(page, "Executed: /3300/0/5605");
  return "minimum and maximum reset";
}

/** Step 6: subscribe; values come by themselves. */
export async function observe(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Observe /3300/0/5700" }).click();
  await fill(page, { "Not more often than every (pmin, s)": "1", "At least every (pmax, s)": "2" });
  await submit(page, "Observe");
  await page.getByRole("button", { name: "Observed /3300/0/5700, stop it" }).waitFor();
  const time = page.locator('tr:has([data-stream="3300_0_5700"]) .time');
  const seen = new Set<string>();
  while (seen.size < 3) {
    const last = (await time.textContent()) ?? "";
    seen.add(last);
    const next = `tr:has([data-stream="3300_0_5700"]) .time:not(:text-is("${last}"))`;
    if (seen.size < 3) await page.locator(next).waitFor();
  }
  return `values at ${[...seen].join(", ")}`;
}

/** Step 6: details of one property, with its history as a chart. The dialog stays open. */
export async function seeDetails(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Details of /3300/0/5700 Sensor Value" }).click();
  const chart = page.getByRole("img", { name: /^\d+ values from / });
  await chart.waitFor();
  const observed = await fact(page, "Observed");
  must(observed.includes("pmin 1") && observed.includes("pmax 2"), `observed: ${observed}`);
  return `${await chart.getAttribute("aria-label")}; observed: ${observed}`;
}

/** The log of messages, filtered. */
export async function seeMessages(page: Page): Promise<string> {
  await page.getByRole("tab", { name: "Messages" }).click();
  await page.getByRole("searchbox", { name: "Show only messages that hold" }).fill("POST /rd");
  const rows = page.locator(".log tbody tr");
  await rows.first().waitFor();
  const text = (await rows.first().textContent()) ?? "";
  must(text.includes("POST /rd"), `the filter left "${text}"`);
  return text.slice(0, 100);
}

/** A cached command is kept for a device that is away. */
export async function keepCommand(page: Page): Promise<string> {
  await page.getByRole("tab", { name: "Cached commands" }).click();
  await page.getByRole("button", { name: "New command" }).click();
  await dialog(page).getByLabel("Command").selectOption("write");
  await dialog(page).getByLabel("Property").selectOption("3201/0/5550");
  await submit(page, "Next");
  await dialog(page).getByLabel("Value").selectOption("true");
  await submit(page, "Keep");
  await page.locator("main .tag", { hasText: "waiting" }).waitFor();
  return "waiting";
}

/** The kept command is carried out once the device has come back. */
export async function commandDone(page: Page): Promise<string> {
  await page.getByRole("tab", { name: "Cached commands" }).click();
  await page.locator("main .tag.good", { hasText: "done" }).waitFor({ timeout: 60_000 });
  return "done";
}

/** Push and trigger of the product. */
export async function configurePush(page: Page, url: string): Promise<string> {
  await page.getByRole("button", { name: "Product settings" }).click();
  await page.getByRole("button", { name: "Set up" }).click();
  await fill(page, { Address: `${url}/nobody`, Token: "abc123" });
  await submit(page, "Save");
  await page.getByRole("button", { name: "Check the address" }).click();
  await toast(page, "The check failed");
  await page.getByRole("button", { name: "New trigger" }).click();
  await fill(page, { Name: "Busy", "Data stream": "3300_0_5700", Threshold: "8", Address: `${url}/nobody` });
  await submit(page, "Create");
  await page.getByRole("cell", { name: "rises above 8" }).waitFor();
  return "set, checked; a trigger at 8";
}

/** Offline again: the tag, and no operation that would need the device. */
export async function goOffline(page: Page): Promise<string> {
  await page.getByRole("button", { name: /Rack 1 offline/ }).waitFor({ timeout: 30_000 });
  await page.getByRole("tab", { name: "Resources" }).click();
  await unfold(page, 3300);
  must(await page.getByRole("button", { name: "Read /3300/0/5700" }).isDisabled(), "it can still be read");
  return "the offline tag; operations are disabled, values stay";
}

export async function unfold(page: Page, object: number): Promise<void> {
  const details = page.locator(`details[data-object="${object}"]`);
  if ((await details.getAttribute("open")) === null) await details.locator("summary").click();
}

export const dialog = (page: Page): Locator => page.locator("#dialog");

async function fill(page: Page, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, text] of Object.entries(values)) {
    await dialog(page).getByLabel(label, { exact: true }).fill(text);
  }
}

/** Presses the dialog's button and waits until it has gone, or asks the next question. */
export async function submit(page: Page, name: string): Promise<void> {
  await dialog(page).getByRole("button", { name, exact: true }).click();
  if (name !== "Next") await dialog(page).waitFor({ state: "hidden" });
}

export async function toast(page: Page, text: string): Promise<void> {
  await page.locator("#toast", { hasText: text }).waitFor();
}

export async function fact(page: Page, name: string): Promise<string> {
  const term = page.locator(`dt:text-is("${name}") + dd`).last();
  return ((await term.textContent()) ?? "").replace(/( Show| Hide)? Copy$/, "");
}

export async function valueOf(page: Page, stream: string): Promise<string> {
  return (await page.locator(`[data-stream="${stream}"]`).textContent()) ?? "";
}
