import type { RunningDevice } from "../device.js";
import { type Bench, leave, type StartOptions } from "./bench.js";
import { checkReporting, REPORT } from "./reporting.js";
import { checkSleeping } from "./sleeping.js";
import { checkDiscovering } from "./discovering.js";
import { checkFollowing } from "./following.js";
import { checkFormats } from "./formats.js";
import { checkMalformed } from "./malformed.js";
import { checkManaging } from "./managing.js";
import { checkObserving } from "./observing.js";

/** Management and reporting of devices that are registered with the first server all the time. */
export async function checkServing(bench: Bench): Promise<void> {
  await served(bench, {}, [checkDiscovering, checkFormats, checkManaging, checkObserving, checkFollowing]);
  await served(bench, { hostile: true }, [checkMalformed]);
  await served(bench, { settings: { report: `${REPORT}` } }, [checkReporting]);
  await served(bench, { settings: { queue: "yes", lifetime: "86400" } }, [checkSleeping]);
}

/** What is checked of a device that is registered. */
export type DeviceCheck = (bench: Bench, device: RunningDevice) => Promise<void>;

/** Brings checks to a device that knows the first server from its settings, and stops it. */
export async function served(bench: Bench, options: StartOptions, all: readonly DeviceCheck[]): Promise<void> {
  const { peer, checks, start } = bench;
  const since = peer.events.length;
  let device: RunningDevice | undefined;
  await checks.run("registers with a server that it knows, without a bootstrap", async () => {
    device = await start({ through: "server", ...options });
    await peer.expect("register", since);
    // What it answers comes after it took the registration in.
    await peer.ask({ method: "GET", path: "/1/0/0" });
    return "";
  });
  if (device !== undefined) for (const check of all) await check(bench, device);
  await leave(bench, device);
}
