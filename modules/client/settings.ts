import { asciiBytes, decimal, latinText } from "../base/text.js";
import { formatPath, parsePath, type Path } from "../lwm2m/path.js";
import { VERSIONS, type Version } from "../lwm2m/version.js";
import { loadRecord, saveRecord } from "./record.js";
import type { Store } from "./store.js";

/** How the device gets onto the platform: by our own client, or by the one inside the NB module. */
export type AccessMode = "sdk" | "module";

/** A server as the settings name it. */
export interface ServerAddress {
  /** Host name or IPv4 address. */
  readonly host: string;
  readonly port: number;
}

/** What a device can be told. Everything may be absent; `complete` fills in what has a default. */
export interface Settings {
  readonly imei?: string;
  readonly imsi?: string;
  readonly mode?: AccessMode;
  /** Model name of the NB module. */
  readonly module?: string;
  readonly bootstrap?: ServerAddress;
  /** The access server itself, which skips the bootstrap. */
  readonly server?: ServerAddress;
  /** Registration lifetime in seconds. */
  readonly lifetime?: number;
  /** Fields of the module's profile, as `FIELD=VALUE;…`. */
  readonly profile?: string;
  /** The newest version of LwM2M to offer servers; SDK mode only. */
  readonly lwm2m?: Version;
  /** "yes" if the device sleeps between its messages (queue mode); SDK mode only. */
  readonly queue?: "yes" | "no";
  /** Seconds between two reports that the device sends unasked (LwM2M 1.1, SDK mode); none unless given. */
  readonly report?: number;
  /** What a report holds, in place of what the sensors measured since the last one. */
  readonly reported?: readonly Path[];
  /** Endpoint client name; SDK mode only, as the module makes its own. */
  readonly endpoint?: string;
  /** The auth code that OneNET wants to hear with each registration, where the device has one there. A secret. */
  readonly auth?: string;
  /** The key of DTLS between the module's own client and the server; module mode only. A secret. */
  readonly psk?: string;
}

/** OneNET's bootstrap server, as its access guide gives it. */
export const DEFAULT_BOOTSTRAP: ServerAddress = Object.freeze({ host: "nbiotbt.heclouds.com", port: 5683 });

/** Default registration lifetime in seconds: what OneNET's own drivers use. */
export const DEFAULT_LIFETIME = 3600;

/** Shortest lifetime in seconds that every known module accepts in AT+MIPLOPEN. */
const MIN_LIFETIME = 16;
/** Longest, by the same command: 28 bits. */
const MAX_LIFETIME = 268_435_454;

/** A week in seconds. */
const LONGEST_REPORT = 604_800;

/** The most paths that a report is of. */
const MOST_REPORTED = 8;

/** The most characters of fields of a profile: they share a record with the other settings. */
const LONGEST_PROFILE = 400;

/** The names of the settings, in the order in which they are stored and shown. */
export const SETTING_NAMES = Object.freeze([
  "imei",
  "imsi",
  "mode",
  "module",
  "profile",
  "bootstrap",
  "server",
  "lifetime",
  "lwm2m",
  "queue",
  "report",
  "reported",
  "endpoint",
  "auth",
  "psk",
] as const);

const RECORD = "settings";

/** What the store holds, and what was wrong with it. */
export interface StoredSettings {
  readonly settings: Settings;
  readonly sequence: number;
  readonly problems: readonly string[];
}

/** Loads the settings; a damaged copy or a field that makes no sense is reported and left out. */
export function loadSettings(store: Store): StoredSettings {
  const record = loadRecord(store, RECORD);
  const problems = record.problems.slice();
  let settings: Settings = {};
  if (record.payload !== undefined) {
    const lines = latinText(record.payload).split("\n");
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i] as string;
      const equals = line.indexOf("=");
      if (equals < 0) continue;
      const parsed = parseSetting(line.slice(0, equals), line.slice(equals + 1));
      if (typeof parsed === "string") problems.push(`stored setting ${parsed}`);
      else settings = { ...settings, ...parsed };
    }
  }
  return { settings, sequence: record.sequence, problems };
}

/**
 * Saves the settings beside the copy that is valid now.
 *
 * @returns the new sequence, or a sentence that says why they are not saved
 */
export function saveSettings(store: Store, settings: Settings, sequence: number): number | string {
  let text = "";
  for (let i = 0; i < SETTING_NAMES.length; i++) {
    const name = SETTING_NAMES[i] as keyof Settings;
    const value = settings[name];
    if (value !== undefined) text += `${name}=${formatSetting(value)}\n`;
  }
  try {
    return saveRecord(store, RECORD, asciiBytes(text), sequence);
  } catch (error) {
    return `the settings are not saved: ${(error as Error).message}`;
  }
}

/** What a run works with, and what was wrong on the way there. */
export interface RunSettings {
  readonly settings: Settings;
  readonly sequence: number;
  readonly problems: readonly string[];
}

/** Puts together what a run works with: an option beats the store. */
export function runSettings(store: Store, option: (name: string) => string | undefined): RunSettings {
  const stored = loadSettings(store);
  const problems: string[] = stored.problems.slice();
  let settings = stored.settings;
  for (let i = 0; i < SETTING_NAMES.length; i++) {
    const name = SETTING_NAMES[i] as string;
    const text = option(name);
    if (text === undefined) continue;
    const parsed = parseSetting(name, text);
    if (typeof parsed === "string") problems.push(`option ${parsed}`);
    else settings = { ...settings, ...parsed };
  }
  return { settings, sequence: stored.sequence, problems };
}

/**
 * Parses one setting from text.
 *
 * @returns the settings with that one field, or a sentence that says which setting is wrong and why
 */
export function parseSetting(name: string, text: string): Settings | string {
  switch (name) {
    case "imei":
      return imeiProblem(text) ?? { imei: text };
    case "imsi":
      return imsiProblem(text) ?? { imsi: text };
    case "mode":
      return text === "sdk" || text === "module" ? { mode: text } : `mode "${text}": it is sdk or module`;
    case "module":
      return printable(text) && text.length <= 32 ? { module: text } : `module "${text}": 1 to 32 ASCII characters`;
    case "profile":
      return text.length <= LONGEST_PROFILE && printable(text.split(" ").join("_"))
        ? { profile: text }
        : `profile "${text}": FIELD=VALUE;…, at most ${LONGEST_PROFILE} ASCII characters`;
    case "bootstrap":
    case "server": {
      const address = parseServerAddress(text);
      return address === undefined
        ? `${name} "${text}": it is HOST:PORT, the port from 1 to 65535`
        : { [name]: address };
    }
    case "lifetime": {
      const seconds = decimal(text);
      if (seconds !== undefined && seconds >= MIN_LIFETIME && seconds <= MAX_LIFETIME) return { lifetime: seconds };
      return `lifetime "${text}": seconds from ${MIN_LIFETIME} to ${MAX_LIFETIME}`;
    }
    case "lwm2m": {
      const version = VERSIONS.find((known) => known === text);
      return version === undefined ? `lwm2m "${text}": it is 1.0, 1.1 or 1.2` : { lwm2m: version };
    }
    case "queue":
      return text === "yes" || text === "no" ? { queue: text } : `queue "${text}": it is yes or no`;
    case "report": {
      const seconds = decimal(text);
      if (seconds !== undefined && seconds >= 1 && seconds <= LONGEST_REPORT) return { report: seconds };
      return `report "${text}": seconds from 1 to ${LONGEST_REPORT}`;
    }
    case "reported": {
      const paths = parsePaths(text);
      return paths === undefined
        ? `reported "${text}": 1 to ${MOST_REPORTED} paths with commas between, such as /3300/0/5700,/6/0`
        : { reported: paths };
    }
    case "endpoint":
      return printable(text) && text.length <= 64 ? { endpoint: text } : `endpoint "${text}": 1 to 64 ASCII characters`;
    // What is wrong with a secret is said without it.
    case "auth":
      return isSecret(text, 1) ? { auth: text } : "auth: 1 to 16 letters and digits";
    case "psk":
      return isSecret(text, 8) ? { psk: text } : "psk: 8 to 16 letters and digits";
    default:
      return `"${name}" is not a setting; the settings are ${SETTING_NAMES.join(", ")}`;
  }
}

/** What is wrong with an IMEI, in words, or `undefined` if it is one (3GPP TS 23.003 clause 6.2.1, annex B). */
export function imeiProblem(text: string): string | undefined {
  if (decimal(text) === undefined) return `imei "${text}": digits only, 15 of them (or 4 for a test device)`;
  // OneNET lets test devices have four digits, without a check digit.
  if (text.length === 4) return undefined;
  if (text.length !== 15) return `imei "${text}": ${text.length} digits, 15 are wanted (or 4 for a test device)`;
  return luhnDigit(text) === text.charCodeAt(14) - 0x30 ? undefined : `imei "${text}": check digit wrong`;
}

/** What is wrong with an IMSI, in words, or `undefined` if it is one (3GPP TS 23.003 clause 2.2). */
export function imsiProblem(text: string): string | undefined {
  if (decimal(text) === undefined) return `imsi "${text}": digits only, at most 15 of them`;
  return undefined;
}

/** Parses "host:port"; the port may be missing if a default is given. */
export function parseServerAddress(text: string, defaultPort?: number): ServerAddress | undefined {
  const colon = text.lastIndexOf(":");
  const host = colon < 0 ? text : text.slice(0, colon);
  const port = colon < 0 ? defaultPort : decimal(text.slice(colon + 1));
  if (host.length === 0 || host.length > 64 || !hostCharacters(host)) return undefined;
  return port === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}

/** "host:port". */
export function formatServerAddress(address: ServerAddress): string {
  return `${address.host}:${address.port}`;
}

function formatSetting(value: string | number | ServerAddress | readonly Path[]): string {
  if (typeof value !== "object") return `${value}`;
  return "host" in value ? formatServerAddress(value) : value.map(formatPath).join(",");
}

/** Paths with commas between, each of an object or below; `undefined` if they are not, or too many. */
function parsePaths(text: string): readonly Path[] | undefined {
  const words = text.split(",");
  if (words.length > MOST_REPORTED) return undefined;
  const paths: Path[] = [];
  for (let i = 0; i < words.length; i++) {
    const path = parsePath(words[i] as string);
    if (path?.object === undefined) return undefined;
    paths.push(path);
  }
  return paths;
}

/** The check digit over the first 14 digits (ISO/IEC 7812-1 annex B). */
function luhnDigit(imei: string): number {
  let sum = 0;
  for (let i = 0; i < 14; i++) {
    let digit = imei.charCodeAt(i) - 0x30;
    if (i % 2 === 1) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return (10 - (sum % 10)) % 10;
}

/** Letters and digits, at most 16 of them: what OneNET takes as an auth code or a key. */
function isSecret(text: string, least: number): boolean {
  for (let i = 0; i < text.length; i++) if (!letterOrDigit(text.charCodeAt(i))) return false;
  return text.length >= least && text.length <= 16;
}

function hostCharacters(host: string): boolean {
  for (let i = 0; i < host.length; i++) {
    const code = host.charCodeAt(i);
    if (!letterOrDigit(code) && code !== 0x2d && code !== 0x2e && code !== 0x5f) return false;
  }
  return true;
}

function letterOrDigit(code: number): boolean {
  const letter = (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
  return letter || (code >= 0x30 && code <= 0x39);
}

function printable(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x21 || code > 0x7e) return false;
  }
  return text.length > 0;
}
