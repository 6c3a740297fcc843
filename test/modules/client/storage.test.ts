import { expect } from "chai";
import { MAX_STORED, NotificationStorage } from "../../../modules/client/storage.js";
import { Code, type Outcome } from "../../../modules/lwm2m/operation.js";

let storage: NotificationStorage;

beforeEach(() => {
  storage = new NotificationStorage();
});

describe("client/storage", () => {
  it("gives back what it keeps of an observer, the oldest first, once", () => {
    keep(1, 10);
    keep(2, 20);
    keep(1, 30);
    expect(times(1)).to.deep.equal([10, 30]);
    expect(times(1)).to.deep.equal([]);
    expect(times(2)).to.deep.equal([20]);
    expect(storage.size).to.equal(0);
  });

  it("keeps of an observer the newest, as many as hqmax says", () => {
    expect([10, 20, 30, 40].map((at) => keep(1, at, 2))).to.deep.equal([0, 0, 1, 1]);
    keep(2, 50);
    expect(times(1)).to.deep.equal([30, 40]);
    expect(times(2)).to.deep.equal([50]);
  });

  it("keeps nothing of an observer whose hqmax is 0", () => {
    expect(keep(1, 10, 0)).to.equal(1);
    expect(storage.size).to.equal(0);
  });

  it("lets the oldest of all make room once it is full", () => {
    for (let i = 0; i < MAX_STORED; i++) expect(keep(1 + (i % 2), i)).to.equal(0);
    expect(keep(3, 1000)).to.equal(1);
    expect(storage.size).to.equal(MAX_STORED);
    expect(times(1)[0]).to.equal(2);
    expect(times(2)[0]).to.equal(1);
    expect(times(3)).to.deep.equal([1000]);
  });

  it("forgets one observer, or all", () => {
    keep(1, 10);
    keep(2, 20);
    storage.forget(1);
    expect([times(1), storage.size]).to.deep.equal([[], 1]);
    storage.forget();
    expect(storage.size).to.equal(0);
  });
});

const OUTCOME: Outcome = { code: Code.content, entries: [] };

function keep(observer: number, at: number, most?: number): number {
  return storage.keep({ observer, at, outcome: OUTCOME }, most);
}

function times(observer: number): number[] {
  return storage.take(observer).map((one) => one.at);
}
