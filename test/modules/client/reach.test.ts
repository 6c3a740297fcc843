import { expect } from "chai";
import { Reach } from "../../../modules/client/reach.js";

describe("client/reach", () => {
  const servers = [0, 101, 102];
  const reached = (reach: Reach): number[] => servers.filter((server) => reach.reaches(server));

  it("reaches every server until it is told otherwise", () => {
    expect(reached(new Reach())).to.deep.equal(servers);
  });

  it("loses all at once and gets them back one by one", () => {
    const reach = new Reach();
    reach.set(undefined, false);
    expect(reached(reach)).to.deep.equal([]);
    reach.set(102, true);
    expect(reached(reach)).to.deep.equal([102]);
    reach.set(102, false);
    expect(reached(reach)).to.deep.equal([]);
    reach.set(undefined, true);
    expect(reached(reach)).to.deep.equal(servers);
  });

  it("loses one, however often it is told", () => {
    const reach = new Reach();
    reach.set(101, false);
    reach.set(101, false);
    expect(reached(reach)).to.deep.equal([0, 102]);
    reach.set(101, true);
    expect(reached(reach)).to.deep.equal(servers);
  });
});
