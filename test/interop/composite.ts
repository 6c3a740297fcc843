import { must } from "./check.js";
import type { Answer, JudgeEvent, Value } from "./judge.js";
import { ask, expectCode, expectSilence, Format, type Session, valueAt } from "./session.js";

const READING = "/3300/0/5700";
const SWITCH = "/3201/0/5550";
const LABEL = "/3201/0/5750";
const LIFETIME = "/1/0/1";

/** The formats that LwM2M 1.1 has for several places at once. */
const FORMATS = [Format.senmlJson, Format.senmlCbor] as const;

/** Composite read, write and observe (OMA LwM2M 1.1 clauses 6.3.8, 6.3.9 and 6.4.4), as far as Leshan asks for them. */
export async function checkComposites(session: Session): Promise<void> {
  await checkReads(session);
  await checkWrites(session);
  await checkObservation(session);
}

async function checkReads(session: Session): Promise<void> {
  const { checks } = session;
  const readAll = async (paths: readonly string[], format: number): Promise<readonly Value[]> => {
    const answer = await expectCode(session, "2.05", { do: "readComposite", paths, format });
    must(answer.format === format, `it came in format ${String(answer.format)}, not ${format}`);
    return answer.values ?? [];
  };
  for (const format of FORMATS) {
    await checks.run(`reads resources of several objects at once, format ${format} [int-229 int-280]`, async () => {
      const values = await readAll([READING, SWITCH, LIFETIME], format);
      must(values.length === 3, `${values.length} values`);
      must(typeof valueAt(values, READING) === "number", "the reading is no number");
      must(typeof valueAt(values, SWITCH) === "boolean", "the switch is no boolean");
      must(valueAt(values, LIFETIME) === session.lifetime, "the lifetime is another one");
      return values.map((value) => value.path).join(" ");
    });
  }
  await checks.run("reads an object, an instance and a resource instance at once", async () => {
    const values = await readAll(["/3300", "/3201/0", "/3/0/11/0"], Format.senmlCbor);
    for (const path of [READING, SWITCH, "/3/0/11/0"]) valueAt(values, path);
    return values.map((value) => value.path).join(" ");
  });
  await checks.run("leaves out what is not there, and what cannot be read [int-236 int-281]", async () => {
    const values = await readAll([READING, "/3300/0/5999", "/9/0/0", "/3/0/4"], Format.senmlJson);
    must(values.length === 1, values.map((value) => value.path).join(" "));
    valueAt(values, READING);
    return "";
  });
  for (const format of FORMATS) {
    await checks.run(`reads everything under the root, format ${format} [int-235]`, async () => {
      const values = await readAll(["/"], format);
      for (const path of [READING, SWITCH, LIFETIME, "/3/0/11/0", "/26241/0/0"]) valueAt(values, path);
      must(!values.some(({ path }) => path.startsWith("/0/")), "the Security object is in the answer");
      return `${values.length} values`;
    });
  }
  await checks.run("refuses a composite read of the Security object alone", async () => {
    const command = { do: "readComposite", paths: ["/0/0/0"], format: Format.senmlJson };
    const { code } = await ask(session, command);
    must(code === "4.01", String(code));
    return "4.01";
  });
}

async function checkWrites(session: Session): Promise<void> {
  const { checks } = session;
  const current = async (): Promise<readonly Value[]> => {
    const command = { do: "readComposite", paths: [SWITCH, LABEL, "/3/0/14"], format: Format.senmlJson };
    return (await expectCode(session, "2.05", command)).values ?? [];
  };
  for (const format of FORMATS) {
    await checks.run(`writes to several objects at once, format ${format} [int-230]`, async () => {
      const values = { [SWITCH]: format === Format.senmlCbor, [LABEL]: `lamp ${format}`, "/3/0/14": "+02:00" };
      await expectCode(session, "2.04", { do: "writeComposite", format, values });
      const now = await current();
      for (const [path, value] of Object.entries(values)) must(valueAt(now, path) === value, `${path} is another`);
      return Object.keys(values).join(" ");
    });
  }
  await checks.run("writes the time together with a time zone [int-257]", async () => {
    const time = 1_700_000_000;
    const values = { "/3/0/13": time, "/3/0/15": "Asia/Shanghai" };
    await expectCode(session, "2.04", { do: "writeComposite", format: Format.senmlCbor, values });
    const command = { do: "readComposite", paths: ["/3/0/13", "/3/0/15"], format: Format.senmlCbor };
    const now = (await expectCode(session, "2.05", command)).values ?? [];
    const told = Number(valueAt(now, "/3/0/13"));
    must(told >= time && told < time + 10, `the time is ${told}`);
    must(valueAt(now, "/3/0/15") === "Asia/Shanghai", "the time zone is another one");
    return String(told);
  });
  await checks.run("writes nothing if one of the values cannot be written", async () => {
    const before = await current();
    const values = { [LABEL]: "never", [READING]: 1 };
    await expectCode(session, "4.05", { do: "writeComposite", format: Format.senmlJson, values });
    must(JSON.stringify(await current()) === JSON.stringify(before), "something has changed");
    return "4.05";
  });
}

async function checkObservation(session: Session): Promise<void> {
  const { checks, judge } = session;
  const paths = [SWITCH, LABEL];
  let answer: Answer = {};
  const mine = (event: JudgeEvent): boolean =>
    event.event === "notification" && event.observation === answer.observation;
  const flip = (value: boolean) => expectCode(session, "2.04", { do: "write", path: SWITCH, format: 0, value });
  const held = await checks.run("observes several places, and tells all after a change of one [int-304]", async () => {
    await flip(false);
    answer = await expectCode(session, "2.05", { do: "observeComposite", paths, format: Format.senmlCbor });
    const since = judge.events.length;
    await flip(true);
    const event = await judge.watch(mine, since, session.patience);
    must(event !== undefined, "no notification came");
    const values = event.values ?? [];
    must(valueAt(values, SWITCH) === true, "it tells the old value");
    valueAt(values, LABEL);
    return values.map((value) => `${value.path}=${String(value.value)}`).join(" ");
  });
  if (!held) return;
  await checks.run("stops when the composite observation is cancelled [int-305]", async () => {
    await expectCode(session, "2.05", { do: "cancelComposite", observation: answer.observation ?? "" });
    const since = judge.events.length;
    await flip(false);
    await expectSilence(session, (event) => event.event === "notification" || event.event === "reset", since, 1500);
    return "";
  });
}
