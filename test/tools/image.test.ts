import { expect } from "chai";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeModuleList } from "../../tools/image.js";

describe("tools/image", () => {
  it("leaves a list alone that is right, so that an engine that starts meanwhile never reads half of it", () => {
    // One of six tours at a time found the module "host" empty, because another one was writing it.
    const folder = mkdtempSync(join(tmpdir(), "nblwm2m-image-"));
    try {
      const write = (): string => writeModuleList(folder, "modules/base/text", { host: "hosts/desktop/host" });
      const list = write();
      const files = readdirSync(folder).sort();
      expect(files).to.deep.equal(["host.js", "modules-base-text.list"]);
      expect(readFileSync(join(folder, "host.js"), "utf8")).to.equal('export * from "hosts/desktop/host";\n');
      const times = files.map((name) => statSync(join(folder, name), { bigint: true }).mtimeNs);
      expect(write()).to.equal(list);
      expect(files.map((name) => statSync(join(folder, name), { bigint: true }).mtimeNs)).to.deep.equal(times);
      expect(readFileSync(list, "utf8")).to.match(/^modules\/base\/text\t.*\nhost\t.*host\.js\n$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
