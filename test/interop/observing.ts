import { must } from "./check.js";
import type { Answer, JudgeEvent } from "./judge.js";
import { expectCode, expectSilence, Format, type Session, valueAt } from "./session.js";

const READING = "/3300/0/5700";
const SWITCH = "/3201/0/5550";
const PMIN = 1;
const PMAX = 2;
const NOTIFICATIONS = 3;

function notificationOf(answer: Answer): (event: JudgeEvent) => boolean {
  return (event) => event.event === "notification" && event.observation === answer.observation;
}

/** Waits for a number of notifications and gives them in order. */
async function collect(session: Session, answer: Answer, since: number, count: number): Promise<JudgeEvent[]> {
  const { judge } = session;
  const found: JudgeEvent[] = [];
  let from = since;
  while (found.length < count) {
    const event = await judge.watch(notificationOf(answer), from, session.patience);
    must(event !== undefined, `${found.length} notifications came, not ${count}`);
    found.push(event);
    from = judge.events.indexOf(event) + 1;
  }
  return found;
}

function gaps(events: readonly JudgeEvent[]): number[] {
  return events.slice(1).map((event, i) => event.at - (events[i] as JudgeEvent).at);
}

/** Observe with pmin and pmax, and the cancel that the device is told of. */
async function checkPeriods(session: Session): Promise<void> {
  const { checks, judge } = session;
  let answer: Answer = {};
  const held = await checks.run(`notifies between pmin ${PMIN} and pmax ${PMAX} [int-301]`, async () => {
    const attributes = `pmin=${PMIN}&pmax=${PMAX}`;
    await expectCode(session, "2.04", { do: "writeAttributes", path: READING, attributes });
    const since = judge.events.length;
    answer = await expectCode(session, "2.05", { do: "observe", path: READING });
    const events = await collect(session, answer, since, NOTIFICATIONS);
    for (const event of events) valueAt(event.values ?? [], READING);
    const waits = gaps(events);
    const inTime = (wait: number): boolean => {
      return wait >= PMIN * 1000 - session.slack && wait <= PMAX * 1000 + session.slack;
    };
    must(waits.every(inTime), `gaps of ${waits.join(", ")} ms`);
    return `gaps of ${waits.join(", ")} ms`;
  });
  if (!held) return;
  await checks.run("stops when the observation is cancelled [int-303]", async () => {
    await expectCode(session, "2.05", { do: "cancel", path: READING, observation: answer.observation ?? "" });
    await expectSilence(
      session,
      (event) => event.event === "notification" || event.event === "reset",
      judge.events.length,
      PMAX * 1000 + session.slack,
    );
    return `silent for ${PMAX * 1000 + session.slack} ms`;
  });
}

/** A change that is told at once, and the cancel by Reset (RFC 7641 section 3.6). */
async function checkReset(session: Session): Promise<void> {
  const { checks, judge } = session;
  const flip = (value: boolean): Promise<Answer> => {
    return expectCode(session, "2.04", { do: "write", path: SWITCH, format: Format.text, value });
  };
  let answer: Answer = {};
  const held = await checks.run("notifies of a change of what is observed", async () => {
    await flip(false);
    const before = judge.events.length;
    answer = await expectCode(session, "2.05", { do: "observe", path: "/3201/0", format: Format.tlv });
    const since = judge.events.length;
    await flip(true);
    // The first notification of the client inside the module is what another would have answered the observe with.
    const events = await collect(session, answer, session.inner ? before : since, session.inner ? 2 : 1);
    must(valueAt(events.pop()?.values ?? [], SWITCH) === true, "the notification tells the old value");
    return "";
  });
  if (!held) return;
  await checks.run("drops an observation whose notification is answered with Reset [int-302]", async () => {
    await expectCode(session, "local", { do: "drop", path: "/3201/0", observation: answer.observation ?? "" });
    const since = judge.events.length;
    await flip(false);
    const reset = await judge.watch((event) => event.event === "reset", since, session.patience);
    must(reset !== undefined, "no notification to refuse came");
    await flip(true);
    await expectSilence(session, (event) => event.event === "reset", judge.events.indexOf(reset) + 1, 1000);
    return "";
  });
}

/** Everything about observations. */
export async function checkObservations(session: Session): Promise<void> {
  await checkPeriods(session);
  await checkReset(session);
}
