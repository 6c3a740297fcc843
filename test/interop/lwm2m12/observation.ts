import { must } from "../check.js";
import { expectCode, Format } from "./bench.js";
import type { Asked, Peer, Told } from "./peer.js";

/** An observation, and what has come of it. */
export class Observation {
  private constructor(
    private readonly peer: Peer,
    readonly request: Asked,
    readonly answer: Told,
    private readonly since: number,
  ) {}

  static async of(peer: Peer, path: string, query: readonly string[], more: Partial<Asked> = {}): Promise<Observation> {
    const since = peer.events.length;
    const request: Asked = { method: "GET", path, query, accept: Format.senmlCbor, ...more, observe: 0 };
    const answer = await expectCode(peer, "2.05", request);
    must(answer.observed === true, `${path} is not observed`);
    return new Observation(peer, request, answer, since);
  }

  /** Its notifications so far, without those that were sent again. */
  get came(): readonly Told[] {
    const all = this.peer.came("notify", this.since).filter(({ token }) => token === this.answer.token);
    return all.filter(({ mid }, i) => all.findIndex((one) => one.mid === mid) === i);
  }

  /** The one with this place, from 0 on. */
  async nth(place: number): Promise<Told> {
    await this.peer.find(`notification ${place + 1}`, () => this.came.length > place, this.since);
    return this.came[place] as Told;
  }

  /** Cancels it, and sees to it that the device knows. */
  async cancel(): Promise<void> {
    await expectCode(this.peer, "2.05", { ...this.request, query: [], observe: 1 });
  }
}

/** Writes to one resource as text. */
export function write(peer: Peer, path: string, text: string): Promise<Told> {
  return expectCode(peer, "2.04", { method: "PUT", path, format: Format.text, text });
}

/** The values that a notification has, in words. */
export function values(told: Told): readonly string[] {
  return (told.entries ?? []).map(([, words]) => words);
}
