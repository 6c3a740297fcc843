import { expect } from "chai";
import { covers, depth, formatPath, parsePath, pathOf, pathOfSegments, samePath } from "../../../modules/lwm2m/path.js";

describe("lwm2m/path", () => {
  it("parses each level and writes it back", () => {
    for (const text of ["/", "/3303", "/3303/0", "/3303/0/5700", "/3303/0/5700/65534"]) {
      const path = parsePath(text);
      expect(path && formatPath(path)).to.equal(text);
    }
    expect(parsePath("3/0")).to.deep.equal({ object: 3, instance: 0 });
    expect(parsePath("")).to.deep.equal({});
  });

  it("refuses what is not a path", () => {
    for (const text of ["/a", "/3/", "//3", "/3/-1", "/65535", "/3/0/65535", "/1/2/3/4/5", "/3 /0", "/0x3"]) {
      expect(parsePath(text), text).to.equal(undefined);
    }
    expect(pathOfSegments(["rd"])).to.equal(undefined);
    expect(pathOfSegments(["1", ""])).to.equal(undefined);
  });

  it("counts levels", () => {
    expect([pathOf(), pathOf(1), pathOf(1, 2), pathOf(1, 2, 3), pathOf(1, 2, 3, 4)].map(depth)).to.deep.equal([
      0, 1, 2, 3, 4,
    ]);
  });

  it("tells what lies below what", () => {
    expect(covers({}, pathOf(3))).to.equal(true);
    expect(covers(pathOf(3), pathOf(3, 0, 1))).to.equal(true);
    expect(covers(pathOf(3, 0, 1), pathOf(3, 0))).to.equal(false);
    expect(covers(pathOf(3, 1), pathOf(3, 0, 1))).to.equal(false);
    expect(samePath(pathOf(3, 0), pathOf(3, 0))).to.equal(true);
    expect(samePath(pathOf(3, 0), pathOf(3))).to.equal(false);
  });
});
