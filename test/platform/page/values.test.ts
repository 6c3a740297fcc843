import { expect } from "chai";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../../../tools/image.js";

interface Field {
  readonly type?: string;
  readonly pattern?: string;
  readonly options?: readonly (readonly string[])[];
  readonly hint?: string;
  readonly min?: number;
  readonly max?: number;
  check?(text: string): string | undefined;
}

interface Values {
  shown(value: unknown, model?: object, units?: string): string;
  valueField(model: object | undefined, known?: unknown): Field;
  writeEntry(resource: number, model: object | undefined, given: string | object): object;
}

describe("page: values", () => {
  let values: Values;

  before(async () => {
    const module: unknown = await import(pathToFileURL(join(ROOT, "platform/page/values.js")).href);
    values = module as Values;
  });

  it("are shown with their unit, what is not there as nothing", () => {
    expect(values.shown(23.5, { type: "float", units: "Cel" })).to.equal("23.5 °C");
    expect(values.shown(23.5, { type: "float", units: "" }, "lx")).to.equal("23.5 lx");
    expect(values.shown(false, { type: "boolean", units: "" })).to.equal("false");
    expect(values.shown({ 0: 1, 1: 5 }, { type: "integer", units: "V" })).to.equal("0: 1 V, 1: 5 V");
    expect(values.shown({}, { type: "integer", units: "" })).to.equal("none");
    expect(values.shown("00ff", { type: "opaque", units: "" })).to.equal("00ff (2 bytes)");
    expect(values.shown("a".repeat(200), { type: "string", units: "" })).to.equal(`${"a".repeat(160)}…`);
    expect(values.shown(undefined, { type: "float", units: "Cel" })).to.equal("");
  });

  it("of an enumeration are told with their name, others as numbers", () => {
    const state = { type: "integer", units: "", names: { 0: "Idle", 3: "Updating" } };
    expect(values.shown(3, state)).to.equal("3 (Updating)");
    expect(values.shown(7, state)).to.equal("7");
  });

  it("are held to range, enumeration and length before they are sent", () => {
    for (const [model, text, wrong] of [
      [{ type: "integer", range: [0, 100] }, "101", "Give a number from 0 to 100"],
      [{ type: "integer", range: [0, 100] }, "-0", undefined],
      [{ type: "unsigned", range: [0, 65535] }, "18446744073709551615", "Give a number from 0 to 65535"],
      [{ type: "integer", oneOf: [1, 4] }, "2", "Give one of 1, 4"],
      [{ type: "opaque", oneOf: [16, 32] }, "00ff", "It has 2 bytes; give 16 or 32 bytes"],
      [{ type: "string", range: [0, 4] }, "Grüße", "It has 7 bytes; give 0 to 4 bytes"],
      [{ type: "string", range: [0, 7] }, "Grüße", undefined],
    ] as const) {
      expect(values.valueField(model).check?.(text), `${model.type} ${text}`).to.equal(wrong);
    }
    const float = values.valueField({ type: "float", range: [0, 1] });
    expect([float.min, float.max, float.hint]).to.deep.equal([0, 1, "from 0 to 1"]);
    const hint = values.valueField({ type: "integer", range: [0, 1], names: { 0: "Off", 1: "On" } }).hint;
    expect(hint).to.equal("a whole number from 0 to 1; 0 Off, 1 On");
  });

  it("of a resource with several instances are asked for and sent by their numbers", () => {
    const model = { type: "integer", multiple: true };
    expect(values.valueField(model, { 0: 1 }).type).to.equal("instances");
    expect(values.writeEntry(7, model, { 0: "1", 5: "2" })).to.deep.equal({
      res_id: 7,
      res_inst: [
        { res_inst_id: 0, val: 1 },
        { res_inst_id: 5, val: 2 },
      ],
    });
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
