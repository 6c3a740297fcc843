import { asciiBytes } from "../base/text.js";
import { Method } from "../coap/codes.js";
import type { Message } from "../coap/message.js";
import { findUint, OptionNumber, textOption, uintOption, type Option } from "../coap/options.js";
import { defaultFormat, encodeContent, type Formats } from "../lwm2m/formats/index.js";
import { ContentFormat } from "../lwm2m/formats/numbers.js";
import { bootstrapDiscoverPayload, discoverPayload } from "../lwm2m/link.js";
import { Code, type Entry, type Outcome } from "../lwm2m/operation.js";
import { depth, type Path } from "../lwm2m/path.js";
import type { Tree } from "../lwm2m/tree.js";
import type { Version } from "../lwm2m/version.js";
import { NO_OPTIONS } from "./observers.js";

/** What goes into a response besides its code. */
export interface Content {
  readonly code: number;
  readonly options: readonly Option[];
  readonly payload: Uint8Array;
}

/** What it takes to put an outcome into bytes. */
export interface Language {
  readonly tree: Tree;
  readonly formats: Formats;
  /** The newest version of LwM2M that the device speaks. */
  readonly version: Version;
  /** Bytes of a payload at the most. */
  readonly limit: number;
}

/** An outcome in bytes. What cannot be given in the wanted format is 4.06. */
export function contentOf(
  { tree, formats, version, limit }: Language,
  path: Path,
  outcome: Outcome,
  accept: number | undefined,
  bootstrap: boolean,
): Content {
  if (outcome.links !== undefined) {
    const whole = bootstrap && depth(path) < 2;
    const links = whole ? bootstrapDiscoverPayload(outcome.links, version) : discoverPayload(outcome.links);
    return formatted(ContentFormat.link, asciiBytes(links));
  }
  if (outcome.code !== Code.content) {
    return { code: outcome.code, options: locationOf(outcome.created), payload: new Uint8Array(0) };
  }
  const entries = outcome.entries ?? [];
  const format = accept ?? defaultFormat(path, tree);
  const payload = encodeContent(formats, format, path, entries, tree, limit);
  if (typeof payload === "number") return { code: payload, options: NO_OPTIONS, payload: new Uint8Array(0) };
  return formatted(format, payload);
}

/** A composite request without an Accept is answered in the format that it came in itself, if that can have values. */
export function answerFormat(message: Message): number | undefined {
  if (message.code !== Method.fetch) return undefined;
  const format = findUint(message, OptionNumber.contentFormat);
  if (format === ContentFormat.senmlEtchJson) return ContentFormat.senmlJson;
  return format === ContentFormat.senmlEtchCbor ? ContentFormat.senmlCbor : format;
}

/** True for the formats whose values can say when they were measured (RFC 8428 section 4.5.3). */
export function hasTimes(format: number): boolean {
  return format === ContentFormat.senmlJson || format === ContentFormat.senmlCbor;
}

/** All the values of several outcomes, in their order. */
export function joined(history: readonly Outcome[], last: Outcome): Outcome {
  const entries: Entry[] = [];
  for (let i = 0; i < history.length; i++) entries.push(...((history[i] as Outcome).entries ?? []));
  entries.push(...(last.entries ?? []));
  return { code: last.code, entries };
}

/** Where the instance is that a create has made (RFC 7252 section 5.8.2): its id may be of our own choice. */
function locationOf(created: Path | undefined): readonly Option[] {
  if (created === undefined) return NO_OPTIONS;
  const { object, instance } = created;
  return [textOption(OptionNumber.locationPath, `${object}`), textOption(OptionNumber.locationPath, `${instance}`)];
}

function formatted(format: number, payload: Uint8Array): Content {
  return { code: Code.content, options: [uintOption(OptionNumber.contentFormat, format)], payload };
}
