import { expect } from "chai";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { BOARDS, linkForBoard } from "../../tools/flash.js";
import { requireSdk } from "../../tools/moddable.js";

describe("tools/flash with the Moddable SDK", function () {
  this.timeout(120_000);

  for (const board of BOARDS) {
    it(`links the firmware for ${board}: everything frozen, heap, watchdog and pins as they are meant`, async () => {
      const { warnings, figures, folder } = await linkForBoard(requireSdk(), board);
      expect(warnings).to.deep.equal([]);
      expect(figures[0]).to.match(/^### \d+ instances, \d+ keys/);
      // The board's own manifest asks for another heap.
      expect(read(folder, "makefile")).to.match(/^CREATION = -c 32768,0,2048,0,384,32,32,\S+,main,0$/m);
      const project = readdirSync(folder).find((name) => name.startsWith("xsProj-")) as string;
      const watchdog = read(folder, project, "sdkconfig.mc").match(/^CONFIG_ESP_TASK_WDT_.*$/gm);
      expect(watchdog).to.deep.equal([
        "CONFIG_ESP_TASK_WDT_EN=y",
        "CONFIG_ESP_TASK_WDT_INIT=y",
        "CONFIG_ESP_TASK_WDT_PANIC=y",
        "CONFIG_ESP_TASK_WDT_TIMEOUT_S=20",
        "CONFIG_ESP_TASK_WDT_CHECK_IDLE_TASK_CPU0=n",
        "CONFIG_ESP_TASK_WDT_CHECK_IDLE_TASK_CPU1=n",
      ]);
      // The board's own firmware for its coloured light would run on our heap, thirty times a second.
      expect(read(folder, "mc.config.js"))
        .to.match(/"uart": \{\s*"port": 1,/)
        .and.not.match(/"rainbow": true/);
    });
  }
});

function read(...path: string[]): string {
  return readFileSync(join(...path), "utf8");
}
