import { must } from "./check.js";
import type { Answer, JudgeEvent } from "./judge.js";
import { ask, expectCode, Format, type Session, valueAt } from "./session.js";

const FLOAT = "/26241/0/3";
const INTEGERS = "/26241/0/11";

/** Values written one after the other, and those that are told of: what stays untold must not come in between. */
interface Course {
  readonly title: string;
  readonly path: string;
  readonly attributes: string;
  readonly writes: readonly number[];
  readonly told: readonly number[];
}

/** Each ends with a value that is told, so that silence before it has been seen. Observing begins at 0. */
const COURSES: readonly Course[] = [
  {
    title: "tells only of values that cross gt, either way [attributes-3]",
    path: FLOAT,
    attributes: "gt=20.5",
    writes: [10, 20.5, 20.6, 30, 25, 20.5, 3, 21],
    told: [20.6, 20.5, 21],
  },
  {
    title: "tells only of values that cross lt, either way [attributes-4]",
    path: FLOAT,
    attributes: "lt=-5",
    writes: [-1, -5, -5.5, -100, -6, 0, 7, -7],
    told: [-5.5, 0, -7],
  },
  {
    title: "tells only of steps of st from what was told last [attributes-2]",
    path: FLOAT,
    attributes: "st=10",
    writes: [9, -9.5, 10, 19, 1, 0, -10],
    told: [10, 0, -10],
  },
  {
    title: "tells of values that cross gt or lt, or make a step",
    path: FLOAT,
    attributes: "gt=100&lt=10&st=40",
    writes: [5, 8, 12, 45, 52, 91, 101, 140, 99, 60, 9],
    told: [12, 52, 101, 99, 9],
  },
  {
    title: "holds a resource instance to its own thresholds [int-261]",
    path: `${INTEGERS}/7`,
    attributes: "gt=5&st=100",
    writes: [1, 5, 6, 9, 2, 99, 4, 200],
    told: [6, 2, 99, 4, 200],
  },
];

/** Attributes as notifications show them, or their absence (OMA LwM2M 1.1 clause 7.3.2). */
export async function checkThresholds(session: Session): Promise<void> {
  await checkRefused(session);
  for (const course of COURSES) await checkCourse(session, course);
  await checkResourceInstance(session);
  await checkPmin(session);
  await checkInherited(session);
}

async function attach(session: Session, path: string, attributes: string): Promise<void> {
  await expectCode(session, "2.04", { do: "writeAttributes", path, attributes });
}

function write(session: Session, path: string, value: number): Promise<Answer> {
  return expectCode(session, "2.04", { do: "write", path, format: Format.text, value });
}

/** Takes notifications of an observation one after the other. */
function listener(session: Session, observation: string | undefined): () => Promise<JudgeEvent> {
  const { judge } = session;
  let from = judge.events.length;
  return async () => {
    const mine = (event: JudgeEvent): boolean => event.event === "notification" && event.observation === observation;
    const event = await judge.watch(mine, from, session.patience);
    must(event !== undefined, "no notification came");
    from = judge.events.indexOf(event) + 1;
    return event;
  };
}

async function checkRefused(session: Session): Promise<void> {
  await session.checks.run("refuses gt, lt and st where values have no order [attributes-1]", async () => {
    const seen: string[] = [];
    for (const path of ["/26241/0/0", "/26241/0/4", "/26241/0/5", "/26241/0/7", "/26241/0/8"]) {
      for (const attributes of ["gt=1", "lt=1", "st=1"]) {
        const { code, failure } = await ask(session, { do: "writeAttributes", path, attributes });
        must(code === "4.00", `${path} ${attributes}: ${String(code ?? failure)}`);
      }
      const { links = [] } = await expectCode(session, "2.05", { do: "discover", path });
      must(Object.keys(links[0]?.attributes ?? {}).length === 0, JSON.stringify(links));
      seen.push(path);
    }
    return seen.join(" ");
  });
  await session.checks.run("refuses attributes that contradict each other", async () => {
    // The one contradiction that Leshan does not find itself: it sends neither a pmax below pmin, nor a gt too near to lt.
    await expectCode(session, "4.00", { do: "writeAttributes", path: FLOAT, attributes: "epmin=3&epmax=3" });
    return "4.00";
  });
}

async function checkCourse(session: Session, course: Course): Promise<void> {
  const { path, attributes, writes, told } = course;
  await session.checks.run(course.title, async () => {
    if (path === FLOAT) await write(session, path, 0);
    else await expectCode(session, "2.04", { do: "write", path: INTEGERS, format: Format.tlv, value: { "7": 0 } });
    await attach(session, path, attributes);
    const { observation } = await expectCode(session, "2.05", { do: "observe", path });
    const next = listener(session, observation);
    const seen: unknown[] = [];
    for (const value of writes) {
      await write(session, path, value);
      if (value === told[seen.length]) seen.push(valueAt((await next()).values ?? [], path));
    }
    must(JSON.stringify(seen) === JSON.stringify(told), `told ${JSON.stringify(seen)}`);
    await expectCode(session, "2.05", { do: "cancel", path, observation: observation ?? "" });
    await attach(session, path, attributes.replaceAll(/=[^&]*/g, ""));
    return `${writes.length} values written, ${told.join(", ")} told`;
  });
}

async function checkResourceInstance(session: Session): Promise<void> {
  await session.checks.run("shows the attributes of a multiple resource and of its instances [int-261]", async () => {
    await expectCode(session, "2.04", { do: "write", path: INTEGERS, format: Format.tlv, value: { "0": 1, "9": 2 } });
    await attach(session, INTEGERS, "pmin=1&pmax=60&gt=50");
    await attach(session, `${INTEGERS}/9`, "pmax=30&lt=10&st=3");
    const { links = [] } = await expectCode(session, "2.05", { do: "discover", path: INTEGERS });
    const shown = links.map(({ path, attributes }) => {
      const all = Object.entries(attributes).map(([name, value]) => `;${name}=${Number(value)}`);
      return path + all.sort().join("");
    });
    const wanted = [`${INTEGERS};dim=2;gt=50;pmax=60;pmin=1`, `${INTEGERS}/0`, `${INTEGERS}/9;lt=10;pmax=30;st=3`];
    must(shown.join() === wanted.join(), shown.join());
    await attach(session, `${INTEGERS}/9`, "pmax&lt&st");
    await attach(session, INTEGERS, "pmin&pmax&gt");
    const { links: after = [] } = await expectCode(session, "2.05", { do: "discover", path: INTEGERS });
    must(Object.keys(after[2]?.attributes ?? {}).length === 0, JSON.stringify(after[2]));
    return shown.join();
  });
}

async function checkPmin(session: Session): Promise<void> {
  await session.checks.run("holds a change back for pmin, and tells the last value then [int-301]", async () => {
    await attach(session, FLOAT, "pmin=2");
    await write(session, FLOAT, 0);
    const { observation } = await expectCode(session, "2.05", { do: "observe", path: FLOAT });
    const next = listener(session, observation);
    await write(session, FLOAT, 1);
    const first = await next();
    for (const value of [2, 3, 4]) await write(session, FLOAT, value);
    const second = await next();
    const wait = second.at - first.at;
    must(wait >= 2000 - session.slack, `after ${wait} ms`);
    must(valueAt(second.values ?? [], FLOAT) === 4, "not the last value");
    await expectCode(session, "2.05", { do: "cancel", path: FLOAT, observation: observation ?? "" });
    await attach(session, FLOAT, "pmin");
    return `after ${wait} ms`;
  });
}

async function checkInherited(session: Session): Promise<void> {
  await session.checks.run("inherits pmax from the object, and gives way to a nearer one [int-301]", async () => {
    await attach(session, "/26241", "pmax=30");
    await attach(session, "/26241/0", "pmax=1");
    const { observation } = await expectCode(session, "2.05", { do: "observe", path: FLOAT });
    const next = listener(session, observation);
    const first = await next();
    const second = await next();
    const wait = second.at - first.at;
    must(Math.abs(wait - 1000) <= session.slack, `after ${wait} ms`);
    await expectCode(session, "2.05", { do: "cancel", path: FLOAT, observation: observation ?? "" });
    await attach(session, "/26241/0", "pmax");
    await attach(session, "/26241", "pmax");
    return `after ${wait} ms`;
  });
}
