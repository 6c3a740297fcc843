import { requireSdk } from "../../tools/moddable.js";
import { runSimulatorSuites } from "../../tools/simulator-suites.js";
import { failingSuites } from "./failing-suites.js";

describe("suites on the Moddable SDK's engine", function () {
  this.timeout(120_000);

  failingSuites((file, timeLimit, log) => {
    const seconds = timeLimit / 1000;
    return runSimulatorSuites({ sdk: requireSdk(), files: [file], log, seconds, name: "failing" });
  }, "status 124");
});
