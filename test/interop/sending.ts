import { must } from "./check.js";
import type { JudgeEvent } from "./judge.js";
import { expectCode, expectEvent, expectSilence, Format, type Session } from "./session.js";

const READING = "/3300/0/5700";
const MUTE = "/1/0/23";

/** Send with values over time, and its mute (OMA LwM2M 1.1 clause 6.4.6). The device sends a report every few seconds. */
export async function checkSending(session: Session): Promise<void> {
  const { checks, judge } = session;
  await checks.run("sends a report with values over time, unasked [int-306 int-311]", async () => {
    const event = await expectEvent(session, "sent", judge.events.length);
    must(event.format === Format.senmlCbor, `format ${String(event.format)}`);
    const readings = (event.values ?? []).filter((value) => value.path === READING);
    const times = readings.flatMap((value) => (value.time === undefined ? [] : [value.time]));
    must(readings.length >= 2 && times.length >= 1, JSON.stringify(event.values));
    const now = Date.now() / 1000;
    must(
      times.every((time) => time > now - 60 && time <= now + 1),
      `times ${times.join(", ")} at ${now}`,
    );
    return `${readings.length} readings, the oldest ${(now - Math.min(...times)).toFixed(1)} s old`;
  });
  const sent = (event: JudgeEvent): boolean => event.event === "sent";
  const mute = (value: boolean) => {
    return expectCode(session, "2.04", { do: "write", path: MUTE, format: Format.text, value });
  };
  await checks.run("sends nothing while it is muted, and goes on afterwards [int-307]", async () => {
    await mute(true);
    // What was on its way when the mute came may still arrive.
    await new Promise((resolve) => setTimeout(resolve, session.slack));
    await expectSilence(session, sent, judge.events.length, 2500);
    const since = judge.events.length;
    await mute(false);
    await expectEvent(session, "sent", since);
    return "silent for 2500 ms";
  });
}
