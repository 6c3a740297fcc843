import { expect } from "chai";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../../../tools/image.js";

interface Route {
  readonly product?: string;
  readonly device?: string;
  readonly tab?: string;
  readonly settings?: boolean;
}

interface Routes {
  readRoute(hash: string): Route;
  routeText(route: Route): string;
}

describe("page: route", () => {
  let routes: Routes;

  before(async () => {
    const module: unknown = await import(pathToFileURL(join(ROOT, "platform/page/route.js")).href);
    routes = module as Routes;
  });

  it("goes into the address and comes out again", () => {
    for (const [text, route] of [
      ["#/100002", { product: "100002" }],
      ["#/100002/settings", { product: "100002", settings: true }],
      ["#/100002/100003", { product: "100002", device: "100003" }],
      ["#/100002/100003/messages", { product: "100002", device: "100003", tab: "messages" }],
    ] as const) {
      const read = Object.fromEntries(Object.entries(routes.readRoute(text)).filter(([, part]) => part !== undefined));
      expect(read).to.deep.equal(route);
      expect(routes.routeText(route)).to.equal(text);
    }
    expect(routes.readRoute("").product).to.equal(undefined);
  });
});
