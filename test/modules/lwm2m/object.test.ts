import { expect } from "chai";
import type { Handlers } from "../../../modules/lwm2m/object.js";
import { findRow } from "../../../modules/lwm2m/object.js";
import { houseDefinition, type House, type HouseState } from "./house.js";

type HouseHandlers = Handlers<typeof House, HouseState>;

describe("lwm2m/object", () => {
  it("keeps a row for each resource with a handler, by rising id, frozen", () => {
    expect(houseDefinition.rows.map((row) => row.id)).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12]);
    expect(Object.isFrozen(houseDefinition.rows[0])).to.equal(true);
    expect(findRow(houseDefinition, 8)?.affects).to.deep.equal([9]);
    expect(findRow(houseDefinition, 11)).to.equal(undefined);
  });

  it("lets only handlers compile that go with the model", () => {
    const wrong: readonly HouseHandlers[] = [
      // @ts-expect-error a value of the wrong type
      { read: { name: () => 5 } },
      // @ts-expect-error a single value for a multiple resource
      { read: { rooms: () => "kitchen" } },
      // @ts-expect-error a read of an executable resource
      { read: { ring: () => "x" } },
      // @ts-expect-error a read of a resource that can only be written
      { read: { key: () => new Uint8Array(1) } },
      // @ts-expect-error a write to a read-only resource
      { write: { built: () => undefined } },
      // @ts-expect-error a write that takes the wrong type
      { write: { lit: (_: HouseState, value: string) => void value } },
      // @ts-expect-error a write that refuses, which is for check
      { write: { lit: () => 0x80 } },
      // @ts-expect-error an execute of a resource that is not executable
      { execute: { name: () => undefined } },
      // @ts-expect-error a name that the model does not have
      { read: { garage: () => "x" } },
      // @ts-expect-error a resource that servers may write needs no right of bootstrap
      { bootstrap: { name: () => undefined } },
      // @ts-expect-error a check of an executable resource
      { check: { ring: () => undefined } },
    ];
    expect(wrong).to.have.length(11);
  });
});
