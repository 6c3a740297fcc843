import type { FastifyRequest } from "fastify";
import { ApiError, Errno } from "./errors.js";

/** The JSON object in the body; an empty body is an empty object where `whenEmpty` allows it. Throws the API's error 3. */
export function readBody(request: FastifyRequest, whenEmpty: "refuse" | "allow" = "refuse"): Record<string, unknown> {
  const text = typeof request.body === "string" ? request.body : "";
  if (text.trim() === "") {
    if (whenEmpty === "allow") return {};
    throw new ApiError(Errno.body, "body: it is missing");
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new ApiError(Errno.body, "body: it is not JSON");
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new ApiError(Errno.body, "body: it is not a JSON object");
  }
  return body as Record<string, unknown>;
}
