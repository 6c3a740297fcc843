import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { ESP32_HEAP, FULL_HEAP, type HeapSize } from "../../tools/firmware.js";
import { ROOT } from "../../tools/image.js";

interface Creation {
  readonly chunk?: { readonly initial: number };
  readonly heap: { readonly initial: number; readonly incremental: number };
  readonly stack: number;
}

describe("tools/firmware", () => {
  const creation = (file: string): Creation =>
    (JSON.parse(readFileSync(join(ROOT, file), "utf8")) as { creation: Creation }).creation;
  const common = creation("manifest-common.json");

  for (const [file, heap] of [
    ["manifest-common.json", ESP32_HEAP],
    ["manifest-full.json", FULL_HEAP],
  ] as const) {
    it(`runs the firmware in the heap of ${file}, none of which grows`, () => {
      const own = { ...common, ...creation(file) };
      const made: HeapSize = { chunks: own.chunk?.initial ?? 0, slots: own.heap.initial, stack: own.stack };
      expect(made).to.deep.equal(heap);
      expect(own.heap.incremental).to.equal(0);
    });
  }
});
