import { must } from "../check.js";
import { type Bench, expectCode, Format, PACE, seconds } from "./bench.js";

/** Seconds that a device in queue mode listens after its last message (MAX_TRANSMIT_WAIT, RFC 7252 section 4.8.2). */
const WINDOW = 93;

/** Queue mode as the server sees it (OMA LwM2M 1.2 clause 6.5). The device is registered in queue mode. */
export async function checkSleeping({ peer, checks }: Bench): Promise<void> {
  await checks.run("notifies while it sleeps, upon which it can be asked again [int-109]", async () => {
    const path = "/3300/1/5700";
    const since = peer.events.length;
    const query = [`pmin=${WINDOW + 20}`, `pmax=${WINDOW + 60}`];
    const answer = await expectCode(peer, "2.05", { method: "GET", path, query, accept: Format.senmlCbor, observe: 0 });
    const notified = await peer.expect("notify", since);
    must(seconds(answer, notified) >= WINDOW + 19, `after ${seconds(answer, notified)} s`);
    must(
      peer.events.slice(since).every(({ event }) => event === "notify"),
      "it said more",
    );
    await expectCode(peer, "2.05", { method: "GET", path: "/1/0/0" });
    await expectCode(peer, "2.05", { method: "GET", path, observe: 1 });
    return `${seconds(answer, notified).toFixed(0)} s of silence, at ${PACE} times real time`;
  });
}
