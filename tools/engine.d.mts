/** Builds nblwm2m-xs if it is not up to date; see engine.mjs. */
export function buildEngine(options?: {
  log?: (line: string) => void;
  bits?: 32 | 64;
}): Promise<{ path: string; bits: 32 | 64 } | { skipped: string }>;
