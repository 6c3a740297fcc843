import type { ServerTerms } from "./accounts.js";

/** How far the first registration with a server has come. */
export type Progress = "idle" | "trying" | "registered" | "failed";

/** A server in the order of registrations. */
export interface Ordered {
  readonly terms: ServerTerms | undefined;
  readonly progress: Progress;
}

/**
 * The servers that may register now, by their places in the list (OMA LwM2M 1.1 clause 6.2.1.1): those without a
 * priority do not wait for anybody; of the others one at a time, by rising priority, each once the one before it is
 * registered, or has failed without blocking the rest.
 */
export function mayRegister(servers: readonly Ordered[]): number[] {
  const now: number[] = [];
  for (let i = 0; i < servers.length; i++) {
    const { terms, progress } = servers[i] as Ordered;
    if (terms?.priority === undefined && progress === "idle") now.push(i);
  }
  const next = nextInOrder(servers);
  if (next !== undefined) now.push(next);
  return now;
}

function nextInOrder(servers: readonly Ordered[]): number | undefined {
  let found: number | undefined;
  let lowest = Infinity;
  for (let i = 0; i < servers.length; i++) {
    const { terms, progress } = servers[i] as Ordered;
    if (terms?.priority === undefined) continue;
    // Whoever is still at it holds up those after it, and so does one that failed and blocks.
    const holds = progress === "idle" || progress === "trying" || (progress === "failed" && terms.blocks);
    if (!holds || terms.priority >= lowest) continue;
    lowest = terms.priority;
    found = progress === "idle" ? i : undefined;
  }
  return found;
}
