import { inWords } from "./words.js";

/** What the API answered with an errno that is not 0; its message is in a person's words. */
export class ApiError extends Error {
  constructor(errno, raw) {
    super(inWords(errno, raw));
    this.errno = errno;
  }
}

let masterKey = sessionStorage.getItem("masterKey") ?? "";

export function useKey(key) {
  masterKey = key;
  sessionStorage.setItem("masterKey", key);
}

/** Calls the HTTP API: the same calls as any application's. Resolves with `data`. Without a key only some are allowed. */
export async function call(method, path, query = {}, body = undefined, key = masterKey) {
  const parameters = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const search = new URLSearchParams(parameters.map(([name, value]) => [name, String(value)])).toString();
  let reply;
  try {
    const response = await fetch(search === "" ? path : `${path}?${search}`, {
      method,
      headers: {
        ...(key === "" ? {} : { "api-key": key }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    reply = await response.json();
  } catch {
    throw new ApiError(-1, "no answer");
  }
  if (reply.errno !== 0) throw new ApiError(reply.errno, reply.error);
  return reply.data;
}

/**
 * Reads the platform's events until `signal` ends it; a lost connection is made again. The events come as a stream
 * that is fetched, since EventSource cannot carry the key.
 */
export async function follow(signal, onEvent, onState) {
  while (!signal.aborted) {
    try {
      const response = await fetch("/events", { headers: { "api-key": masterKey }, signal });
      const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
      if (!response.ok || !isStream) throw new Error("no stream");
      onState(true);
      await readEvents(response.body.pipeThrough(new TextDecoderStream()).getReader(), onEvent);
    } catch {
      // Told by onState below.
    }
    if (signal.aborted) return;
    onState(false);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
}

async function readEvents(reader, onEvent) {
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n\n");
    rest = parts.pop();
    for (const part of parts) if (part.startsWith("data: ")) onEvent(JSON.parse(part.slice(6)));
  }
}
