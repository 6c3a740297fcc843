import { formatPath } from "../lwm2m/path.js";
import type { Downlink } from "./downlink.js";
import { DownlinkFailure } from "./failure.js";
import type { Session } from "./session.js";

/** OneNET's last step, which the device may take as "ready". */
const device = { object: 3, instance: 0 };

/**
 * What OneNET does by itself after a registration: discovers every object, observes every instance, reads /3/0. A
 * refusal of one step (objects 3, 4 and 5 are not observable in many modules) does not end it, silence does: it is
 * then taken up again after the next update, where it stopped.
 */
export async function subscribe(
  downlink: Downlink,
  session: Session,
  timeout: number,
  log: (line: string) => void,
): Promise<void> {
  if (session.subscription === "running") return;
  session.subscription = "running";
  try {
    for (const step of steps(downlink, session, timeout)) await tolerant(step, log);
    session.subscription = "done";
  } catch (error) {
    session.subscription = "none";
    if (!(error instanceof DownlinkFailure)) throw error;
    if (error.reason !== "offline") log(`automatic subscription stopped: ${error.message}`);
  }
}

interface Step {
  readonly name: string;
  readonly run: () => Promise<unknown>;
}

function steps(downlink: Downlink, session: Session, timeout: number): Step[] {
  const { objects } = session.record;
  const discover = objects
    .filter((entry) => entry.instances.length === 0 || entry.instances.some(({ resources }) => resources === undefined))
    .map(({ object }) => ({ name: `discover /${object}`, run: () => downlink.learn(session, object, timeout) }));
  const observe = objects
    .flatMap(({ object, instances }) => instances.map(({ instance }) => ({ object, instance })))
    .filter((path) => !session.observations.has(formatPath(path)))
    .map((path) => ({
      name: `observe ${formatPath(path)}`,
      run: () => downlink.observations.observe(session, { kind: "path", path }, timeout),
    }));
  const read = { name: "read /3/0", run: () => downlink.read(session, { kind: "path", path: device }, timeout) };
  return [...discover, ...observe, read];
}

async function tolerant(step: Step, log: (line: string) => void): Promise<void> {
  try {
    await step.run();
  } catch (error) {
    if (!(error instanceof DownlinkFailure) || !["refused", "malformed", "reset"].includes(error.reason)) throw error;
    log(`${step.name}: ${error.message}${error.code === undefined ? "" : ` (${error.code})`}`);
  }
}
