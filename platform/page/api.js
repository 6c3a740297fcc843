import { fieldOf, inWords } from "./words.js";

/** What the API answered with an errno that is not 0; its message is in a person's words. */
export class ApiError extends Error {
  constructor(errno, raw) {
    super(inWords(errno, raw));
    this.errno = errno;
    /** The parameter that is wrong, if the API says which. */
    this.field = fieldOf(raw);
  }
}

/** Milliseconds without a sign of life of the event stream, which says something each 15 seconds. */
const SILENCE = 40_000;

let masterKey = sessionStorage.getItem("masterKey") ?? "";

export function useKey(key) {
  masterKey = key;
  sessionStorage.setItem("masterKey", key);
}

/** Calls the HTTP API: the same calls as any application's. Resolves with `data`. Without a key only some are allowed. */
export async function call(method, path, query = {}, body = undefined, key = masterKey) {
  let reply;
  try {
    const response = await fetch(addressOf(path, query), {
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

/** Path and query; what is undefined or empty is left out. */
function addressOf(path, query) {
  const parameters = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const search = new URLSearchParams(parameters.map(([name, value]) => [name, String(value)])).toString();
  return search === "" ? path : `${path}?${search}`;
}

/** The same call as a command line; `key` stands for the product's key. */
export function curl(method, path, query = {}, body = undefined, key = masterKey) {
  const verb = path === "/events" ? " -N" : method === "GET" ? "" : ` -X ${method}`;
  const content = body === undefined ? "" : ` -H 'content-type: application/json' -d ${quoted(JSON.stringify(body))}`;
  return `curl${verb} -H ${quoted(`api-key: ${key}`)}${content} ${quoted(location.origin + addressOf(path, query))}`;
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * Reads the platform's events until `signal` ends it; a lost connection is made again. The events come as a stream
 * that is fetched, since EventSource cannot carry the key.
 */
export async function follow(signal, onEvent, onState) {
  while (!signal.aborted) {
    try {
      await followOnce(signal, onEvent, onState);
    } catch {
      // Told by onState below.
    }
    if (signal.aborted) return;
    onState(false);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
}

async function followOnce(signal, onEvent, onState) {
  const silence = new AbortController();
  let watching;
  const heard = () => {
    clearTimeout(watching);
    watching = setTimeout(() => silence.abort(), SILENCE);
  };
  const either = AbortSignal.any([signal, silence.signal]);
  heard();
  try {
    const response = await fetch("/events", { headers: { "api-key": masterKey }, signal: either });
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
    if (!response.ok || !isStream) throw new Error("no stream");
    onState(true);
    await readEvents(response.body.pipeThrough(new TextDecoderStream()).getReader(), onEvent, heard);
  } finally {
    clearTimeout(watching);
  }
}

async function readEvents(reader, onEvent, heard) {
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    heard();
    const parts = (rest + value).split("\n\n");
    rest = parts.pop();
    for (const part of parts) if (part.startsWith("data: ")) onEvent(JSON.parse(part.slice(6)));
  }
}
