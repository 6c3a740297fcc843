import { expect } from "chai";
import { isCoreLink } from "../../../modules/lwm2m/core-link.js";

describe("lwm2m/core-link", () => {
  it("takes lists of links, with and without parameters (RFC 6690 section 5)", () => {
    for (const text of [
      "",
      "</>",
      "<>",
      "</3/0>;ver=1.1,</\u6c34>",
      '</sensors>;ct=40;title="Sensor Index"',
      '</sensors/temp>;rt="temperature-c";if="sensor",</sensors/light>;rt="light-lux"',
      "</link>;obs;anchor=x",
      String.raw`</a>;title="a \"b\", <c>; d"`,
    ]) {
      expect(isCoreLink(text), text).to.equal(true);
    }
  });

  it("refuses what is no list of links", () => {
    for (const text of [
      "/3/0",
      "</3/0",
      "</3/0>,",
      ",</3/0>",
      "</3/0></1/0>",
      "</3/0> ;obs",
      "</3/0>;",
      "</3/0>;=1",
      "</3/0>;ver=",
      '</3/0>;title="open',
      String.raw`</3/0>;title="open\"`,
      '</3/0>;title="shut"x',
    ]) {
      expect(isCoreLink(text), text).to.equal(false);
    }
  });
});
