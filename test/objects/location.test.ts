import { expect } from "chai";
import { Tree } from "../../modules/lwm2m/tree.js";
import { locationObject } from "../../objects/location.js";

describe("objects/location", () => {
  it("has no instance without a position, and says only what is known of one", () => {
    expect(locationObject(undefined).instances).to.deep.equal([]);
    const position = { latitude: 52.5, longitude: -1.25, timestamp: 1_700_000_000 };
    const unknown = { altitude: undefined, radius: undefined, velocity: undefined, speed: undefined };
    const tree = new Tree([locationObject({ ...position, ...unknown })]);
    const read = tree.operate({ kind: "read", path: { object: 6, instance: 0 } });
    expect(read.entries?.map(({ path, value }) => [path.resource, value])).to.deep.equal([
      [0, 52.5],
      [1, -1.25],
      [5, 1_700_000_000],
    ]);
  });
});
