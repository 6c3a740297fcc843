import { expect } from "chai";
import { fits, isReadable, type ResourceModel } from "../../modules/lwm2m/model.js";
import type { Instance, Row } from "../../modules/lwm2m/object.js";
import { isMultiple, type Value } from "../../modules/lwm2m/value.js";
import { VERSIONS } from "../../modules/lwm2m/version.js";
import { allObjects } from "../../objects/all-objects.js";
import { statistics } from "../../objects/connectivity-statistics.js";
import { deviceObject, newDevice } from "../../objects/device.js";
import { digitalOutputObject, newDigitalOutput } from "../../objects/digital-output.js";
import { newServer12, serverObject12 } from "../../objects/server-1-2.js";
import { newSwitch, onOffSwitchObject } from "../../objects/on-off-switch.js";
import { versioned } from "../../objects/versions.js";
import { TestClock } from "./instance.js";

describe("objects/all-objects", () => {
  const objects = [
    ...allObjects(new TestClock()),
    statistics().object,
    serverObject12([{ id: 0, state: newServer12() }]),
    deviceObject(newDevice()),
    digitalOutputObject([{ id: 0, state: newDigitalOutput() }]),
    onOffSwitchObject([{ id: 0, state: newSwitch(new TestClock()) }]),
  ];

  it("are those of the firmware with everything, each once", () => {
    expect(objects.map(({ definition }) => definition.model.id)).to.deep.equal([
      5, 6, 16, 3308, 3311, 3333, 3340, 3341, 3343, 26241, 7, 1, 3, 3201, 3342,
    ]);
  });

  for (const version of VERSIONS) {
    for (const object of objects.map((one) => versioned(one, version))) {
      const { model } = object.definition;
      it(`${model.id} ${model.name} has what is mandatory, and nothing out of type or range, with LwM2M ${version}`, () => {
        const resources = Object.values<ResourceModel>(model.resources);
        for (const resource of resources) {
          const row = object.definition.rows.find(({ id }) => id === resource.id);
          if (resource.mandatory === true) expect(row, `/${model.id}//${resource.id}`).to.not.equal(undefined);
          for (const { id, state } of object.instances) check(row, state, `/${model.id}/${id}/${resource.id}`);
        }
      });
    }
  }
});

/** A resource of an instance has a value if it must, and one that fits its model. */
function check(row: Row | undefined, state: Instance["state"], path: string): void {
  if (row === undefined || !isReadable(row.resource)) return;
  const value: Value | undefined = row.read?.(state as never);
  if (row.resource.mandatory === true) expect(value, path).to.not.equal(undefined);
  if (value === undefined) return;
  expect(isMultiple(value), path).to.equal(row.resource.multiple === true);
  const all = isMultiple(value) ? value.instances.map((one) => one.value) : [value];
  for (const one of all) expect(fits(row.resource, one), `${path} ${String(one)}`).to.equal(true);
}
