import { Response } from "../../../modules/coap/codes.js";
import type { Resource } from "./endpoint.js";

/** Some thousand bytes of which each stretch is told from the others. */
export function longText(length: number): string {
  let text = "";
  for (let i = 0; text.length < length; i++) text += `line ${i}\n`;
  return text.slice(0, length);
}

/** What our end serves to the others. */
export interface Shelf {
  stored: string;
  count: number;
  readonly resources: Readonly<Record<string, Resource>>;
}

/** Milliseconds that the slow resource takes: longer than an answer may wait to be piggybacked. */
export const SLOW = 400;

/** A shelf as at the beginning. */
export function newShelf(): Shelf {
  const content = (text: string) => ({ code: Response.content, payload: Buffer.from(text) });
  const store = (shelf: Shelf, text: string) => {
    shelf.stored = text;
    return { code: Response.changed };
  };
  const shelf: Shelf = {
    stored: "",
    count: 0,
    resources: {
      long: { answer: () => content(longText(3000)) },
      slow: { answer: () => ({ ...content("at last"), after: SLOW }) },
      count: { answer: ({ code }) => content(`${code === 2 ? ++shelf.count : shelf.count}`), observable: true },
      store: {
        answer: ({ code, payload }) => {
          const text = Buffer.from(payload).toString();
          if (code === 1) return content(shelf.stored);
          // PUT replaces, iPATCH adds to the end.
          return store(shelf, code === 7 ? shelf.stored + text : text);
        },
      },
      // A FETCH is answered with what it asked for, three times.
      search: { answer: ({ payload }) => content(Buffer.from(payload).toString().repeat(3)) },
      guarded: { answer: ({ payload }) => store(shelf, Buffer.from(payload).toString()), guarded: true },
    },
  };
  return shelf;
}
