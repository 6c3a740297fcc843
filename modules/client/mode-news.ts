import type { LogLevel } from "../base/log.js";
import type { Tree } from "../lwm2m/tree.js";
import type { ModeOutput } from "../mode/mode.js";

/** A line for people. */
export interface News {
  readonly level: LogLevel;
  readonly text: string;
}

/** Resource of the Server object (OMA LwM2M 1.0 appendix E.2). */
const SHORT_SERVER_ID = 0;

/** What the log says of an output of the mode; `undefined` for those that are no news. */
export function newsOfMode(output: ModeOutput, tree: Tree): News | undefined {
  switch (output.kind) {
    case "bootstrapped":
      return { level: "info", text: "bootstrap done" };
    case "registered":
      return { level: "info", text: `registered${whose(output.server, tree)}` };
    case "updated":
      return { level: "info", text: `registration updated${whose(output.server, tree)}` };
    case "awake":
      return { level: "info", text: "servers may ask" };
    case "asleep":
      return { level: "info", text: "nothing to say: servers have to wait" };
    case "unregistered": {
      const { server, cause, retry } = output;
      const next =
        retry === Infinity ? "no other try, by the server's terms" : `next try in ${Math.ceil(retry / 1000)} s`;
      return { level: "warning", text: `not registered${whose(server, tree)}: ${cause}; ${next}` };
    }
    case "stopped":
      return { level: "info", text: output.deregistered ? "deregistered" : "stopped without a deregistration" };
    default:
      return undefined;
  }
}

/** Which server is meant, by its short server id, where there are several. */
function whose(server: number | undefined, tree: Tree): string {
  return server !== undefined && tree.accounts(SHORT_SERVER_ID).length > 1 ? ` with server ${server}` : "";
}
