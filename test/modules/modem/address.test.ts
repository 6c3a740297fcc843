import { expect } from "chai";
import { addressKind } from "../../../modules/modem/address.js";

describe("addressKind", () => {
  for (const [text, kind] of [
    ["183.230.40.39", "ipv4"],
    ["0.0.0.0", "ipv4"],
    ["255.255.255.255", "ipv4"],
    ["256.1.1.1", "name"],
    ["1.2.3", "name"],
    ["1.2.3.4.5", "name"],
    ["1..3.4", "name"],
    ["0001.2.3.4", "name"],
    ["1.2.3.x", "name"],
    ["", "name"],
    ["FAIL", "name"],
    ["nbiotbt.heclouds.com", "name"],
    ["2409:8060:8ea:601::1864", "ipv6"],
    ["::ffff:10.0.0.1", "ipv6"],
    [":", "name"],
    ["1:2/3", "name"],
    ["1:2\r\nAT+NRB", "name"],
    ["coap://a.b:5683", "name"],
  ] as const) {
    it(`takes ${JSON.stringify(text)} for ${kind}`, () => {
      expect(addressKind(text)).to.equal(kind);
    });
  }
});
