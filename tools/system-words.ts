/** What the system says by a code, in words for the person at the command line. */
const WORDS: Readonly<Record<string, string>> = {
  EACCES: "not allowed",
  EADDRINUSE: "in use",
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the other end has closed",
  EHOSTUNREACH: "no way there",
  EISDIR: "it is a folder",
  ENETUNREACH: "no way there",
  ENOENT: "there is no such file or folder",
  ENOSPC: "no room left",
  ENOTDIR: "there is no such file or folder",
  ENOTFOUND: "there is no such host",
  EPERM: "not allowed",
  EROFS: "it can only be read",
  ETIMEDOUT: "no answer",
};

/**
 * Why something that the system was asked for failed: "there is no such file or folder". The file or the address is for
 * the caller to name, once. What has no words here is said as the system says it.
 */
export function systemWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return WORDS[(error as NodeJS.ErrnoException).code ?? ""] ?? error.message;
}
