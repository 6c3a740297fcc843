import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FastifyInstance } from "fastify";

/** The page's files, all of them: nothing else is served from the folder. */
const files: Readonly<Record<string, { readonly file: string; readonly type: string }>> = {
  "/": { file: "index.html", type: "text/html; charset=utf-8" },
  "/page/style.css": { file: "style.css", type: "text/css; charset=utf-8" },
  "/page/page.js": { file: "page.js", type: "text/javascript; charset=utf-8" },
  "/page/api.js": { file: "api.js", type: "text/javascript; charset=utf-8" },
  "/page/dom.js": { file: "dom.js", type: "text/javascript; charset=utf-8" },
  "/page/device.js": { file: "device.js", type: "text/javascript; charset=utf-8" },
  "/page/dialogs.js": { file: "dialogs.js", type: "text/javascript; charset=utf-8" },
  "/page/icon.svg": { file: "icon.svg", type: "image/svg+xml" },
};

/** The page may load nothing from elsewhere and run nothing but its own files. */
const policy = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** The page at `/`, from `platform/page/` of the package, wherever the compiled code lies. */
export function pageRoutes(app: FastifyInstance): void {
  const folder = pageFolder();
  for (const [path, { file, type }] of Object.entries(files)) {
    app.get(path, async (_request, reply) => {
      const content = await readFile(join(folder, file));
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
