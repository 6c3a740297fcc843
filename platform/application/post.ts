/** An application has to answer within this time (OneNET). Milliseconds. */
export const answerTimeout = 5_000;

/** Posts JSON to an application. @returns undefined if it was taken with status 200, else why not */
export async function post(url: string, body: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeout)]),
    });
    await response.body?.cancel();
    return response.status === 200 ? undefined : `answered with HTTP status ${response.status}`;
  } catch (error) {
    return whyNot(error);
  }
}

/** Fetches a text, of which the first so many characters count. @returns the text or why there is none */
export async function fetchText(
  url: string,
  most: number,
): Promise<{ readonly text: string } | { readonly why: string }> {
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(answerTimeout) });
    if (response.status !== 200) return { why: `answered with HTTP status ${response.status}` };
    return { text: (await response.text()).slice(0, most) };
  } catch (error) {
    return { why: whyNot(error) };
  }
}

/** True for an address that pushes may go to. */
export function isHttpUrl(text: string): boolean {
  try {
    const { protocol, username, password } = new URL(text);
    return (protocol === "http:" || protocol === "https:") && username === "" && password === "";
  } catch {
    return false;
  }
}

function whyNot(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string } };
  if (name === "TimeoutError") return `no answer within ${answerTimeout / 1_000} s`;
  return cause?.code === undefined ? message : `cannot be reached (${cause.code})`;
}
