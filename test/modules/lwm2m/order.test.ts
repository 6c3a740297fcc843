import { expect } from "chai";
import type { ServerTerms } from "../../../modules/lwm2m/accounts.js";
import { mayRegister, type Ordered, type Progress } from "../../../modules/lwm2m/order.js";

function server(priority: number | undefined, progress: Progress, blocks = false): Ordered {
  return { terms: { priority, blocks } as ServerTerms, progress };
}

describe("lwm2m/order", () => {
  it("lets servers without a priority register at once, whatever the others do", () => {
    expect(mayRegister([server(undefined, "idle"), server(undefined, "idle")])).to.deep.equal([0, 1]);
    expect(mayRegister([{ terms: undefined, progress: "idle" }])).to.deep.equal([0]);
    expect(mayRegister([server(1, "trying"), server(undefined, "idle")])).to.deep.equal([1]);
    expect(mayRegister([server(undefined, "trying"), server(undefined, "registered")])).to.deep.equal([]);
  });

  it("lets the others register one after the other, the lowest priority first", () => {
    expect(mayRegister([server(3, "idle"), server(1, "idle"), server(2, "idle")])).to.deep.equal([1]);
    expect(mayRegister([server(3, "idle"), server(1, "trying"), server(2, "idle")])).to.deep.equal([]);
    expect(mayRegister([server(3, "idle"), server(1, "registered"), server(2, "idle")])).to.deep.equal([2]);
    expect(mayRegister([server(3, "idle"), server(1, "registered"), server(2, "registered")])).to.deep.equal([0]);
  });

  it("passes over a server that failed, unless it blocks the rest", () => {
    expect(mayRegister([server(1, "failed"), server(2, "idle")])).to.deep.equal([1]);
    expect(mayRegister([server(1, "failed", true), server(2, "idle")])).to.deep.equal([]);
    expect(mayRegister([server(1, "failed", true), server(undefined, "idle")])).to.deep.equal([1]);
    expect(mayRegister([server(1, "registered", true), server(2, "idle")])).to.deep.equal([1]);
  });

  it("has nothing to do without servers", () => {
    expect(mayRegister([])).to.deep.equal([]);
  });
});
