import { expect } from "chai";
import { Queue } from "../../../modules/base/queue.js";

describe("base/queue", () => {
  it("gives items back in the order they came", () => {
    const queue = new Queue<number>(3);
    queue.push(1);
    queue.push(2);
    expect(queue.peek()).to.equal(1);
    expect(queue.shift()).to.equal(1);
    queue.push(3);
    expect([queue.shift(), queue.shift(), queue.shift()]).to.deep.equal([2, 3, undefined]);
    expect(queue.peek()).to.equal(undefined);
  });

  it("refuses what is over its limit and keeps what it has", () => {
    const queue = new Queue<number>(2);
    expect([queue.push(1), queue.push(2), queue.push(3)]).to.deep.equal([true, true, false]);
    expect([queue.full, queue.length]).to.deep.equal([true, 2]);
    queue.shift();
    expect([queue.full, queue.push(4)]).to.deep.equal([false, true]);
    expect([queue.shift(), queue.shift()]).to.deep.equal([2, 4]);
  });

  it("is empty after clear and can be used again", () => {
    const queue = new Queue<string>(1);
    queue.push("a");
    queue.clear();
    expect([queue.length, queue.full, queue.shift()]).to.deep.equal([0, false, undefined]);
    expect(queue.push("b")).to.equal(true);
  });
});
