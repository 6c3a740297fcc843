import type { FastifyRequest } from "fastify";
import { ApiError, Errno, type ErrorNumber } from "./errors.js";
import { parseTime } from "./time.js";

/** The query of a request. */
export const queryOf = (request: FastifyRequest): Fields =>
  new Fields(request.query as Record<string, unknown>, Errno.parameter);

/** One page of a list, by the query's `page` (from 1) and `per_page` (at most 100). */
export function pageOf<T>(query: Fields, list: readonly T[], usual: number): Page<T> {
  const page = query.integer("page", 1, 1_000_000) ?? 1;
  const perPage = query.integer("per_page", 1, 100) ?? usual;
  return { page, perPage, part: list.slice((page - 1) * perPage, page * perPage) };
}

export interface Page<T> {
  readonly page: number;
  readonly perPage: number;
  readonly part: readonly T[];
}

/** Reads the fields of a query or a body one by one; a wrong one becomes an error that names it. */
export class Fields {
  constructor(
    private readonly source: Readonly<Record<string, unknown>>,
    private readonly errno: ErrorNumber,
  ) {}

  /** All of them, as they came. */
  all(): Readonly<Record<string, unknown>> {
    return { ...this.source };
  }

  /** Those that are left without some. */
  without(names: readonly string[]): Fields {
    const left = Object.entries(this.source).filter(([name]) => !names.includes(name));
    return new Fields(Object.fromEntries(left), this.errno);
  }

  /** The field as it came; null counts as absent. */
  raw(name: string): unknown {
    const value = Object.hasOwn(this.source, name) ? this.source[name] : undefined;
    return value === null ? undefined : value;
  }

  text(name: string, most = 1_024): string | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (typeof value !== "string") throw this.wrong(name, "is not a text");
    if (value.length > most) throw this.wrong(name, `is longer than ${most} characters`);
    return value;
  }

  /** A number or its digits. */
  integer(name: string, least: number, most: number): number | undefined {
    const value = this.number(name);
    if (value === undefined) return undefined;
    if (!Number.isSafeInteger(value)) throw this.wrong(name, "is not an integer");
    if (value < least || value > most) throw this.wrong(name, `is not within ${least} to ${most}`);
    return value;
  }

  number(name: string): number | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    const number = typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
    if (typeof number !== "number" || !Number.isFinite(number)) throw this.wrong(name, "is not a number");
    return number;
  }

  flag(name: string): boolean | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (value === true || value === "true") return true;
    if (value === false || value === "false") return false;
    throw this.wrong(name, "is neither true nor false");
  }

  /** Milliseconds since 1970, from `YYYY-MM-DDTHH:MM:SS` in the machine's time zone. */
  time(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const at = parseTime(text);
    if (at === undefined) throw this.wrong(name, "is not a time YYYY-MM-DDTHH:MM:SS");
    return at;
  }

  /** `needed(fields.text("imei"), "imei")` */
  needed<T>(value: T | undefined, name: string): T {
    if (value === undefined) throw this.wrong(name, "is missing");
    return value;
  }

  wrong(name: string, why: string): ApiError {
    return new ApiError(this.errno, `${this.errno === 3 ? "body" : "invalid parameter"}: ${name} ${why}`);
  }
}
