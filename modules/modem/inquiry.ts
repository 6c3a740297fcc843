import { freeze } from "../base/freeze.js";
import type { Log } from "../base/log.js";
import type { DialectName } from "./dialects/dialect.js";
import type { MiplProfile, Profile } from "./profile.js";
import { profileOf } from "./profiles/index.js";
import { miplOf } from "./profiles/mipl.js";
import { socketsOf } from "./profiles/sockets.js";

/** A test command (ITU-T V.250, 5.4.4.2) whose OK tells what the module speaks. */
export type Question =
  | { readonly send: string; readonly about: "sockets"; readonly dialect: DialectName }
  | {
      readonly send: string;
      readonly about: "mipl";
      readonly generation: MiplProfile["generation"];
      readonly create: MiplProfile["create"];
    };

/** Each asks for a command that no other dialect has. */
export const SOCKET_QUESTIONS: readonly Extract<Question, { about: "sockets" }>[] = freeze([
  { about: "sockets", send: "AT+NSOCR=?", dialect: "nso" },
  { about: "sockets", send: "AT+IPRCFG=?", dialect: "ipstart" },
  { about: "sockets", send: "AT+CMMUX=?", dialect: "ipstart-prompt" },
  { about: "sockets", send: "AT+CIPSTART=?", dialect: "cip" },
]);

/** The first that is known decides: the later ones are known to more than one generation. */
export const MIPL_QUESTIONS: readonly Extract<Question, { about: "mipl" }>[] = freeze([
  { about: "mipl", send: "AT+MIPLCREATEEX=?", generation: "C", create: "host" },
  { about: "mipl", send: "AT+MIPLCONFIG=?", generation: "Q", create: "plain" },
  { about: "mipl", send: "AT+MIPLCREATE=?", generation: "C", create: "blob" },
  { about: "mipl", send: "AT+MIPLCONF=?", generation: "L", create: "blob" },
]);

/** The model of the profile for a module that nobody has named. */
const ANY = "auto";

/**
 * The profile with which the questions begin. For a module that nobody has named it is that of the name which it gives; a
 * name that is not the profile's is logged.
 */
export function guess(profile: Profile, model: string | undefined, log: Log): Profile {
  const named = profileOf(model ?? "");
  const name = model === undefined ? "a module without a name" : `"${model}"`;
  if (named === undefined) log("info", `no profile is for ${name}; ${profile.model} is taken`);
  else if (profile.model === ANY) log("info", `the module is ${name}: profile ${named.model}`);
  else if (named.model !== profile.model) log("warning", `the module is ${name}, the profile ${profile.model}`);
  return profile.model === ANY ? (named ?? profile) : profile;
}

export interface InquiryOptions {
  /** The first guess. */
  readonly profile: Profile;
  readonly log: Log;
  /** Puts what a person has set in place of what the module told. */
  readonly adjust?: (profile: Profile) => Profile;
}

/**
 * Asks the module what it speaks: first whether it is what the profile says, and only if not, the rest. A module that
 * knows none of the commands, as one without test forms, keeps what its profile says.
 */
export class Inquiry {
  /** The profile that is in question or, in the end, corrected; `undefined` before the beginning. */
  profile: Profile | undefined = undefined;
  readonly #options: InquiryOptions;
  /** Places in the two lists; the length stands for "none was known". */
  #sockets = -1;
  #mipl = -1;
  /** How many questions of the present list were asked; the profile's own comes first. */
  #asked = 0;
  #silences = 0;

  constructor(options: InquiryOptions) {
    this.#options = options;
  }

  /** Begins with a module that gives itself this name. */
  begin(model: string | undefined): void {
    const { profile, log } = this.#options;
    this.#sockets = this.#mipl = -1;
    this.#asked = 0;
    this.profile = this.adjusted(guess(profile, model, log));
  }

  /** The question that is to be asked now; `undefined` when nothing is left to ask. */
  get question(): Question | undefined {
    if (this.#sockets < 0) return SOCKET_QUESTIONS[this.socketPlace()];
    return this.#mipl < 0 ? MIPL_QUESTIONS[this.miplPlace()] : undefined;
  }

  /** The answer to the question: whether the module knows the command. */
  take(known: boolean): void {
    const sockets = this.#sockets < 0;
    const count = sockets ? SOCKET_QUESTIONS.length : MIPL_QUESTIONS.length;
    if (!known && this.#asked + 1 < count) {
      this.#asked++;
      return;
    }
    if (sockets) this.#sockets = known ? this.socketPlace() : count;
    else this.#mipl = known ? this.miplPlace() : count;
    this.#asked = 0;
  }

  /** True as long as silence may mean that the module does not know the command: once. */
  unanswered(): boolean {
    return ++this.#silences === 1;
  }

  /** The profile corrected by what the module told, or as it was if nothing differs. Differences are logged. */
  corrected(): Profile {
    const profile = this.profile ?? this.#options.profile;
    const { log } = this.#options;
    let { sockets, mipl } = profile;
    const { dialect } = SOCKET_QUESTIONS[this.#sockets] ?? sockets;
    if (this.#sockets === SOCKET_QUESTIONS.length) log("info", "the module tells of no socket commands that are known");
    if (dialect !== sockets.dialect) {
      log("warning", `the module has the sockets "${dialect}", not "${sockets.dialect}" as its profile says`);
      sockets = { ...socketsOf(dialect), apn: sockets.apn };
    }
    const { generation, create } = MIPL_QUESTIONS[this.#mipl] ?? mipl;
    if (this.#mipl === MIPL_QUESTIONS.length) log("info", "the module tells of no MIPL commands that are known");
    const other = generation !== mipl.generation;
    // A module of generation Q may have several forms, of which the profile knows better than the question.
    if (other || (generation === "C" && create !== mipl.create)) {
      log(
        "warning",
        `the module has MIPL ${generation}, ${create}; its profile says ${mipl.generation}, ${mipl.create}`,
      );
      mipl = { ...(other ? miplOf(generation) : mipl), create };
    }
    if (sockets === profile.sockets && mipl === profile.mipl) return profile;
    return (this.profile = this.adjusted({ ...profile, sockets, mipl }));
  }

  private adjusted(profile: Profile): Profile {
    const { adjust } = this.#options;
    return adjust === undefined || profile === this.#options.profile ? profile : adjust(profile);
  }

  private socketPlace(): number {
    const dialect = this.profile?.sockets.dialect;
    let own = 0;
    while (own < SOCKET_QUESTIONS.length - 1 && SOCKET_QUESTIONS[own]?.dialect !== dialect) own++;
    return placeOf(own, this.#asked);
  }

  private miplPlace(): number {
    const { generation, create } = (this.profile ?? this.#options.profile).mipl;
    let own = 0;
    for (let i = 0; i < MIPL_QUESTIONS.length; i++) {
      const row = MIPL_QUESTIONS[i];
      if (row?.generation !== generation) continue;
      own = i;
      if (row.create === create) break;
    }
    return placeOf(own, this.#asked);
  }
}

/** The place of the n-th question when the profile's own is asked first and the others follow in order. */
function placeOf(own: number, asked: number): number {
  if (asked === 0) return own;
  return asked <= own ? asked - 1 : asked;
}
