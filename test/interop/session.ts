import { type Checks, must } from "./check.js";
import type { Answer, Command, Judge, JudgeEvent, Value } from "./judge.js";

/** What the checks of one registered device have in hand. */
export interface Session {
  readonly judge: Judge;
  readonly checks: Checks;
  readonly endpoint: string;
  /** Seconds, as the device was told. */
  readonly lifetime: number;
  /** How long to wait for something that has to come by itself, in milliseconds. */
  readonly patience: number;
  /** The client is the one inside the NB module: it answers an observe without content, and shows no attributes. */
  readonly inner: boolean;
  /** How far a notification may be off its period, in milliseconds. */
  readonly slack: number;
}

/** Content formats by name: those of LwM2M 1.0, the TLV number of drafts before it, and those that 1.1 has besides. */
export const Format = {
  text: 0,
  opaque: 42,
  cbor: 60,
  senmlJson: 110,
  senmlCbor: 112,
  oldTlv: 1542,
  tlv: 11542,
  json: 11543,
} as const;

/** Gives the device of a session a command. */
export function ask(session: Session, command: Omit<Command, "endpoint">): Promise<Answer> {
  return session.judge.command({ ...command, endpoint: session.endpoint });
}

/** Gives a command whose answer must carry `code`. */
export async function expectCode(session: Session, code: string, command: Omit<Command, "endpoint">): Promise<Answer> {
  const answer = await ask(session, command);
  const came = answer.code ?? answer.failure ?? "nothing";
  must(came === code, `${command.do} ${command.path ?? ""} gave ${came}, not ${code}`);
  return answer;
}

/** Reads what must be there, in a format or in the one that the device prefers. */
export async function read(session: Session, path: string, format?: number): Promise<readonly Value[]> {
  const command = format === undefined ? { do: "read", path } : { do: "read", path, format };
  const answer = await expectCode(session, "2.05", command);
  must(
    format === undefined || answer.format === format,
    `${path} came in format ${String(answer.format)}, not ${String(format)}`,
  );
  return answer.values ?? [];
}

/** The value at a path, which must be among those that came. */
export function valueAt(values: readonly Value[], path: string): Value["value"] {
  const found = values.find((value) => value.path === path);
  must(found !== undefined, `no ${path} in the answer, which has ${values.map((value) => value.path).join(" ")}`);
  return found.value;
}

/** Waits for an event of the session's device from number `since` on. */
export async function expectEvent(
  session: Session,
  name: string,
  since: number,
  within = session.patience,
): Promise<JudgeEvent> {
  const match = (event: JudgeEvent): boolean => event.event === name && event.endpoint === session.endpoint;
  const event = await session.judge.watch(match, since, within);
  must(event !== undefined, `no "${name}" within ${within} ms`);
  return event;
}

/** Sees to it that an event does not come for so many milliseconds. */
export async function expectSilence(
  session: Session,
  match: (event: JudgeEvent) => boolean,
  since: number,
  milliseconds: number,
): Promise<void> {
  const event = await session.judge.watch(match, since, milliseconds);
  must(event === undefined, `a "${event?.event ?? ""}" came that should not`);
}
