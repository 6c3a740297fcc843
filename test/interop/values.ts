import { must } from "./check.js";
import type { Answer, JudgeEvent, Json, Value } from "./judge.js";
import { ask, expectCode, Format, read, type Session, valueAt } from "./session.js";

const TEST_OBJECT = "/26241";
const INSTANCE = "/26241/0";

/** A type of value: its resource in the test object, the multiple one, and values at its ends. */
interface Type {
  readonly name: string;
  readonly single: number;
  readonly multiple: number;
  readonly values: readonly Json[];
  /** The one that Leshan 2.0.0-M15 writes as another in TLV: 2⁶⁴ − 1 as 255, and times after 2106 without their front. */
  readonly lostInTlv?: Json;
}

/** Whole numbers that no double holds are digits; opaque is hex, time in seconds, an object link `object:instance`. */
const TYPES: readonly Type[] = [
  { name: "string", single: 0, multiple: 10, values: ["", 'a "quoted" \\ line\nand 𝄞 😀 漢字 é', "\u{10ffff}"] },
  {
    name: "integer",
    single: 1,
    multiple: 11,
    values: [-1, 128, 2_147_483_648, "9007199254740993", "-9223372036854775808", "9223372036854775807"],
  },
  {
    name: "unsigned",
    single: 2,
    multiple: 12,
    values: [0, 255, 4_294_967_296, "9007199254740993", "18446744073709551615"],
    lostInTlv: "18446744073709551615",
  },
  { name: "float", single: 3, multiple: 13, values: [0, -1.5, 0.1, 16_777_217, 1e300, -5e-324] },
  { name: "boolean", single: 4, multiple: 14, values: [true, false] },
  { name: "opaque", single: 5, multiple: 15, values: ["", "00", "ff00c3a9", "a5".repeat(300)] },
  { name: "time", single: 6, multiple: 16, values: [0, 1_700_000_000, 4_294_967_296, -1], lostInTlv: 4_294_967_296 },
  { name: "link", single: 7, multiple: 17, values: ["3300:1", "0:0", "65535:65535"] },
  { name: "links", single: 8, multiple: 18, values: ["</3/0>;pmin=10,</4>;ver=1.2", "</26241>"] },
];

/** The formats that hold several values, and those that hold one. */
const PACKS = [Format.tlv, Format.oldTlv, Format.json, Format.senmlJson, Format.senmlCbor] as const;
const SCALARS = [Format.text, Format.opaque, Format.cbor, ...PACKS] as const;

/** The formats of which a server of 1.1 may ask several places at once. */
const COMPOSITES = [Format.senmlJson, Format.senmlCbor] as const;

/** What a format has for a type; text is never opaque, and the format opaque is nothing else. */
function holds(format: number, type: Type): boolean {
  if (format === Format.opaque) return type.name === "opaque";
  return format !== Format.text || type.name !== "opaque";
}

/** The values of a type that Leshan can write in a format. */
function valuesIn(format: number, { values, lostInTlv }: Type): readonly Json[] {
  const tlv = format === Format.tlv || format === Format.oldTlv;
  return tlv ? values.filter((value) => value !== lostInTlv) : values;
}

/** Every type of value through every operation and every format that Leshan has, with the test object 26241. */
export async function checkValues(session: Session): Promise<void> {
  await checkSingle(session);
  await checkWhole(session);
  await checkMultiple(session);
  await checkResourceInstances(session);
  await checkCreate(session);
  await checkComposite(session);
  await checkObserve(session);
}

/** Each value of each type into a resource and out of it again. */
async function checkSingle(session: Session): Promise<void> {
  for (const format of SCALARS) {
    await session.checks.run(`writes and reads every type of value, format ${format}`, async () => {
      const seen: string[] = [];
      for (const type of TYPES.filter((one) => holds(format, one))) {
        const path = `${INSTANCE}/${type.single}`;
        for (const value of valuesIn(format, type)) {
          await expectCode(session, "2.04", { do: "write", path, format, value });
          same(await read(session, path, format), path, value);
        }
        seen.push(`${type.name} ${valuesIn(format, type).length}`);
      }
      return seen.join(", ");
    });
  }
}

/** The n-th value of every single resource that can be written in a format, by number. */
function row(format: number, n: number): Record<string, Json> {
  return Object.fromEntries(
    TYPES.map((type) => {
      const values = valuesIn(format, type);
      return [`${type.single}`, values[n % values.length] as Json];
    }),
  );
}

/** An instance with all types in it, written in each format and read in each. */
async function checkWhole(session: Session): Promise<void> {
  for (const [n, format] of PACKS.entries()) {
    await session.checks.run(`replaces and updates an instance of every type, format ${format}`, async () => {
      for (const [turn, mode] of (["replace", "update"] as const).entries()) {
        const values = row(format, 2 * n + turn);
        await expectCode(session, "2.04", { do: "write", path: INSTANCE, format, mode, values });
        for (const other of PACKS) sameRow(await read(session, INSTANCE, other), INSTANCE, values);
      }
      const all = await read(session, TEST_OBJECT, format);
      sameRow(all, INSTANCE, row(format, 2 * n + 1));
      return `${all.length} values`;
    });
  }
}

/** Every value of a type that can be written in a format, by the number of its resource instance. */
function instancesOf(format: number, type: Type): Record<string, Json> {
  return Object.fromEntries(valuesIn(format, type).map((value, i) => [`${i * 300}`, value]));
}

async function checkMultiple(session: Session): Promise<void> {
  for (const format of PACKS) {
    await session.checks.run(`writes and reads multiple resources of every type, format ${format}`, async () => {
      for (const type of TYPES) {
        const path = `${INSTANCE}/${type.multiple}`;
        const value = instancesOf(format, type);
        await expectCode(session, "2.04", { do: "write", path, format, value });
        const values = await read(session, path, format);
        must(values.length === Object.keys(value).length, `${values.length} instances of ${path}`);
        sameRow(values, path, value);
      }
      const last = await read(session, INSTANCE, format);
      for (const type of TYPES) sameRow(last, `${INSTANCE}/${type.multiple}`, instancesOf(format, type));
      return `${last.length} values at once`;
    });
    await session.checks.run(`updates some instances of a multiple resource, format ${format}`, async () => {
      const path = `${INSTANCE}/11`;
      await expectCode(session, "2.04", { do: "write", path, format, value: { "1": 10, "2": 20 } });
      await expectCode(session, "2.04", { do: "write", path, format, mode: "update", value: { "2": 21, "7": 70 } });
      const values = await read(session, path, format);
      must(values.length === 3, `${values.length} instances`);
      sameRow(values, path, { "1": 10, "2": 21, "7": 70 });
      return "";
    });
  }
}

async function checkResourceInstances(session: Session): Promise<void> {
  for (const format of SCALARS) {
    await session.checks.run(
      `writes and reads resource instances of every type, format ${format} [int-228]`,
      async () => {
        for (const type of TYPES.filter((one) => holds(format, one))) {
          const whole = `${INSTANCE}/${type.multiple}`;
          const start = {
            do: "write",
            path: whole,
            format: Format.senmlCbor,
            value: instancesOf(Format.senmlCbor, type),
          };
          await expectCode(session, "2.04", start);
          for (const value of valuesIn(format, type)) {
            await expectCode(session, "2.04", { do: "write", path: `${whole}/300`, format, value });
            same(await read(session, `${whole}/300`, format), `${whole}/300`, value);
          }
          const others = await read(session, whole, Format.tlv);
          must(others.length === type.values.length, `${others.length} instances of ${whole}`);
        }
        return "";
      },
    );
  }
}

async function checkCreate(session: Session): Promise<void> {
  for (const [n, format] of PACKS.entries()) {
    await session.checks.run(`creates an instance of every type, format ${format}`, async () => {
      const instance = 100 + n;
      const path = `${TEST_OBJECT}/${instance}`;
      const command = { do: "create", path: TEST_OBJECT, format, instance, values: row(format, n) };
      await expectCode(session, "2.01", command);
      for (const other of PACKS) sameRow(await read(session, path, other), path, row(format, n));
      await expectCode(session, "2.02", { do: "delete", path });
      await expectCode(session, "4.04", { do: "read", path });
      return path;
    });
  }
}

async function checkComposite(session: Session): Promise<void> {
  for (const format of COMPOSITES) {
    for (const answer of COMPOSITES) {
      await session.checks.run(`writes and reads every type at once, format ${format}, answer ${answer}`, async () => {
        for (const n of [0, 1, 2, 3, 4, 5]) {
          const values = Object.fromEntries(
            Object.entries(row(format, n)).map(([id, value]) => [`${INSTANCE}/${id}`, value]),
          );
          await expectCode(session, "2.04", { do: "writeComposite", format, values });
          const command = { do: "readComposite", paths: Object.keys(values), format, answer };
          const came = await expectCode(session, "2.05", command);
          must(came.format === answer, `it came in format ${String(came.format)}`);
          for (const [path, value] of Object.entries(values)) same(came.values ?? [], path, value);
        }
        return "";
      });
    }
  }
}

/** Observes in each format at each level, and is told in that format. */
async function checkObserve(session: Session): Promise<void> {
  const LEVELS = [
    [`${INSTANCE}/11/300`, SCALARS.filter((format) => format !== Format.opaque)],
    [`${INSTANCE}/1`, SCALARS.filter((format) => format !== Format.opaque)],
    [`${INSTANCE}/11`, PACKS],
    [INSTANCE, PACKS],
    [TEST_OBJECT, PACKS],
  ] as const;
  // Small again, so that what is observed is in keeping with the device's memory.
  const values = row(Format.senmlCbor, 0);
  await ask(session, { do: "write", path: INSTANCE, format: Format.senmlCbor, mode: "replace", values });
  let value = 1;
  for (const [path, formats] of LEVELS) {
    await session.checks.run(`observes ${path} in formats ${formats.join(", ")}`, async () => {
      await expectCode(session, "2.04", {
        do: "write",
        path: `${INSTANCE}/11`,
        format: Format.tlv,
        value: { "300": 1 },
      });
      const changed = path.includes("/11") ? `${INSTANCE}/11/300` : `${INSTANCE}/1`;
      for (const format of formats) {
        value++;
        const answer = await expectCode(session, "2.05", { do: "observe", path, format });
        valueAt(answer.values ?? [], changed);
        const event = await notified(session, answer, { do: "write", path: changed, format: Format.text, value });
        must(event.format === format, `it came in format ${String(event.format)}, not ${format}`);
        same(event.values ?? [], changed, value);
        await expectCode(session, "2.05", { do: "cancel", path, observation: answer.observation ?? "" });
      }
      return "";
    });
  }
}

/** The first notification after a write. */
async function notified(
  session: Session,
  answer: Answer,
  write: Parameters<typeof expectCode>[2],
): Promise<JudgeEvent> {
  const { judge, patience } = session;
  const since = judge.events.length;
  await expectCode(session, "2.04", write);
  const mine = (one: JudgeEvent): boolean => one.event === "notification" && one.observation === answer.observation;
  const event = await judge.watch(mine, since, patience);
  must(event !== undefined, "no notification came");
  return event;
}

function same(values: readonly Value[], path: string, value: Json): void {
  const came = valueAt(values, path);
  must(came === value, `${path} is ${JSON.stringify(came)}, not ${JSON.stringify(value)}`);
}

function sameRow(values: readonly Value[], path: string, wanted: Readonly<Record<string, Json>>): void {
  for (const [id, value] of Object.entries(wanted)) same(values, `${path}/${id}`, value);
}
