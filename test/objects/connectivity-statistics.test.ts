import { expect } from "chai";
import { statistics } from "../../objects/connectivity-statistics.js";
import { InstanceView } from "./instance.js";

describe("objects/connectivity-statistics", () => {
  const TX = 2;
  const RX = 3;
  const LONGEST = 4;
  const AVERAGE = 5;
  const START = 6;
  const STOP = 7;
  const PERIOD = 8;

  function counted(): ReturnType<typeof statistics> & { view: InstanceView; values: () => unknown[] } {
    const made = statistics();
    const view = new InstanceView(made.object);
    return { ...made, view, values: () => [TX, RX, LONGEST, AVERAGE].map((resource) => view.read(resource)) };
  }

  it("counts between start and stop, with the 28 bytes of the headers of UDP and IP, in kilobytes of 1000", () => {
    const { view, traffic, values } = counted();
    traffic("sent", 5000, 0);
    expect(values()).to.deep.equal([0, 0, 0, 0]);
    expect(view.execute(START)).to.equal("2.04");
    expect(view.changes()).to.deep.equal(["/7/0/2", "/7/0/3", "/7/0/4", "/7/0/5"]);
    traffic("sent", 1971, 1000);
    expect(values()).to.deep.equal([1, 0, 1999, 1999]);
    traffic("sent", 0, 1000);
    traffic("received", 972, 1000);
    expect(values()).to.deep.equal([2, 1, 1999, 1009]);
    expect(view.execute(STOP)).to.equal("2.04");
    traffic("sent", 9000, 2000);
    expect(values()).to.deep.equal([2, 1, 1999, 1009]);
    view.execute(START);
    expect(values()).to.deep.equal([0, 0, 0, 0]);
  });

  it("ends the collection with its period, counted from the request that started it", () => {
    const { view, traffic, values } = counted();
    expect([view.write(PERIOD, -1), view.write(PERIOD, 60), view.read(PERIOD)]).to.deep.equal(["4.00", "2.04", 60]);
    traffic("received", 20, 100_000);
    view.execute(START);
    traffic("sent", 972, 159_999);
    expect(values()).to.deep.equal([1, 0, 1000, 1000]);
    traffic("sent", 972, 160_000);
    traffic("received", 972, 160_001);
    expect(values()).to.deep.equal([1, 0, 1000, 1000]);
    expect([view.write(PERIOD, 0), view.execute(START)]).to.deep.equal(["2.04", "2.04"]);
    traffic("received", 972, 86_400_000);
    expect(values()).to.deep.equal([0, 1, 1000, 1000]);
  });

  it("has no counters of SMS, which are never sent", () => {
    const { view } = counted();
    expect(view.all()).to.deep.equal(["2=0", "3=0", "4=0", "5=0", "8=0"]);
    expect(view.read(0)).to.equal("4.04");
  });
});
