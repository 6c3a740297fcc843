import { must } from "../check.js";
import { type Bench, byPath, expectCode, Format, mustEqual, read } from "./bench.js";
import type { Asked, Peer } from "./peer.js";

const INSTANCE = "/26241/0";

/** One value of each type at least, with what is hard about it. */
const VALUES: Readonly<Record<string, string>> = {
  "/26241/0/0": "text:Grüße 🚀 𝔘 中\u0000\n\"'",
  "/26241/0/1": "int:-9223372036854775808",
  "/26241/0/2": "int:18446744073709551615",
  "/26241/0/3": "float:0.1",
  "/26241/0/4": "bool:true",
  "/26241/0/5": "hex:00ff80",
  "/26241/0/6": "time:1700000000",
  "/26241/0/7": "link:3:0",
  "/26241/0/8": 'core:</3/0>;title="x"',
  "/26241/0/10/0": "text:",
  "/26241/0/10/65534": "text:last",
  "/26241/0/11/0": "int:9223372036854775807",
  "/26241/0/11/1": "int:-1",
  "/26241/0/12/3": "int:9007199254740993",
  "/26241/0/13/0": "float:1.7976931348623157e+308",
  "/26241/0/13/1": "float:5e-324",
  "/26241/0/13/2": "float:-2.5",
  "/26241/0/14/0": "bool:false",
  "/26241/0/15/3": "hex:",
  "/26241/0/16/0": "time:0",
  "/26241/0/17/1": "link:65535:65535",
  "/26241/0/18/0": "core:</>",
};

const NAMES: Readonly<Record<number, string>> = {
  [Format.lwm2mCbor]: "LwM2M CBOR",
  [Format.senmlCbor]: "SenML CBOR",
  [Format.senmlJson]: "SenML JSON",
  [Format.etchCbor]: "SenML-ETCH CBOR",
  [Format.etchJson]: "SenML-ETCH JSON",
};
const STRUCTURED = [Format.lwm2mCbor, Format.senmlCbor, Format.senmlJson] as const;

/** A value as a format shows it to who does not know the type. */
function shown(words: string, format: number): string {
  const [kind, text] = [words.slice(0, words.indexOf(":")), words.slice(words.indexOf(":") + 1)];
  if (kind === "core") return `text:${text}`;
  if (kind === "link" && (format === Format.lwm2mCbor || format === Format.cbor)) return `text:${text}`;
  // A single value in CBOR says by its tag that it is a time.
  return kind === "time" && format !== Format.cbor ? `int:${text}` : words;
}

function allShown(values: Readonly<Record<string, string>>, format: number): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([path, words]) => [path, shown(words, format)]));
}

/** Only what was written: not the counters and the rest of the object. */
async function written(peer: Peer, format: number): Promise<Record<string, string>> {
  const found = await read(peer, INSTANCE, format);
  return Object.fromEntries(Object.entries(found).filter(([path]) => !/\/(20|22|24)$/.test(path)));
}

/** Every type of value in every structured format, each way. The device is registered. */
export async function checkFormats(bench: Bench): Promise<void> {
  for (const format of STRUCTURED) await eachWay(bench, format);
  await single(bench);
  for (const format of STRUCTURED) await created(bench, format);
  for (const format of STRUCTURED) await composite(bench, format);
  for (const format of [Format.etchCbor, Format.etchJson] as const) await patched(bench, format);
}

async function eachWay({ peer, checks }: Bench, format: (typeof STRUCTURED)[number]): Promise<void> {
  const name = NAMES[format];
  await checks.run(
    `takes every type of value in ${name}, and gives it back in all three [int-233 int-234]`,
    async () => {
      const values = { "/26241/0/0": "text:other", "/26241/0/10/9": "text:to go" };
      await expectCode(peer, "2.04", { method: "POST", path: INSTANCE, format: Format.senmlCbor, values });
      await expectCode(peer, "2.04", { method: "PUT", path: INSTANCE, format, values: VALUES });
      for (const one of STRUCTURED) mustEqual(await written(peer, one), allShown(VALUES, one));
      return `${Object.keys(VALUES).length} values`;
    },
  );
  await checks.run(`reads a resource and a resource instance in ${name} [int-231 int-232]`, async () => {
    for (const path of ["/26241/0/2", "/26241/0/7", "/26241/0/10/65534"]) {
      mustEqual(await read(peer, path, format), allShown({ [path]: VALUES[path] as string }, format));
    }
    const texts = await read(peer, "/26241/0/10", format);
    mustEqual(texts, { "/26241/0/10/0": "text:", "/26241/0/10/65534": "text:last" });
    return "";
  });
}

/** Formats of one value. */
async function single({ peer, checks }: Bench): Promise<void> {
  await checks.run("takes and gives single values of every type in CBOR [int-211 int-212]", async () => {
    for (const [path, words] of Object.entries(VALUES)) {
      await expectCode(peer, "2.04", { method: "PUT", path, format: Format.cbor, values: { [path]: words } });
      const answer = await expectCode(peer, "2.05", { method: "GET", path, accept: Format.cbor });
      must(answer.format === Format.cbor, `format ${answer.format}`);
      mustEqual(byPath(answer.entries ?? []), { "": shown(words, Format.cbor) });
    }
    return "";
  });
  await checks.run("takes and gives opaque as it is, and single values as text [int-201 int-205]", async () => {
    await expectCode(peer, "2.04", { method: "PUT", path: "/26241/0/5", format: Format.opaque, hex: "c0ffee" });
    const opaque = await expectCode(peer, "2.05", { method: "GET", path: "/26241/0/5", accept: Format.opaque });
    must(opaque.payload === "c0ffee", String(opaque.payload));
    for (const [path, text] of [
      ["/26241/0/0", "𝔘 🚀"],
      ["/26241/0/1", "-9223372036854775808"],
      ["/26241/0/2", "18446744073709551615"],
      ["/26241/0/3", "-2.5"],
      ["/26241/0/4", "0"],
      ["/26241/0/6", "1700000000"],
      ["/26241/0/7", "3:0"],
    ] as const) {
      await expectCode(peer, "2.04", { method: "PUT", path, format: Format.text, text });
      const answer = await expectCode(peer, "2.05", { method: "GET", path, accept: Format.text });
      mustEqual(byPath(answer.entries ?? []), { "": `text:${text}` });
    }
    return "";
  });
}

async function created({ peer, checks }: Bench, format: (typeof STRUCTURED)[number]): Promise<void> {
  await checks.run(`creates an instance in ${NAMES[format]}, and announces that`, async () => {
    const values = { "/26241/4/0": "text:made", "/26241/4/1": "int:7", "/26241/4/17/0": "link:3:0" };
    const since = peer.events.length;
    await expectCode(peer, "2.01", { method: "POST", path: "/26241", format, values });
    const update = await peer.find(
      "update with objects",
      ({ event, payload }) => event === "update" && payload !== "",
      since,
    );
    must(String(update.payload).includes("</26241/4>"), String(update.payload));
    const all = await read(peer, "/26241/4", format);
    const wanted = allShown(values, format);
    mustEqual(Object.fromEntries(Object.keys(wanted).map((path) => [path, all[path]])), wanted);
    await expectCode(peer, "4.00", { method: "POST", path: "/26241", format, values: { "/26241/4/0": "text:twice" } });
    await expectCode(peer, "2.02", { method: "DELETE", path: "/26241/4" });
    await expectCode(peer, "4.04", { method: "GET", path: "/26241/4" });
    return "";
  });
}

async function composite({ peer, checks }: Bench, format: (typeof STRUCTURED)[number]): Promise<void> {
  const name = NAMES[format];
  await checks.run(`answers a composite read in ${name}, of all levels [int-229 int-236]`, async () => {
    const paths = ["/3/0/16", "/26241/0/4", "/26241/0/10/65534", "/26241/0/17", "/26241/0/99", "/9999/0"];
    const values = Object.fromEntries(paths.map((path) => [path, format === Format.lwm2mCbor ? "null:" : "path:"]));
    const answer = await expectCode(peer, "2.05", { method: "FETCH", path: "/", format, accept: format, values });
    must(answer.format === format, `format ${answer.format}`);
    const seen = Object.keys(byPath(answer.entries ?? [])).sort();
    mustEqual(seen, ["/26241/0/10/65534", "/26241/0/17/1", "/26241/0/4", "/3/0/16"]);
    return "";
  });
  await checks.run(`takes a composite write in ${name}, to several objects [int-230 int-257]`, async () => {
    const values = {
      "/26241/0/0": `text:by ${format}`,
      "/26241/0/11/5": "int:5",
      "/3341/0/5527": `text:${format}`,
    };
    await expectCode(peer, "2.04", { method: "iPATCH", path: "/", format, values });
    const [every, display] = [await read(peer, INSTANCE, format), await read(peer, "/3341/0/5527", format)];
    mustEqual({ ...every, ...display }, { ...every, ...display, ...values });
    must(every["/26241/0/11/1"] === "int:-1", "another resource instance was taken away");
    return "";
  });
  await checks.run(`changes nothing by a composite write in ${name} of which one value is refused`, async () => {
    const before = await read(peer, INSTANCE, format);
    for (const [path, code] of [
      ["/26241/0/20", "4.05"],
      ["/26241/9/1", "4.04"],
      ["/26241/0/22", "4.00"],
    ] as const) {
      const values = { "/26241/0/0": "text:never", [path]: "int:99" };
      const request: Asked = { method: "iPATCH", path: "/", format, values };
      await expectCode(peer, code, request);
      mustEqual(await read(peer, INSTANCE, format), before);
    }
    return "";
  });
}

/** SenML-ETCH (RFC 8790): a null takes a resource instance away. */
async function patched({ peer, checks }: Bench, format: number): Promise<void> {
  await checks.run(`writes and takes resource instances away by ${NAMES[format]} (320, 322)`, async () => {
    const values = { "/26241/0/11/5": "int:50", "/26241/0/11/6": "int:60" };
    await expectCode(peer, "2.04", { method: "iPATCH", path: "/", format, values });
    const removing = { "/26241/0/11/5": "null:", "/26241/0/11/6": "int:61" };
    await expectCode(peer, "2.04", { method: "iPATCH", path: "/", format, values: removing });
    const left = await read(peer, "/26241/0/11", Format.lwm2mCbor);
    mustEqual([left["/26241/0/11/5"], left["/26241/0/11/6"]], [undefined, "int:61"]);
    return "";
  });
  await checks.run(`takes no resource away by a null in ${NAMES[format]}, and writes nothing either`, async () => {
    const before = await read(peer, INSTANCE, Format.senmlCbor);
    const values = { "/26241/0/0": "text:never", "/26241/0/1": "null:" };
    await expectCode(peer, "4.05", { method: "iPATCH", path: "/", format, values });
    mustEqual(await read(peer, INSTANCE, Format.senmlCbor), before);
    return "";
  });
  await checks.run(`reads several places by paths in ${NAMES[format]}, answered in plain SenML`, async () => {
    const values = { "/26241/0/4": "path:", "/3/0/16": "path:" };
    const answer = await expectCode(peer, "2.05", { method: "FETCH", path: "/", format, values });
    must(answer.format === (format === Format.etchCbor ? Format.senmlCbor : Format.senmlJson), `${answer.format}`);
    mustEqual(Object.keys(byPath(answer.entries ?? [])).sort(), ["/26241/0/4", "/3/0/16"]);
    return "";
  });
}
