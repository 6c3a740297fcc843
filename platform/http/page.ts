import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FastifyInstance } from "fastify";

/** Files of other kinds in the folder are not served. */
const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

/** The page may load nothing from elsewhere and run nothing but its own files. */
const policy = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/**
 * The page at `/` and its files at `/page/…`: those that are in `platform/page/` of the package at the start, wherever
 * the compiled code lies.
 */
export function pageRoutes(app: FastifyInstance): void {
  const folder = pageFolder();
  for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const name = entry.replaceAll("\\", "/");
    const type = types[extname(name)];
    if (type === undefined) continue;
    app.get(name === "index.html" ? "/" : `/page/${name}`, async (_request, reply) => {
      const content = await readFile(join(folder, name));
      return reply.header("content-type", type).header("content-security-policy", policy).send(content);
    });
  }
}

function pageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const page = join(folder, "platform", "page");
    if (existsSync(join(page, "index.html"))) return page;
    const parent = dirname(folder);
    if (parent === folder) throw new Error("the folder platform/page is missing");
    folder = parent;
  }
}
