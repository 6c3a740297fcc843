import { expect } from "chai";
import { allFormats } from "../../../../modules/lwm2m/formats/all.js";
import { basicFormats } from "../../../../modules/lwm2m/formats/basic.js";
import { announcedFormats } from "../../../../modules/lwm2m/formats/index.js";

describe("lwm2m/formats: what a registration tells of (OMA LwM2M 1.1 clause 6.2.1)", () => {
  it("is what the firmware speaks and a client of that version need not", () => {
    expect(announcedFormats(basicFormats, "1.1")).to.deep.equal([11542]);
    expect(announcedFormats(allFormats, "1.1")).to.deep.equal([60, 110, 112, 11542, 11543]);
    expect(announcedFormats(basicFormats, "1.2")).to.deep.equal([11542]);
    expect(announcedFormats(allFormats, "1.2")).to.deep.equal([60, 110, 112, 320, 322, 11542, 11543, 11544]);
  });

  it("is nothing in 1.0, where OneNET's own client tells of none either", () => {
    expect(announcedFormats(basicFormats, "1.0")).to.deep.equal([]);
    expect(announcedFormats(allFormats, "1.0")).to.deep.equal([]);
  });
});
