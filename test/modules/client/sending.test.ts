import { expect } from "chai";
import { MAX_SAMPLES, MAX_SENDS, Sending } from "../../../modules/client/sending.js";
import { pathOf } from "../../../modules/lwm2m/path.js";

const A = pathOf(3300, 0, 5700);
const B = pathOf(3303, 0, 5700);

let sending: Sending;

beforeEach(() => {
  sending = new Sending();
});

describe("client/sending", () => {
  it("gives back what was recorded at or below a path, the oldest first, once", () => {
    record(10);
    sending.record([{ path: B, value: 7 }], 15);
    record(20);
    expect(times(pathOf(3300))).to.deep.equal([10, 20]);
    expect(times(pathOf(3300))).to.deep.equal([]);
    expect(times(B)).to.deep.equal([15]);
  });

  it("lets the oldest make room once there are too many", () => {
    for (let i = 0; i <= MAX_SAMPLES; i++) record(i);
    expect(sending.size).to.equal(MAX_SAMPLES);
    expect(times(A)[0]).to.equal(1);
  });

  it("puts back what no server has taken, in order with what came since", () => {
    record(10);
    const [id = 0] = sending.dispatch(sending.take([A]), 1);
    record(20);
    sending.answered(id, false);
    expect(times(A)).to.deep.equal([10, 20]);
  });

  it("forgets what one of several servers has taken, when all have answered", () => {
    record(10);
    const [first = 0, second = 0] = sending.dispatch(sending.take([A]), 2);
    sending.answered(first, true);
    sending.answered(second, false);
    expect(sending.size).to.equal(0);
    sending.answered(second, false);
    expect(sending.size).to.equal(0);
  });

  it("is full with so many sends under way", () => {
    const ids: number[] = [];
    for (let i = 0; i < MAX_SENDS; i++) {
      expect(sending.full).to.equal(false);
      ids.push(...sending.dispatch([], 1));
    }
    expect(sending.full).to.equal(true);
    sending.answered(ids[0] as number, true);
    expect(sending.full).to.equal(false);
  });

  it("wants nothing without a plan, and nothing before it has begun", () => {
    sending.begin(0);
    expect([sending.deadline(), sending.due(1e9)]).to.deep.equal([undefined, undefined]);
    expect(new Sending({ paths: [A], recordEvery: 1, sendEvery: 1 }).deadline()).to.equal(undefined);
  });

  it("records and sends at the plan's periods, once each", () => {
    sending = new Sending({ paths: [A], recordEvery: 400, sendEvery: 1000 });
    sending.begin(0);
    sending.begin(300);
    const seen: string[] = [];
    for (let now = 0; now <= 2000; now += 100) {
      for (let due = sending.due(now); due !== undefined; due = sending.due(now)) seen.push(`${now} ${due}`);
    }
    expect(seen).to.deep.equal([
      "400 record",
      "800 record",
      "1000 send",
      "1200 record",
      "1600 record",
      "2000 send",
      "2000 record",
    ]);
    expect(sending.deadline()).to.equal(2400);
  });
});

function record(at: number): void {
  sending.record([{ path: A, value: at }], at);
}

function times(path: typeof A): number[] {
  return sending.take([path]).map((one) => one.at);
}
