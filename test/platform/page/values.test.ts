import { expect } from "chai";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../../../tools/image.js";

interface Field {
  readonly type?: string;
  readonly pattern?: string;
  readonly options?: readonly (readonly string[])[];
}

interface Values {
  shown(value: unknown, model?: object): string;
  valueField(model: object | undefined, known?: unknown): Field;
  writeEntry(resource: number, model: object | undefined, text: string): object;
}

describe("page: values", () => {
  let values: Values;

  before(async () => {
    const module: unknown = await import(pathToFileURL(join(ROOT, "platform/page/values.js")).href);
    values = module as Values;
  });

  it("are shown with their unit, what is not there as nothing", () => {
    expect(values.shown(23.5, { type: "float", units: "Cel" })).to.equal("23.5 Cel");
    expect(values.shown(false, { type: "boolean", units: "" })).to.equal("false");
    expect(values.shown({ 0: 1, 1: 5 }, { type: "integer", units: "" })).to.equal('{"0":1,"1":5}');
    expect(values.shown(undefined, { type: "float", units: "Cel" })).to.equal("");
  });

  it("are asked for by a field that knows the type", () => {
    const boolean = values.valueField({ type: "boolean" });
    expect(boolean.options?.map(([value]) => value)).to.deep.equal(["true", "false"]);
    expect(values.valueField({ type: "float" }).type).to.equal("number");
    expect(values.valueField({ type: "time" }).type).to.equal("datetime-local");
    for (const [type, good, bad] of [
      ["integer", "-5", "5.5"],
      ["unsigned", "5", "-5"],
      ["opaque", "00ffA0", "0"],
      ["objlink", "3303:0", "3303"],
    ] as const) {
      const pattern = new RegExp(`^(?:${values.valueField({ type }).pattern ?? "none"})$`);
      expect(pattern.test(good), `${type} ${good}`).to.equal(true);
      expect(pattern.test(bad), `${type} ${bad}`).to.equal(false);
    }
  });

  it("are sent as the API takes them", () => {
    expect(values.writeEntry(1, { type: "boolean" }, "false")).to.deep.equal({ res_id: 1, val: false });
    expect(values.writeEntry(1, { type: "integer" }, "-5")).to.deep.equal({ res_id: 1, val: -5 });
    // 2^63 - 1 is more than a number holds whole.
    const large = "9223372036854775807";
    expect(values.writeEntry(1, { type: "integer" }, large)).to.deep.equal({ res_id: 1, val: large });
    expect(values.writeEntry(1, { type: "float" }, "2.5")).to.deep.equal({ res_id: 1, val: 2.5 });
    expect(values.writeEntry(1, { type: "opaque" }, "00ff")).to.deep.equal({ res_id: 1, val: "00ff", type: 1 });
    const time = values.writeEntry(1, { type: "time" }, "2026-03-01T00:00:00Z");
    expect(time).to.deep.equal({ res_id: 1, val: 1_772_323_200, type: 2 });
    expect(values.writeEntry(1, undefined, "text")).to.deep.equal({ res_id: 1, val: "text" });
  });
});
