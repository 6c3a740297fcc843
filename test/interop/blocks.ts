import { must } from "./check.js";
import type { JudgeEvent, Value } from "./judge.js";
import { ask, expectCode, Format, read, type Session, valueAt } from "./session.js";

const INSTANCE = "/26241/0";
const OPAQUE = "/26241/0/5";
const TEXTS = "/26241/0/10";

/** What the device's settings have it report: more than one datagram holds. */
export const REPORTED = TEXTS;

const IMAGE_BYTES = 5000;
/** More than the device takes. */
const TOO_MANY_BYTES = 8000;
/** The block at which the judge falls silent. */
const CUT = 4;

/** Texts that take about 4 KB in any format. */
const COUNT = 35;
const LEAST_BYTES = 3600;

/** Bytes in hex that differ from block to block, and from salt to salt. */
function bytes(count: number, salt: number): string {
  return Buffer.from(Array.from({ length: count }, (_, i) => (i * 7 + (i >> 8) + salt) & 0xff)).toString("hex");
}

function texts(salt: string): Record<string, string> {
  return Object.fromEntries(Array.from({ length: COUNT }, (_, i) => [`${i}`, `${salt} ${i} `.padEnd(100, "room ")]));
}

/** Block-wise transfers (RFC 7959) in every operation that has a payload; datagrams have 512 bytes at the most. */
export async function checkBlocks(session: Session): Promise<void> {
  await checkPush(session);
  await checkPushBrokenOff(session);
  await checkPushTooLong(session);
  await checkTexts(session);
  await checkNotified(session);
  await checkComposite(session);
  await checkCreate(session);
  await checkReport(session);
}

async function checkPush(session: Session): Promise<void> {
  const { opaque, cbor, tlv, json, senmlJson, senmlCbor } = Format;
  for (const [salt, format] of [opaque, cbor, tlv, json, senmlJson, senmlCbor].entries()) {
    await session.checks.run(
      `takes and gives 5,000 bytes of opaque in blocks, format ${format} [blockwise-1]`,
      async () => {
        const value = bytes(IMAGE_BYTES, salt);
        await expectCode(session, "2.04", { do: "write", path: OPAQUE, format, value });
        must(valueAt(await read(session, OPAQUE, format), OPAQUE) === value, "other bytes come back");
        return "";
      },
    );
  }
}

async function checkPushBrokenOff(session: Session): Promise<void> {
  const { checks, judge } = session;
  await checks.run("takes 5,000 bytes after a first try that broke off [blockwise-2]", async () => {
    const before = bytes(IMAGE_BYTES, 50);
    const push = { do: "write", path: OPAQUE, format: Format.opaque };
    await expectCode(session, "2.04", { ...push, value: before });
    await judge.command({ do: "cut", block: CUT });
    const { code } = await ask(session, { ...push, value: bytes(IMAGE_BYTES, 51), timeout: 2000 });
    await judge.command({ do: "cut", block: -1 });
    must(code === undefined, `an answer came: ${String(code)}`);
    must(valueAt(await read(session, OPAQUE, Format.opaque), OPAQUE) === before, "part of it was taken");
    const value = bytes(IMAGE_BYTES, 52);
    await expectCode(session, "2.04", { ...push, value });
    must(valueAt(await read(session, OPAQUE, Format.opaque), OPAQUE) === value, "other bytes come back");
    return `cut at block ${CUT}`;
  });
}

async function checkPushTooLong(session: Session): Promise<void> {
  await session.checks.run("refuses more bytes than it takes, and keeps what it has", async () => {
    const before = valueAt(await read(session, OPAQUE, Format.opaque), OPAQUE);
    const value = bytes(TOO_MANY_BYTES, 60);
    await expectCode(session, "4.13", { do: "write", path: OPAQUE, format: Format.opaque, value });
    must(valueAt(await read(session, OPAQUE, Format.opaque), OPAQUE) === before, "part of it was taken");
    // Leaves room for what follows.
    await expectCode(session, "2.04", { do: "write", path: OPAQUE, format: Format.opaque, value: "00" });
    return "4.13";
  });
}

async function checkTexts(session: Session): Promise<void> {
  const { tlv, json, senmlJson, senmlCbor } = Format;
  for (const format of [tlv, json, senmlJson, senmlCbor]) {
    await session.checks.run(`takes and gives 4 KB of texts in blocks, format ${format} [blockwise-3]`, async () => {
      const value = texts(`in ${format}`);
      await expectCode(session, "2.04", { do: "write", path: TEXTS, format, value });
      const answer = await expectCode(session, "2.05", { do: "read", path: TEXTS, format });
      must(answer.format === format && (answer.size ?? 0) > LEAST_BYTES, `${String(answer.size)} bytes`);
      sameTexts(answer.values, value);
      return `${answer.size ?? 0} bytes`;
    });
  }
}

async function checkNotified(session: Session): Promise<void> {
  const { checks, judge } = session;
  for (const format of [Format.tlv, Format.senmlCbor]) {
    await checks.run(`tells of a change in 4 KB in blocks, format ${format}`, async () => {
      await expectCode(session, "2.04", { do: "write", path: TEXTS, format, value: texts("before") });
      const { observation = "", values } = await expectCode(session, "2.05", { do: "observe", path: TEXTS, format });
      sameTexts(values, texts("before"));
      const since = judge.events.length;
      await expectCode(session, "2.04", { do: "write", path: TEXTS, format, value: texts("after") });
      const mine = (one: JudgeEvent): boolean => one.event === "notification" && one.observation === observation;
      const event = await judge.watch(mine, since, session.patience);
      sameTexts(event?.values, texts("after"));
      await expectCode(session, "2.05", { do: "cancel", path: TEXTS, observation });
      return `${event?.size ?? 0} bytes`;
    });
  }
}

async function checkComposite(session: Session): Promise<void> {
  for (const format of [Format.senmlJson, Format.senmlCbor]) {
    await session.checks.run(`writes and reads several places in blocks, format ${format}`, async () => {
      const wanted = texts(`several ${format}`);
      const places = Object.fromEntries(Object.entries(wanted).map(([id, value]) => [`${TEXTS}/${id}`, value]));
      await expectCode(session, "2.04", {
        do: "writeComposite",
        format,
        values: { ...places, [`${INSTANCE}/3`]: 2.5 },
      });
      const command = { do: "readComposite", paths: [TEXTS, `${INSTANCE}/3`], format };
      const answer = await expectCode(session, "2.05", command);
      must((answer.size ?? 0) > LEAST_BYTES, `${String(answer.size)} bytes`);
      must(valueAt(answer.values ?? [], `${INSTANCE}/3`) === 2.5, "another number");
      sameTexts((answer.values ?? []).slice(0, -1), wanted);
      return `${answer.size ?? 0} bytes`;
    });
  }
}

async function checkCreate(session: Session): Promise<void> {
  for (const format of [Format.tlv, Format.senmlCbor]) {
    await session.checks.run(`creates an instance of 2 KB in blocks, format ${format}`, async () => {
      const value = bytes(2000, format);
      const command = { do: "create", path: "/26241", format, instance: 9, values: { "0": "long", "5": value } };
      await expectCode(session, "2.01", command);
      must(valueAt(await read(session, "/26241/9", format), "/26241/9/5") === value, "other bytes come back");
      await expectCode(session, "2.02", { do: "delete", path: "/26241/9" });
      return "";
    });
  }
}

async function checkReport(session: Session): Promise<void> {
  const { checks, judge } = session;
  await checks.run("sends a report of 4 KB in blocks [blockwise-4]", async () => {
    const value = texts("reported");
    const since = judge.events.length;
    await expectCode(session, "2.04", { do: "write", path: TEXTS, format: Format.senmlCbor, value });
    // A report of what was there before may still be on its way.
    const mine = ({ event, values = [] }: JudgeEvent): boolean =>
      event === "sent" && values.some((one) => one.path === `${TEXTS}/0` && one.value === value["0"]);
    const event = await judge.watch(mine, since, session.patience);
    must(event?.format === Format.senmlCbor, `format ${String(event?.format)}`);
    sameTexts(event.values, value);
    return `${(event.values ?? []).length} values`;
  });
}

/** Holds values to the texts by number, all of them and nothing else. */
function sameTexts(values: readonly Value[] | undefined, wanted: Readonly<Record<string, string>>): void {
  must(values?.length === COUNT, `${String(values?.length)} values`);
  for (const [id, text] of Object.entries(wanted)) {
    must(valueAt(values, `${TEXTS}/${id}`) === text, `another text at ${TEXTS}/${id}`);
  }
}
