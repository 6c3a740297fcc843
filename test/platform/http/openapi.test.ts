import { expect } from "chai";
import type { Context } from "../../../platform/http/context.js";
import { calls } from "../../../platform/http/openapi/calls.js";
import { openHttp } from "../../../platform/http/server.js";
import { TestPlatform } from "../support.js";
import { violations } from "../schema.js";

describe("platform/http openapi", () => {
  it("describes every route and nothing else", async () => {
    // Routes are only registered here; none of them is called.
    const context = { store: {}, access: {} } as unknown as Context;
    const http = await openHttp(context, "127.0.0.1", 0);
    const served = http.routes
      .filter((route) => !route.startsWith("HEAD ") && !/^GET \/(page\/|openapi\.json$|$)/.test(route))
      .map((route) => route.replace(/:(\w+)/g, "{$1}"));
    const described = calls.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(described.sort()).to.deep.equal(served.sort());
    await http.close();
  });

  it("is served without a key", async () => {
    const platform = await TestPlatform.start();
    const response = await fetch(`${platform.running.url}/openapi.json`);
    const document = (await response.json()) as { openapi: string; paths: Record<string, Record<string, unknown>> };
    expect([response.status, document.openapi]).to.deep.equal([200, "3.1.0"]);
    expect(Object.keys(document.paths)).to.include.members(["/devices", "/nbiot", "/nbiot/offline", "/triggers"]);
    const { parameters } = document.paths["/devices/{id}/datapoints"]?.["get"] as { parameters: { name: string }[] };
    expect(parameters.map(({ name }) => name)).to.include.members(["id", "start", "limit", "cursor"]);
    await platform.close();
  });

  it("sees what does not fit a description", () => {
    const schema = { type: "object", properties: { a: { type: "integer" } }, required: ["a"] } as const;
    expect(violations(schema, { a: 1 })).to.deep.equal([]);
    expect(violations(schema, { a: "1", b: 2 })).to.deep.equal([
      'data.a: "1" is not of type integer',
      "data: b is not described",
    ]);
    expect(violations(schema, {})).to.deep.equal(["data: a is missing"]);
    expect(violations({ type: "array", items: schema }, [[]])).to.deep.equal(["data[0]: [] is not of type object"]);
  });
});
