import { expect } from "chai";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ToolError } from "../../tools/arguments.js";
import { main } from "../../tools/object.js";
import { readObjects } from "../../tools/object/definition.js";
import { enumerated } from "../../tools/object/enumeration.js";
import { fileName, formatModel } from "../../tools/object/model.js";
import { formatTable } from "../../tools/object/platform-table.js";
import { camelName } from "../../tools/object/names.js";

const DEFINITION = `\uFEFF<?xml version="1.0" encoding="UTF-8"?>
<!-- made for this test -->
<LWM2M>
  <Object ObjectType="MODefinition">
    <Name>Tea Kettle (LwM2M)</Name>
    <Description1><![CDATA[Boils <water> & more.]]></Description1>
    <ObjectID>26990</ObjectID>
    <LWM2MVersion>1.1</LWM2MVersion>
    <ObjectVersion>2.1</ObjectVersion>
    <MultipleInstances>Multiple</MultipleInstances>
    <Mandatory>Optional</Mandatory>
    <Resources>
      ${item(30, "Whistle", "E", "", "")}
      ${item(0, "Water Level", "R", "Float", "0..1.7", "l")}
      ${item(1, "On/Off", "RW", "Boolean", "")}
      ${item(2, "TLS-DTLS Code", "R", "Unsigned Integer", "0-255")}
      ${item(3, "Key(s)", "W", "Opaque", "16-32 bytes").replace("Single", "Multiple")}
      ${item(4, "Sizes", "", "Opaque", "16,32,48")}
      ${item(5, "Lid", "R", "Objlnk", "see the manual")}
      ${item(6, "Lid", "R", "Time", "").replace("Optional", "Mandatory")}
    </Resources>
  </Object>
</LWM2M>
`;

const TABLE = `// Made from kettle.xml by "npm run object"; not to be edited.
import { freeze } from "../../modules/base/freeze.js";
import type { ObjectModel } from "../../modules/lwm2m/model.js";

/** Object 26990, version 2.1. */
export const TeaKettleLwm2m = freeze({
  id: 26990,
  name: "Tea Kettle (LwM2M)",
  version: "2.1",
  enabler: "1.1",
  multiple: true,
  resources: {
    waterLevel: { id: 0, type: "float", access: "R", range: [0, 1.7], units: "l" },
    onOff: { id: 1, type: "boolean", access: "RW" },
    tlsDtlsCode: { id: 2, type: "unsigned", access: "R", range: [0, 255] },
    keys: { id: 3, type: "opaque", access: "W", multiple: true, range: [16, 32] },
    sizes: { id: 4, type: "opaque", access: "", oneOf: [16, 32, 48] },
    lid5: { id: 5, type: "objlink", access: "R" },
    lid6: { id: 6, type: "time", access: "R", mandatory: true },
    whistle: { id: 30, type: "none", access: "E" },
  },
} as const satisfies ObjectModel);
`;

const PLATFORM_TABLE = `// Made by "npm run object -- … --platform kitchen"; not to be edited.
import type { ObjectRow } from "./row.js";

export const kitchenObjects: readonly ObjectRow[] = [
  [
    26990,
    "Tea Kettle (LwM2M)",
    "multiple",
    [
      [0, "Water Level", "R", "float", { units: "l", range: [0, 1.7] }],
      [1, "On/Off", "RW", "boolean"],
      [2, "TLS-DTLS Code", "R", "unsigned", { range: [0, 255], names: { 0: "No error", 1: "Dry", 2: "Too hot" } }],
      [3, "Key(s)", "W", "opaque", { multiple: true, range: [16, 32] }],
      [4, "Sizes", "-", "opaque", { oneOf: [16, 32, 48] }],
      [5, "Lid", "R", "objlink"],
      [6, "Lid", "R", "time"],
      [30, "Whistle", "E", "none"],
    ],
  ],
];
`;

describe("tools/object", () => {
  it("writes a table for the platform, with the names of enumerations", async () => {
    const described = DEFINITION.replace(
      /(TLS-DTLS Code[^]*?<Description>)/,
      "$1Why it stopped.\n0: No error (the usual)\n1: Dry. Fill it.\n2: Too hot\n3..9: Reserved\n300: Never",
    );
    const { objects } = readObjects("kettle.xml", described);
    expect(await formatTable("kitchen", objects)).to.equal(PLATFORM_TABLE);
  });

  it("takes the names of an enumeration from prose of several shapes", () => {
    for (const [prose, names] of [
      ["0=No error\n1=Low battery power", { 0: "No error", 1: "Low battery power" }],
      ["Status\tMeaning\n0\tNormal\tAll is well.\n1\tCharging\tOn power.", { 0: "Normal", 1: "Charging" }],
      ["Mode. 1: One-shot, 2: On-Time or Interval, 0: disables it.", { 1: "One-shot", 2: "On-Time or Interval" }],
      ["0: HTTP 1.1 (RFC 7230)\n1: IEEE 802.15.4 network", { 0: "HTTP 1.1", 1: "IEEE 802.15.4 network" }],
      [
        "0: UNCHECKED None was made. 1: REJECTED WITH CERTAINTY It is wrong.",
        { 0: "UNCHECKED", 1: "REJECTED WITH CERTAINTY" },
      ],
      ["0: Idle\n1: Busy\n0: It becomes Idle again", { 0: "Idle", 1: "Busy" }],
      ["Only 1: One", undefined],
      ["", undefined],
    ] as const) {
      expect(enumerated(prose, [0, 4]), prose).to.deep.equal(names);
    }
  });

  it("writes ids, names, types, operations, multiplicity, ranges, units and versions, and no prose", async () => {
    const { objects, notes } = readObjects("kettle.xml", DEFINITION);
    expect(objects).to.have.length(1);
    for (const object of objects) {
      expect(fileName(object)).to.equal("26990-tea-kettle-lwm2m.ts");
      expect(await formatModel(object, "kettle.xml")).to.equal(TABLE);
    }
    expect(notes).to.deep.equal([
      'kettle.xml: object 26990: resource 5: RangeEnumeration "see the manual" is prose and left out',
    ]);
  });

  it("puts the version behind the names where it is asked to", async () => {
    const [object] = readObjects("kettle.xml", DEFINITION).objects;
    if (object === undefined) throw new Error("no object");
    expect(fileName(object, true)).to.equal("26990-tea-kettle-lwm2m-2-1.ts");
    const wanted = TABLE.replace("const TeaKettleLwm2m ", "const TeaKettleLwm2m21 ");
    expect(await formatModel(object, "kettle.xml", true)).to.equal(wanted);
  });

  it("makes identifiers of the registry's names", () => {
    const names: Readonly<Record<string, string | undefined>> = {
      "LWM2M  Server URI": "lwm2mServerUri",
      "Bootstrap-Server": "bootstrapServer",
      "UTC Offset": "utcOffset",
      PkgName: "pkgName",
      SignalSNR: "signalSnr",
      ExtDevInfo: "extDevInfo",
      "TLS 1.3 Features To Use by Client": "tls13FeaturesToUseByClient",
      "2nd Level": undefined,
      "---": undefined,
    };
    for (const name of Object.keys(names)) expect(camelName(name), name).to.equal(names[name]);
  });

  it("says which file and what in it is wrong", () => {
    const broken: readonly [string, string, string][] = [
      ["<LWM2M><Object></LWM2M>", "", "x.xml:1: not XML: "],
      ["", "", "x.xml:1: not XML: "],
      ["<html></html>", "", "x.xml: not an object definition: there is no LWM2M element"],
      ["<LWM2M></LWM2M>", "", "x.xml: not an object definition: there is no LWM2M element"],
      ["<LWM2M><Other/></LWM2M>", "", "x.xml: no Object element"],
      ["26990", "65535", 'x.xml: object "Tea Kettle (LwM2M)": ObjectID "65535" is not a number from 0 to 65534'],
      [">2.1<", ">two<", 'x.xml: object 26990: "two" is not a version'],
      ['Item ID="1"', 'Item ID="one"', 'x.xml: object 26990: Item ID "one" is not a number from 0 to 65534'],
      ['Item ID="1"', 'Item ID="2"', "x.xml: object 26990: resource 2 is defined twice"],
      [">RW<", ">RX<", 'x.xml: object 26990: resource 1: Operations "RX" is none of R, W, RW, E and nothing'],
      [">Boolean<", ">Bit<", 'x.xml: object 26990: resource 1: Type "Bit" is not one of LwM2M\'s data types'],
      [">Single<", ">One<", 'x.xml: object 26990: resource 30: MultipleInstances "One" is neither Multiple nor Single'],
      [">0-255<", ">255-0<", 'x.xml: object 26990: resource 2: RangeEnumeration "255-0" ends before it begins'],
    ];
    for (const [from, to, message] of broken) {
      const xml = to === "" ? from : DEFINITION.replace(from, to);
      expect(() => readObjects("x.xml", xml), message)
        .to.throw(ToolError)
        .with.property("message")
        .that.satisfies((text: string) => text.startsWith(message));
    }
  });

  it("gives status 0, 1 or 2 and writes only what could be read", async () => {
    const folder = await mkdtemp(join(tmpdir(), "object-"));
    const { log, error } = console;
    const said: string[] = [];
    console.log = console.error = (text: string) => said.push(text);
    try {
      const good = join(folder, "kettle.xml");
      const bad = join(folder, "bad.xml");
      await writeFile(good, DEFINITION);
      await writeFile(bad, "tea");
      expect(await main([good, "--out", join(folder, "out")])).to.equal(0);
      expect(await readFile(join(folder, "out", "26990-tea-kettle-lwm2m.ts"), "utf8")).to.equal(TABLE);
      expect(await main([bad, "--out", folder])).to.equal(1);
      expect(await main([join(folder, "none.xml")])).to.equal(1);
      expect(await main([])).to.equal(2);
      expect(await main([good, "--output", folder])).to.equal(2);
      expect(said.join("\n"))
        .to.contain(`${bad}:1: not XML`)
        .and.to.contain("none.xml: there is no such file or folder");
    } finally {
      console.log = log;
      console.error = error;
      await rm(folder, { recursive: true });
    }
  });
});

function item(id: number, name: string, operations: string, type: string, range: string, units = ""): string {
  return `<Item ID="${id}"><Name>${name}</Name><Operations>${operations}</Operations>
    <MultipleInstances>Single</MultipleInstances><Mandatory>Optional</Mandatory><Type>${type}</Type>
    <RangeEnumeration>${range}</RangeEnumeration><Units>${units}</Units><Description>Prose.</Description></Item>`;
}
