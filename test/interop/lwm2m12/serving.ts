import type { RunningDevice } from "../device.js";
import { type Bench, leave } from "./bench.js";
import { checkDiscovering } from "./discovering.js";
import { checkFormats } from "./formats.js";

/** Management of one device, which is registered with the first server all the time. */
export async function checkServing(bench: Bench): Promise<void> {
  const { peer, checks, start } = bench;
  const since = peer.events.length;
  let device: RunningDevice | undefined;
  const registered = await checks.run("registers with a server that it knows, without a bootstrap", async () => {
    device = await start({ through: "server" });
    await peer.expect("register", since);
    // What it answers comes after it took the registration in.
    await peer.ask({ method: "GET", path: "/1/0/0" });
    return "";
  });
  if (registered) {
    for (const check of [checkDiscovering, checkFormats]) await check(bench);
  }
  await leave(bench, device);
}
