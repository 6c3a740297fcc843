import { expect } from "chai";
import { bootstrapDiscoverPayload, discoverPayload, registrationPayload } from "../../../modules/lwm2m/link.js";
import { makeObject } from "../../../modules/lwm2m/object.js";
import { Code, type Operation } from "../../../modules/lwm2m/operation.js";
import { parsePath, type Path } from "../../../modules/lwm2m/path.js";
import { Tree } from "../../../modules/lwm2m/tree.js";
import { deviceObject, newDevice } from "../../../objects/device.js";
import { digitalOutputDefinition, newDigitalOutput } from "../../../objects/digital-output.js";
import { newSecurity, securityObject } from "../../../objects/security.js";
import { newServer, serverObject } from "../../../objects/server.js";
import { houseObject, newHouse } from "./house.js";

describe("lwm2m/link: registration (OMA LwM2M 1.0 clause 5.3.1)", () => {
  it("announces the root, then instances in order, and never the Security object", () => {
    const objects = [
      securityObject([{ id: 0, state: newSecurity() }]),
      serverObject([{ id: 1, state: newServer() }]),
      deviceObject(newDevice()),
      houseObject([
        { id: 0, state: newHouse() },
        { id: 3, state: newHouse() },
      ]),
    ];
    expect(registrationPayload(objects)).to.equal('</>;rt="oma.lwm2m",</1/1>,</3/0>,</5000/0>,</5000/3>');
  });

  it("announces an object without instances, and a version that is not 1.0", () => {
    const output = makeObject(digitalOutputDefinition, [{ id: 0, state: newDigitalOutput() }]);
    const empty = makeObject(digitalOutputDefinition, []);
    expect(registrationPayload([houseObject([]), output])).to.equal(
      '</>;rt="oma.lwm2m",</5000>,</3201>;ver=1.1,</3201/0>',
    );
    expect(registrationPayload([empty])).to.equal('</>;rt="oma.lwm2m",</3201>;ver=1.1');
  });

  it("tells of one content format by itself, and of several in quotes (RFC 7252 section 7.2.1)", () => {
    expect(registrationPayload([], [11542])).to.equal('</>;rt="oma.lwm2m";ct=11542');
    expect(registrationPayload([], [60, 110])).to.equal('</>;rt="oma.lwm2m";ct="60 110"');
  });
});

describe("lwm2m/link: discover (OMA LwM2M 1.0 clause 5.4.2)", () => {
  it("shows what is attached at each level", () => {
    const tree = device();
    expect(discover(tree, "/3")).to.equal(
      "</3>;pmin=10,</3/0>;pmax=60,</3/0/0>,</3/0/4>,</3/0/9>;gt=50;lt=42.2,</3/0/11>;dim=2,</3/0/12>,</3/0/16>",
    );
    expect(discover(tree, "/3/0")).to.equal(
      "</3/0>;pmin=10;pmax=60,</3/0/0>,</3/0/4>,</3/0/9>;gt=50;lt=42.2,</3/0/11>;dim=2,</3/0/12>,</3/0/16>",
    );
  });

  it("shows what holds for a single resource, inherited or not", () => {
    const tree = device();
    expect(discover(tree, "/3/0/9")).to.equal("</3/0/9>;pmin=10;pmax=60;gt=50;lt=42.2");
    expect(discover(tree, "/3/0/11")).to.equal("</3/0/11>;dim=2;pmin=10;pmax=60,</3/0/11/0>,</3/0/11/1>");
  });

  it("goes as many levels down as it is asked to (OMA LwM2M 1.2 table 6.3.2-2)", () => {
    const tree = device();
    const resources = "</3/0/0>,</3/0/4>,</3/0/9>;gt=50;lt=42.2,</3/0/11>;dim=2";
    const whole = `${resources},</3/0/11/0>,</3/0/11/1>,</3/0/12>,</3/0/16>`;
    expect(discover(tree, "/3", 0)).to.equal("</3>;pmin=10");
    expect(discover(tree, "/3", 1)).to.equal("</3>;pmin=10,</3/0>;pmax=60");
    expect(discover(tree, "/3", 2)).to.equal(discover(tree, "/3"));
    expect(discover(tree, "/3", 3)).to.equal(`</3>;pmin=10,</3/0>;pmax=60,${whole}`);
    expect(discover(tree, "/3/0", 0)).to.equal("</3/0>;pmin=10;pmax=60");
    expect(discover(tree, "/3/0", 1)).to.equal(discover(tree, "/3/0"));
    expect(discover(tree, "/3/0", 2)).to.equal(`</3/0>;pmin=10;pmax=60,${whole}`);
    expect(discover(tree, "/3/0", 3)).to.equal(discover(tree, "/3/0", 2));
    expect(discover(tree, "/3/0/11", 0)).to.equal("</3/0/11>;dim=2;pmin=10;pmax=60");
    expect(discover(tree, "/3/0/11", 3)).to.equal(discover(tree, "/3/0/11"));
  });

  it("shows each server its own attributes, those of resource instances too", () => {
    const tree = device();
    const path = parsePath("/3/0/11/1") as Path;
    expect(tree.operate({ kind: "writeAttributes", path, attributes: { lt: 45 } }, 7).code).to.equal(Code.changed);
    const links = tree.operate({ kind: "discover", path: parsePath("/3/0/11") as Path }, 7).links ?? [];
    expect(discoverPayload(links)).to.equal("</3/0/11>;dim=2,</3/0/11/0>,</3/0/11/1>;lt=45");
  });

  it("shows the version of an object that is not 1.0", () => {
    const tree = new Tree([makeObject(digitalOutputDefinition, [{ id: 0, state: newDigitalOutput() }])]);
    expect(discover(tree, "/3201")).to.equal("</3201>;ver=1.1,</3201/0>,</3201/0/5550>,</3201/0/5551>");
  });

  it("answers 4.04 for what is not there", () => {
    const tree = device();
    const code = (path: string) => tree.operate({ kind: "discover", path: parsePath(path) as Path }).code;
    expect(["/4", "/3/1", "/3/0/1", "/3/0/5", "/3/0/11/0"].map(code)).to.deep.equal([
      Code.notFound,
      Code.notFound,
      Code.notFound,
      Code.notFound,
      Code.badRequest,
    ]);
  });

  it("leads bootstrap's answer with the LwM2M version", () => {
    const tree = new Tree([
      securityObject([{ id: 0, state: { ...newSecurity(), shortServerId: 101, serverUri: "coap://a" } }]),
    ]);
    const links = tree.bootstrap({ kind: "discover", path: {} }).links ?? [];
    expect(bootstrapDiscoverPayload(links)).to.equal('lwm2m="1.0",</0/0>;ssid=101');
    expect(bootstrapDiscoverPayload([])).to.equal('lwm2m="1.0"');
    expect(bootstrapDiscoverPayload(links, "1.1")).to.equal('</>;lwm2m=1.1,</0/0>;ssid=101;uri="coap://a"');
  });
});

function device(): Tree {
  const state = { ...newDevice(), manufacturer: "maker", batteryLevel: 45, errors: [1, 6] };
  const tree = new Tree([deviceObject(state)]);
  tree.operate({ kind: "writeAttributes", path: { object: 3 }, attributes: { pmin: 10 } });
  tree.operate({ kind: "writeAttributes", path: parsePath("/3/0") as Path, attributes: { pmax: 60 } });
  tree.operate({ kind: "writeAttributes", path: parsePath("/3/0/9") as Path, attributes: { gt: 50, lt: 42.2 } });
  return tree;
}

function discover(tree: Tree, path: string, depth?: number): string {
  const where = parsePath(path) as Path;
  const operation = depth === undefined ? { kind: "discover", path: where } : { kind: "discover", path: where, depth };
  return discoverPayload(tree.operate(operation as Operation).links ?? []);
}
