import { expect } from "chai";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../../../tools/image.js";

type Brief = (at: string | undefined, options?: { milliseconds?: boolean; today?: string }) => string;

describe("page: time", () => {
  let brief: Brief;

  before(async () => {
    const module: unknown = await import(pathToFileURL(join(ROOT, "platform/page/time.js")).href);
    brief = (module as { brief: Brief }).brief;
  });

  it("of today is told without the day, of another day with it, of another year with that", () => {
    const today = "2026-03-01";
    expect(brief("2026-03-01 13:05:09.250", { today })).to.equal("13:05:09");
    expect(brief("2026-03-01 13:05:09.250", { today, milliseconds: true })).to.equal("13:05:09.250");
    expect(brief("2026-02-28 13:05:09", { today })).to.equal("28 Feb, 13:05:09");
    expect(brief("2025-12-31 23:59:59", { today })).to.equal("31 Dec 2025, 23:59:59");
    expect(brief(undefined)).to.equal("");
  });
});
