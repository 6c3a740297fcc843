import { must } from "../check.js";
import { type Bench, expectCode, Format, PACE } from "./bench.js";
import type { Told } from "./peer.js";

/** Seconds between two reports of the device; it records four values of each sensor for each. */
export const REPORT = 20;

const READING = "/3300/1/5700";

/** Send (OMA LwM2M 1.2 clause 6.4.6). The device is registered, and reports by itself. */
export async function checkReporting({ peer, checks }: Bench): Promise<void> {
  const readings = (told: Told) => (told.entries ?? []).filter(([path]) => path === READING);
  await checks.run(
    "sends values over time in SenML CBOR, each with its time by a base time [int-306 int-311]",
    async () => {
      const since = peer.events.length;
      await peer.expect("send", since);
      const sent = await peer.expect("send", peer.events.length);
      must(sent.format === Format.senmlCbor, `format ${sent.format}`);
      const times = readings(sent).map(([, , time]) => time);
      must(times.length >= 4, `${times.length} values`);
      const known = times.filter((time) => time !== null);
      must(known.length >= 3, times.join(" "));
      const gaps = known.slice(1).map((time, i) => time - (known[i] as number));
      must(
        gaps.every((gap) => gap > REPORT / 4 - 2 && gap < REPORT / 4 + 5),
        gaps.join(" "),
      );
      return gaps.map((gap) => `${gap} s`).join(", ");
    },
  );
  for (const code of ["4.04", "5.03"]) {
    await checks.run(`keeps what a server refuses with ${code}, and sends it with the next`, async () => {
      await peer.tell({ do: "answer", to: "send", codes: [code] });
      const refused = await peer.expect("send", peer.events.length);
      const next = await peer.expect("send", peer.events.indexOf(refused) + 1);
      const times = readings(next).map(([, , time]) => time ?? Infinity);
      must(times.length >= readings(refused).length + 3, `${times.length} values`);
      must(
        times.every((time, i) => i === 0 || time > (times[i - 1] as number)),
        times.join(" "),
      );
      return `${times.length} values`;
    });
  }
  await checks.run("sends nothing while it is muted, and goes on afterwards (1/x/23) [int-307]", async () => {
    const mute = (text: string) =>
      expectCode(peer, "2.04", { method: "PUT", path: "/1/0/23", format: Format.text, text });
    await mute("1");
    const since = peer.events.length;
    const came = await peer.watch(({ event }) => event === "send", since, (2.5 * REPORT * 1000) / PACE);
    must(came === undefined, "it sent all the same");
    await mute("0");
    await peer.expect("send", since);
    return `${2.5 * REPORT} s of silence`;
  });
}
