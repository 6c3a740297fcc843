import { expect } from "chai";
import { FieldHost } from "./field/host.js";

describe("firmware", () => {
  /** The firmware as `main.ts` composes it, started with these settings. */
  function started(settings: Readonly<Record<string, string>>): FieldHost {
    const host = new FieldHost({ settings: { module: "M5310-A", ...settings }, seed: 1 });
    host.start();
    return host;
  }

  it("does not register in a version of LwM2M whose objects are not composed in", () => {
    for (const version of ["1.1", "1.2"]) {
      const host = started({ lwm2m: version });
      expect(host.status).to.equal(1);
      expect(host.wanted).to.deep.equal([]);
      expect(host.logged.join("\n")).to.contain(
        `lwm2m "${version}": this firmware is composed of the objects of LwM2M 1.0; main-full has those of ${version} (--full)`,
      );
    }
    expect(started({ lwm2m: "1.0" }).status).to.equal(undefined);
  });

  it("leaves the version to the module in module mode", () => {
    expect(started({ lwm2m: "1.2", mode: "module" }).status).to.equal(undefined);
  });
});
