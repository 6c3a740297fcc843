import type { Page } from "playwright-core";
import { must } from "../interop/check.js";
import { dialog, fact, submit, toast, unfold, valueOf } from "./steps.js";

/** What the page offers for devices of LwM2M 1.1, and for whoever has many of them. Each gives what was seen. */

/** The device is to get Security and Server objects, a lifetime, and an instance of an object. */
export async function chooseBootstrap(page: Page): Promise<string> {
  await page.locator("main").getByRole("button", { name: "Edit" }).click();
  // So that the device has room for what is observed here.
  await dialog(page).getByLabel("Subscribe automatically").uncheck();
  await submit(page, "Save");
  await page.locator('dt:text-is("Automatic subscription") + dd:text-is("off")').waitFor();
  await page.locator("main").getByRole("button", { name: "Bootstrap" }).click();
  await dialog(page).getByLabel("Kind").selectOption({ label: "as LwM2M 1.1 has it" });
  await dialog(page).getByLabel("Lifetime (s)").fill("1200");
  await dialog(page).getByText("Advanced").click();
  const besides = dialog(page).getByLabel("Write besides");
  await besides.fill("{");
  await dialog(page).getByRole("button", { name: "Save" }).click();
  const said = (await dialog(page).locator(".wrong:visible").textContent()) ?? "";
  must(said === "This is not JSON", `of a brace it says "${said}"`);
  await besides.fill('[{"obj_id":26241,"obj_inst":[{"obj_inst_id":0,"res":[{"res_id":1,"val":7}]}]}]');
  await submit(page, "Save");
  return fact(page, "Bootstrap");
}

export async function speaks11(page: Page): Promise<string> {
  await page.locator("main .tag", { hasText: "online" }).waitFor({ timeout: 60_000 });
  await page.locator('dt:text-is("LwM2M") + dd', { hasText: "1.1, binding" }).waitFor();
  await page.getByRole("tab", { name: "Resources" }).click();
  await page.locator('details[data-object="26241"] summary', { hasText: "Every Type" }).waitFor({ timeout: 30_000 });
  const expires = await fact(page, "Expires");
  must(expires.includes("lifetime 1200 s"), `it expires ${expires}`);
  return `${await fact(page, "LwM2M")}; ${expires}`;
}

/** An enumeration with a range: its names are offered, what is beyond is refused beside the field. */
export async function refuseRange(page: Page): Promise<string> {
  await unfold(page, 3340);
  await page.getByRole("button", { name: "Write /3340/0/5526" }).click();
  const field = dialog(page).getByLabel("Value", { exact: true });
  await field.fill("9");
  await dialog(page).getByRole("button", { name: "Write", exact: true }).click();
  const said = (await dialog(page).locator(".wrong:visible").textContent()) ?? "";
  must(said === "Give a number from 0 to 4", `of 9 it says "${said}"`);
  await field.fill("2");
  await submit(page, "Write");
  await page.locator('[data-stream="3340_0_5526"]', { hasText: "2 (On-Time or Interval)" }).waitFor();
  return `${said}; then ${await valueOf(page, "3340_0_5526")}`;
}

export async function writeSeveral(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Write /26241/0/11" }).click();
  await dialog(page).getByRole("button", { name: "One more" }).click();
  const values = dialog(page).getByLabel("Value", { exact: true });
  await values.nth(0).fill("5");
  await values.nth(1).fill("-7");
  await submit(page, "Write");
  await page.locator('[data-stream="26241_0_11"]', { hasText: "0: 5, 1: -7" }).waitFor();
  return valueOf(page, "26241_0_11");
}

/** Two are read in one request, one of them is written in another. */
export async function composite(page: Page): Promise<string> {
  await page.getByLabel("Choose /26241/0/1", { exact: true }).check();
  await page.getByLabel("Choose /26241/0/20", { exact: true }).check();
  await page.getByRole("button", { name: "Write together" }).click();
  await dialog(page).getByLabel("/26241/0/1 Integer Value").fill("-42");
  await submit(page, "Write");
  await page.locator('[data-stream="26241_0_1"]', { hasText: "-42" }).waitFor();
  await page.getByRole("button", { name: "Read together" }).click();
  await submit(page, "Read");
  await toast(page, "Read together: /26241/0/1, /26241/0/20");
  await page.locator('[data-stream="26241_0_20"]:not(:empty)').waitFor();
  return `-42 and ${await valueOf(page, "26241_0_20")}`;
}

export async function observeTogether(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Observe together" }).click();
  await submit(page, "Observe");
  const told = page.getByText("Observed together: /26241/0/1, /26241/0/20");
  await told.first().waitFor();
  return "listed beside the choice";
}

/** The one that bootstrap made is there, with what it wrote; another one is made. */
export async function create(page: Page): Promise<string> {
  await unfold(page, 26241);
  await page.getByRole("button", { name: "Read /26241/0", exact: true }).click();
  await page.locator('[data-stream="26241_0_1"]', { hasText: "7" }).waitFor();
  await page.getByRole("button", { name: "New instance of /26241" }).click();
  await dialog(page).getByLabel("Number").fill("3");
  await dialog(page).getByLabel("String Value", { exact: true }).fill("hello");
  await submit(page, "Create");
  await page.locator('details[data-object="26241"] summary', { hasText: "2 instances" }).waitFor();
  await page.getByRole("button", { name: "Read /26241/3", exact: true }).click();
  await page.locator('[data-stream="26241_3_0"]', { hasText: "hello" }).waitFor();
  return "7 in /26241/0; /26241/3 with the text that was given";
}

/** The question is answered by Cancel unless one wants otherwise. */
export async function askBeforeDelete(page: Page): Promise<string> {
  await page.getByRole("tab", { name: "Resources" }).click();
  await unfold(page, 26241);
  await page.getByRole("button", { name: "Delete /26241/3" }).click();
  const cancel = dialog(page).getByRole("button", { name: "Cancel" });
  must(await cancel.evaluate((element) => element.matches(":focus")), "Cancel has not the focus");
  return (await dialog(page).locator("h2").textContent()) ?? "";
}

export async function confirmDelete(page: Page): Promise<string> {
  await submit(page, "Delete");
  await page.locator('details[data-object="26241"] summary', { hasText: "1 instance" }).waitFor();
  return "one instance is left";
}

export async function attributes(page: Page): Promise<string> {
  const open = async (): Promise<void> => {
    await page.locator("#details").getByRole("button", { name: "Attributes" }).click();
    await dialog(page).getByRole("heading", { name: "Attributes of /26241/0/1" }).waitFor();
  };
  const pmin = dialog(page).getByLabel("(pmin, s)");
  await page.getByRole("button", { name: "Details of /26241/0/1 Integer Value", exact: true }).click();
  await open();
  await pmin.fill("7");
  await dialog(page).getByLabel("(epmin, s)").fill("3");
  await submit(page, "Write");
  await open();
  const kept = await pmin.inputValue();
  must(kept === "7", `pmin is ${kept} in the device`);
  await pmin.fill("");
  await submit(page, "Write");
  await open();
  const [left, still] = [await pmin.inputValue(), await dialog(page).getByLabel("(epmin, s)").inputValue()];
  must(left === "" && still === "3", `pmin is "${left}", epmin "${still}"`);
  await page.keyboard.press("Escape");
  return "pmin 7 and epmin 3, then epmin alone";
}

export async function readInFormat(page: Page): Promise<string> {
  await page.locator("#details").getByRole("button", { name: "Read in a format" }).click();
  await dialog(page).getByLabel("Format of the answer").selectOption({ label: "SenML JSON" });
  await submit(page, "Read");
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: "Messages" }).click();
  const row = page.locator(".log tbody tr", { hasText: "SenML JSON" }).first();
  await row.waitFor();
  return ((await row.locator(".text").textContent()) ?? "").slice(0, 80);
}

/** The address names product, device and tab. */
export async function keepPlace(page: Page): Promise<string> {
  await page.reload();
  await page.getByRole("heading", { name: "Rack 1" }).waitFor();
  const selected = await page.getByRole("tab", { selected: true }).textContent();
  must(selected === "Messages", `after the reload it shows ${selected}`);
  await page.getByRole("button", { name: "Product settings" }).click();
  await page.getByRole("heading", { name: "Device keys" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { name: "Rack 1" }).waitFor();
  return new URL(page.url()).hash;
}

/** Sixty devices, fifty on a page. */
export async function pageThrough(page: Page, url: string): Promise<string> {
  const product = await post(`${url}/products`, { name: "Street lamps", protocol: "LWM2M" });
  const key = String(product.master_key);
  for (let lamp = 1; lamp <= 60; lamp++) {
    const imei = String(2_000 + lamp);
    await post(`${url}/devices`, { title: `Lamp ${lamp}`, protocol: "LWM2M", auth_info: { [imei]: "1" } }, key);
  }
  await page.reload();
  await page.getByLabel("Product").selectOption({ label: "Street lamps" });
  const list = page.getByRole("navigation", { name: "Devices" });
  await list.getByText("1–50 of 60").waitFor();
  await list.getByRole("button", { name: "Next devices" }).click();
  await list.getByText("51–60 of 60").waitFor();
  await list.getByRole("searchbox").fill("2007");
  await list.getByRole("button", { name: /Lamp 7 offline/ }).waitFor();
  const found = await list.locator("#devices li").count();
  must(found === 1, `the search for an IMEI left ${found} devices`);
  await list.getByLabel("State of the devices").selectOption("true");
  await list.getByText("None like that.").waitFor();
  return "1–50 and 51–60 of 60; one by its IMEI; none online";
}

async function post(url: string, body: object, key?: string): Promise<Record<string, unknown>> {
  const headers = { "content-type": "application/json", ...(key === undefined ? {} : { "api-key": key }) };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  const { errno, error, data } = (await response.json()) as { errno: number; error: string; data: object };
  must(errno === 0, error);
  return data as Record<string, unknown>;
}
